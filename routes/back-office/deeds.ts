import { deedPage, stalePage } from '../../src/back-office/deed-page.ts'
import { actionOf, deedPaths } from '../../src/back-office/deed-words.ts'
import type { AskedDeed, OrderAction, Wanted } from '../../src/back-office/deed-words.ts'
import { personOf } from '../../src/back-office/entry-words.ts'
import { mayDo, mayRefundAlone } from '../../src/back-office/operator.ts'
import type { Operator } from '../../src/back-office/operator.ts'
import { notAllowedPage, oldFormPage, unreadablePage } from '../../src/back-office/trouble-pages.ts'
import { CheckoutError } from '../../src/errors.ts'
import type { MayDo } from '../../src/explain/explanation.ts'
import type { PaymentVerbs } from '../../src/hosted-checkout.ts'
import { seeOther } from '../../src/html/see-other.ts'
import { isJsonObject } from '../../src/json.ts'
import type { Entry, Trigger } from '../../src/ledger/entry.ts'
import type { Order } from '../../src/order.ts'
import type { ProposedRefunds } from '../../src/settlement/money-out/proposed-refunds.ts'
import { findOrder, noSuchOrder } from './order.ts'
import type { FoundOrder } from './order.ts'
import { readOrderForm } from './order-form.ts'
import type { Seals } from './seals.ts'
import type { Show, Shown, Visit } from './visit.ts'
import { excessOf, readWanted, sealedAction } from './wanted.ts'

export interface DeedRouteOptions {
  readonly verbs: PaymentVerbs
  readonly seals: Seals
  readonly proposedRefunds: ProposedRefunds
  /** Origin of the public address at which the router is mounted. */
  readonly origin: string
}

/** Each deed of an order, by its place below the order's page. */
export const orderActions = Object.keys(deedPaths) as readonly OrderAction[]

/** `GET /orders/:orderNumber/<deed>`: says what will happen. Nothing has happened yet. */
export function askDeed(action: OrderAction, { verbs, seals }: DeedRouteOptions): Show {
  return async (visit) => {
    const { operator, surroundings, base } = visit
    const found = await findOrder(verbs, visit)
    if (!found) return noSuchOrder(visit)
    const { order, seen } = found
    const here = `${base}/orders/${order.orderNumber}`
    if (!mayDo(operator, action)) return { page: notAllowedPage(wordOf(action), operator.name, here) }
    const wanted = readWanted(action, order, new URL(visit.req.originalUrl, 'http://localhost').searchParams)
    const unread = typeof wanted === 'string' ? wanted : excessOf(action, order, wanted)
    if (typeof wanted === 'string' || unread !== undefined) return { page: unreadablePage(unread ?? '', here) }
    const { mayDo: offers } = await verbs.explain(order.orderNumber)
    const isIt = ({ action: one, as }: MayDo): boolean => actionOf[one] === action && as === wanted.as
    const text = offers.find(isIt)?.text
    if (text === undefined && action !== 'forget') {
      return { page: { ...unreadablePage(`That cannot be done now: ${statusText(order)}.`, here), status: 409 } }
    }
    const about = { operator: operator.name, action: sealedAction(action, wanted), subject: order.orderNumber, seen }
    const seal = seals.seal(about, surroundings.clock.now)
    const made = action === 'refund' ? madeBefore(wanted, found.entries, surroundings.clock.now) : undefined
    return {
      page: deedPage({ action, order, wanted, operator, seal, text: text ?? '', made, base }, surroundings.clock),
    }
  }
}

const dayMs = 24 * 60 * 60 * 1000

/** The last refund of this amount that was asked for within a day, and was not refused. */
function madeBefore({ amountMinor }: Wanted, entries: readonly Entry[], now: Date): AskedDeed['made'] {
  const keyOf = ({ detail }: Entry): unknown => (isJsonObject(detail) ? detail.key : undefined)
  const refused = new Set(entries.filter(({ kind }) => kind === 'refund-refused').map(keyOf))
  const asked = entries.findLast(
    (entry) =>
      entry.kind === 'refund-asked' &&
      isJsonObject(entry.detail) &&
      entry.detail.amountMinor === amountMinor &&
      now.getTime() - entry.at.getTime() < dayMs &&
      !refused.has(keyOf(entry)),
  )
  return asked && { at: asked.at, by: personOf(asked) }
}

