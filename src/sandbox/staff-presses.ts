import { toMinorUnits } from '../money.ts'
import { isRefusal } from './bank/bank-order.ts'
import type { BankOrder } from './bank/bank-order.ts'
import type { BankClock } from './bank/bank-clock.ts'
import type { Bank } from './bank/bank.ts'
import { findTestCard } from './bank/cards.ts'
import type { TestCard } from './bank/cards.ts'
import { deedNames, deeds, mostOf } from './bank/deeds.ts'
import type { DeedName } from './bank/deeds.ts'
import { isFaultKind, parseFaultForm, targetOf } from './fault-form.ts'
import type { FaultForm } from './fault-form.ts'
import { faultKinds } from './fault-kinds.ts'
import type { FaultScript } from './faults.ts'
import { badgeOf, currencyOf } from './pages/bank-states.ts'
import type { DeedFault } from './pages/deeds-card.ts'
import { deedWords, toldOf } from './pages/deed-words.ts'
import { clockStepMinutes } from './pages/orders-page.ts'
import type { Trouble } from './pages/trouble-page.ts'
import type { PressDone } from './presses.ts'

/** What the press of a button came to. Unless it is `done`, nothing was done. */
export type Pressed =
  | PressDone
  | { readonly trouble: Trouble }
  /** The order's page again, with what is wrong. */
  | { readonly order: BankOrder; readonly deedFault: DeedFault }
  /** The page of the faults again, with what is wrong. */
  | { readonly faultForm: Extract<FaultForm, { isValid: false }> }

export interface StaffPressesOptions {
  readonly bank: Bank
  readonly clock: BankClock
  readonly faults: FaultScript
  readonly forgetAll: () => void
}

/** What each button of the bank's pages does. */
export interface StaffPresses {
  doDeed(gatewayOrderId: string, form: URLSearchParams): Pressed
  /** The same from the list of orders, where a button names its order beside the deed. */
  doListedDeed(form: URLSearchParams): Pressed
  addFault(form: URLSearchParams): Pressed
  dropFault(form: URLSearchParams): Pressed
  moveClock(): Pressed
  forgetAll(): Pressed
}

/** How many faults may be to come: every call looks through them. */
const maxWaitingFaults = 100

export function makeStaffPresses({ bank, clock, faults, forgetAll }: StaffPressesOptions): StaffPresses {
  const doDeed = makeDoDeed(bank)
  return {
    doDeed,
    doListedDeed(form) {
      const [deed = '', gatewayOrderId = ''] = (form.get('deed') ?? '').split(' ')
      return doDeed(gatewayOrderId, new URLSearchParams({ deed, back: form.get('back') ?? '' }))
    },
    addFault: makeAddFault(faults),
    dropFault(form) {
      const id = form.get('id') ?? ''
      const place = '/faults'
      if (id !== 'all') {
        const text = faults.drop(Number(id)) ? 'The fault was dropped.' : 'It was gone: it had struck, or was dropped.'
        return { place, done: { text } }
      }
      faults.clear()
      return { place, done: { text: 'All faults were dropped.' } }
    },
    moveClock() {
      const openCount = bank.openCount()
      // A second more: the latest order is out of time as well.
      clock.moveOn(clockStepMinutes * 60_000 + 1_000)
      bank.expireDue()
      const expiredCount = openCount - bank.openCount()
      const orders = expiredCount === 1 ? '1 order ran' : `${expiredCount} orders ran`
      return {
        place: '/',
        done: { text: `The bank’s clock moved on by ${clockStepMinutes} min. ${orders} out of time.` },
      }
    },
    forgetAll() {
      const count = bank.count()
      forgetAll()
      return { place: '/', done: { text: `The bank has forgotten ${count === 1 ? '1 order' : `${count} orders`}.` } }
    },
  }
}

function makeDoDeed(bank: Bank): StaffPresses['doDeed'] {
  return (gatewayOrderId, form) => {
    const order = bank.find(gatewayOrderId)
    if (!order) return { trouble: unknownOrder }
    const wanted = deedIn(form, order)
    if ('trouble' in wanted) return wanted

    const { name, card } = wanted
    const typed = (form.get('amount') ?? '').trim()
    const amount = amountIn(typed, name, order)
    if (typeof amount === 'string') return { order, deedFault: { name, typed, text: amount } }
    const answer = deeds[name].act(bank, order, { amount, card })
    if (typeof answer === 'object' && isRefusal(answer)) {
      return { order, deedFault: { name, typed, text: `The bank refused: ${answer.errorMessage}.` } }
    }
    const after = bank.find(gatewayOrderId) ?? order
    return { place: placeAfter(form, order), done: { text: toldOf(name, order, after, amount), gatewayOrderId } }
  }
}

type DeedWanted = { readonly name: DeedName; readonly card: TestCard | undefined } | { readonly trouble: Trouble }

function deedIn(form: URLSearchParams, order: BankOrder): DeedWanted {
  const name = form.get('deed') ?? ''
  const number = form.get('card')
  const card = number === null ? undefined : findTestCard(number)
  if (!isDeedName(name)) return { trouble: unknownDeed }
  if (number !== null && !card) return { trouble: unknownCard }
  return deeds[name].isPossible(order) ? { name, card } : { trouble: notPossible(name, order) }
}

function isDeedName(name: string): name is DeedName {
  return deedNames.some((known) => known === name)
}

/** In integer minor units; 0 for all there is; or what is wrong. */
function amountIn(typed: string, name: DeedName, order: BankOrder): number | string {
  const most = mostOf(name, order)
  if (typed === '' || most === undefined) return 0
  const currency = currencyOf(order)
  try {
    const amount = toMinorUnits(typed.replace(/\s/g, ''), currency)
    return amount > 0 ? amount : 'Nothing would move: the amount is 0.'
  } catch {
    return `Wanted an amount of ${currency} with a point before its decimals.`
  }
}

/** Back to the list at the place where the button was, or to the order's own page. */
function placeAfter(form: URLSearchParams, { gatewayOrderId }: BankOrder): string {
  const back = form.get('back')
  if (back === null) return `/orders/${gatewayOrderId}`
  const [given, kept] = [new URLSearchParams(back), new URLSearchParams()]
  for (const name of ['before', 'q']) {
    const value = given.get(name)
    if (value !== null) kept.set(name, value)
  }
  return `/?${kept.toString()}`
}

function makeAddFault(faults: FaultScript): StaffPresses['addFault'] {
  return (form) => {
    const kind = form.get('kind') ?? ''
    if (kind !== '' && !isFaultKind(kind)) return { trouble: unknownFault }
    const read = parseFaultForm(kind === '' ? undefined : kind, form)
    if (!read.isValid) return { faultForm: read }
    if (faults.waiting().length >= maxWaitingFaults) return { trouble: tooManyFaults }
    faults.add(read.fault)
    const { label } = faultKinds[read.fault.kind]
    const fields = new URLSearchParams(Object.entries(read.typed).filter(([, text]) => text !== ''))
    return { place: `/faults?${fields.toString()}`, done: { text: `“${label}” strikes ${targetOf(read.fault)}.` } }
  }
}

export const unknownOrder: Trouble = {
  status: 404,
  title: 'The bank has no such order',
  text: 'It may have forgotten the order: it keeps a limited number, and none when it stops.',
}

const unknownDeed: Trouble = {
  status: 400,
  title: 'The bank cannot do that',
  text: 'The form names nothing that can be done to an order. Nothing was done.',
}

const unknownCard: Trouble = {
  status: 400,
  title: 'That is no test card',
  text: 'Here the buyer can only take one of the test cards. Any other number can be tried on the payment page.',
}

const unknownFault: Trouble = {
  status: 400,
  title: 'The bank has no such fault',
  text: 'No fault was added.',
  href: '/faults',
  link: 'All faults',
}

const tooManyFaults: Trouble = {
  status: 409,
  title: 'Too many faults are to come',
  text: `${maxWaitingFaults} are waiting to strike. Drop some before you add another.`,
  href: '/faults',
  link: 'To the faults',
}

function notPossible(name: DeedName, order: BankOrder): Trouble {
  return {
    status: 409,
    title: 'Nothing was done',
    text: `“${deedWords[name].button}” is not possible now. The order is “${badgeOf(order).word}”.`,
    href: `/orders/${order.gatewayOrderId}`,
    link: 'To the order',
  }
}