/**
 * `POST /orders/:orderNumber/<deed>`: does it, if nothing else has happened to the order since the page was written.
 * What came of it is read from the ledger, on the order's page.
 */
export function doDeed(action: OrderAction, options: DeedRouteOptions): Show {
  return async (visit) => {
    const { operator, res } = visit
    const sent = await readOrderForm(visit, options, { right: action, words: wordOf(action) })
    if ('instead' in sent) return sent.instead
    const { form, found, here } = sent
    const wanted = readWanted(action, found.order, form)
    if (typeof wanted === 'string') return { page: unreadablePage(wanted, here) }
    const seen = seenBy({ action, wanted, order: found.order, form }, options.seals, visit)
    if (seen === undefined) return { page: oldFormPage(here) }
    const terms = { action, wanted, operator, seen, key: refundKeyOf(found, seen) }
    const since = entriesSince(found, seen)
    if (isStale(since, terms)) return stale(found, since, visit)
    const excess = isDone(since, terms) ? undefined : excessOf(action, found.order, wanted)
    if (excess !== undefined) return { page: unreadablePage(excess, here) }
    await carryOut(terms, found, options, visit)
    return void seeOther(res, `${here}?since=${seen}`)
  }
}

/** A form that was sent. */
interface SentForm {
  readonly action: OrderAction
  readonly wanted: Wanted
  readonly order: Order
  readonly form: URLSearchParams
}

/** Number of the last entry when the form was written; undefined for a form that is old, or not for this operator. */
function seenBy(
  { action, wanted, order, form }: SentForm,
  seals: Seals,
  { operator, surroundings }: Visit,
): number | undefined {
  const about = { operator: operator.name, action: sealedAction(action, wanted), subject: order.orderNumber }
  const opened = seals.open(form.get('seal') ?? '', about, surroundings.clock.now)
  return opened?.isOld === false ? opened.seen : undefined
}

interface DeedTerms extends ActTerms {
  readonly action: OrderAction
}

/** The number of the last entry; where the shop's program has a refund of its own under that number, another one. */
function refundKeyOf({ entries }: FoundOrder, seen: number): string {
  const plain = String(seen)
  return entries.some((entry) => entry.entryNumber <= seen && isOfKey(entry, plain)) ? `office-${plain}` : plain
}

/** Whether something else has happened. A question moves nothing, so it may be asked whatever has happened. */
function isStale(since: readonly Entry[], terms: DeedTerms): boolean {
  return since.length > 0 && terms.action !== 'settle' && !isDone(since, terms)
}

/**
 * Whether a second click, or a reload, has found that the first has done it, or is doing it. Where the bank, or the
 * second person, has said no to it since, it is not done: its key would be free for a refund that nobody means.
 */
function isDone(since: readonly Entry[], terms: DeedTerms): boolean {
  return since.some((entry) => isOwnDoing(entry, terms)) && !since.some((entry) => isNoTo(entry, terms))
}

async function carryOut(terms: DeedTerms, found: FoundOrder, options: DeedRouteOptions, visit: Visit): Promise<void> {
  const { action, seen } = terms
  // A refund is the same by its key, and this waits for its end.
  if (action !== 'refund' && isDone(entriesSince(found, seen), terms)) return
  try {
    await act[action](options, found.order.orderNumber, { ...terms, order: found.order })
  } catch (error) {
    if (!(error instanceof CheckoutError) || !losers.has(error.code)) throw error
    // The other of two clicks was faster.
    const now = await findOrder(options.verbs, visit)
    if (!now || !isDone(entriesSince(now, seen), terms)) throw error
  }
}

export function entriesSince({ entries }: FoundOrder, seen: number): readonly Entry[] {
  return entries.filter(({ entryNumber }) => entryNumber > seen)
}

/** What each deed is called in the ledger. */
const triggers = {
  settle: 'settle',
  capture: 'capture',
  refund: 'refund',
  reverse: 'reverse',
  decline: 'decline',
  handOver: 'hand-over',
  review: 'review',
  resolve: 'resolve',
  forget: 'forget',
} as const satisfies Record<OrderAction, Trigger>

/** Whether an entry was written by this very form. */
function isOwnDoing(entry: Entry, { action, wanted, operator, key }: DeedTerms): boolean {
  if (entry.trigger !== triggers[action] || personOf(entry) !== operator.name) return false
  if (action !== 'refund') return true
  // Two pages that saw the same have one key: only the amount tells their forms apart.
  return isOfKey(entry, key) && isJsonObject(entry.detail) && entry.detail.amountMinor === wanted.amountMinor
}

/** Whether an entry ends the refund of this form without a movement of money. */
function isNoTo(entry: Entry, { action, key }: DeedTerms): boolean {
  const isNo = entry.kind === 'refund-refused' || entry.kind === 'refund-declined'
  return action === 'refund' && isNo && isOfKey(entry, key)
}

function isOfKey({ detail }: Entry, key: string): boolean {
  return isJsonObject(detail) && detail.key === key
}

/** What is heard by the second of two that do the same thing at once. */
const losers: ReadonlySet<string> = new Set([
  'CHECKOUT_ILLEGAL_MOVE',
  'CHECKOUT_ORDER_BUSY',
  'CHECKOUT_INVALID_REQUEST',
])

export function stale({ order }: FoundOrder, since: readonly Entry[], { base, surroundings }: Visit): Shown {
  return { page: stalePage({ order, since, base }, surroundings.clock), json: { since } }
}

interface ActTerms {
  readonly wanted: Wanted
  readonly operator: Operator
  readonly seen: number
  /** Of a refund: the same page is the same refund, however often it is sent. */
  readonly key: string
}

interface ActOn extends ActTerms {
  readonly order: Order
}

type Act = (deps: DeedRouteOptions, orderNumber: string, terms: ActOn) => Promise<unknown>

/** Everything goes through the verbs of the store: one way in, whoever asks. */
const act = {
  settle: ({ verbs }, orderNumber) => verbs.settle(orderNumber),
  capture: ({ verbs }, orderNumber, { wanted: { amountMinor }, operator: { name: by } }) =>
    verbs.capture(orderNumber, { amountMinor, by }),
  refund: ({ verbs, proposedRefunds }, orderNumber, { wanted: { amountMinor = 0, note }, operator, order, key }) => {
    const wanted = { amountMinor, key, by: operator.name, note }
    if (mayRefundAlone(operator, amountMinor, order.currency)) return verbs.refund(orderNumber, wanted)
    return proposedRefunds.propose({ orderNumber, ...wanted, mayBeReviewed: order.status === 'review' })
  },
  reverse: ({ verbs }, orderNumber, { operator: { name: by } }) => verbs.reverse(orderNumber, { by }),
  decline: ({ verbs }, orderNumber, { operator: { name: by } }) => verbs.decline(orderNumber, { by }),
  handOver: ({ verbs }, orderNumber, { operator: { name: by } }) => verbs.handOver(orderNumber, { by }),
  review: ({ verbs }, orderNumber, { wanted: { note = '' }, operator: { name: by } }) =>
    verbs.review(orderNumber, { note, by }),
  resolve: ({ verbs }, orderNumber, { wanted: { note = '', as = 'paid' }, operator: { name: by } }) =>
    verbs.resolve(orderNumber, { as, note, by }),
  forget: ({ verbs }, orderNumber, { operator: { name: by } }) => verbs.forget({ orderNumber, by }),
} as const satisfies Record<OrderAction, Act>

function wordOf(action: OrderAction): string {
  return deedPaths[action].replace('-', ' ')
}

function statusText({ status }: Order): string {
  return `the order is ${status.replace('_', ' ')}`
}
