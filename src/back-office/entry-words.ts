import { isJsonObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Entry, EntryKind, Trigger } from '../ledger/entry.ts'
import type { Order, OrderStatus } from '../order.ts'
import { moneyBadges } from './states.ts'
import { amountText } from './writing.ts'

/** One line of what happened, and by whose word. */
export interface Told {
  readonly by: string
  readonly text: string
  /** What the bank said, field by field; undefined if it said nothing. */
  readonly bankWords: string | undefined
}

/** An entry, and the one before it. */
interface Line {
  readonly entry: Entry
  readonly before: Entry | undefined
  readonly order: Order
  readonly detail: JsonObject
  readonly money: (amountMinor: number) => string
}

/** Says an entry of an order in plain words. */
export function tellEntry(entry: Entry, before: Entry | undefined, order: Order): Told {
  const detail = isJsonObject(entry.detail) ? entry.detail : {}
  const money = (amountMinor: number): string => amountText(amountMinor, order.currency)
  const line: Line = { entry, before, order, detail, money }
  const person = personOf(entry)
  const { by, text } = kinds[entry.kind](line)
  const note = textOf(detail, 'note')
  return {
    by: person ?? by,
    text: note === undefined ? text : `${text} Note: “${note}”`,
    bankWords: bankWordsOf(detail),
  }
}

/** The name of the person who asked for it, if one did. */
export function personOf({ detail }: Pick<Entry, 'detail'>): string | undefined {
  return isJsonObject(detail) ? textOf(detail, 'by') : undefined
}

type Tell = (line: Line) => { readonly by: string; readonly text: string }

const bank = 'The bank'
const shop = 'The shop'
const buyer = 'The buyer'

/** Whose doing it was, where the bank did not say it. */
const actors = {
  checkout: buyer,
  return: buyer,
  callback: bank,
  sweep: shop,
  settle: shop,
  capture: shop,
  reverse: shop,
  refund: shop,
  decline: shop,
  'hand-over': shop,
  review: shop,
  resolve: shop,
  forget: shop,
  retention: shop,
  import: shop,
} as const satisfies Record<Trigger, string>

const asked =
  (what: string): Tell =>
  ({ detail, money }) => {
    const amountMinor = numberOf(detail, 'amountMinor')
    const key = textOf(detail, 'key')
    const amount = amountMinor === undefined ? '' : ` ${money(amountMinor)}`
    const withItems = detail.extra === undefined ? '' : ', with items for the receipt'
    const text = `Asked the bank to ${what}${amount}${withItems}.${key === undefined ? '' : ` Key ${key}.`}`
    return { by: shop, text: text + proposerOf(detail) }
  }

/** Where one person asks for a refund and another says yes or no. */
function proposerOf(detail: JsonObject): string {
  const proposedBy = textOf(detail, 'proposedBy')
  return proposedBy === undefined ? '' : ` ${proposedBy} had proposed it.`
}

const proposed =
  (what: string, then: string): Tell =>
  ({ detail, money }) => {
    const amountMinor = numberOf(detail, 'amountMinor')
    const amount = amountMinor === undefined ? 'money' : money(amountMinor)
    return { by: shop, text: `${what} ${amount}.${then}${proposerOf(detail)}` }
  }

const refused =
  (what: string): Tell =>
  ({ detail }) => ({ by: bank, text: `Did not ${what}${becauseOf(detail)}` })

const tried =
  (what: string, then: string): Tell =>
  ({ detail }) => {
    const tryNumber = numberOf(detail, 'tryNumber')
    const which = tryNumber === undefined || tryNumber === 1 ? '' : ` at try ${tryNumber}`
    return { by: shop, text: `${what}${which}${becauseOf(detail)}${then}` }
  }

/** `balance --take-in` says so in the entry. */
function importedFrom(detail: Line['detail']): string {
  return textOf(detail, 'as') === 'taken-in'
    ? 'in again: the bank has it, and this ledger had lost it'
    : 'over from another program'
}

const kinds = {
  opened: ({ entry, detail, money, order }) =>
    entry.trigger === 'import'
      ? { by: shop, text: `Took the order ${importedFrom(detail)}, for ${money(order.amountMinor)}.` }
      : { by: buyer, text: `Pressed Buy, for ${money(order.amountMinor)}. Written down before the bank heard of it.` },
  moved: (line) => moved[line.entry.to](line),
  noted: ({ detail, entry }) => {
    if (textOf(detail, 'reason') === 'acknowledging-the-payment') {
      return { by: shop, text: 'Told the bank that the payment has arrived, as it wants before goods leave.' }
    }
    const isTold = bankWordsOf(detail) !== undefined
    if (!isTold) return { by: actors[entry.trigger], text: `Looked at the order${becauseOf(detail)}` }
    return { by: bank, text: 'Was asked, and said something new that leaves the order where it is.' }
  },
  'capture-asked': asked('capture'),
  'reverse-asked': asked('release the hold'),
  'refund-asked': asked('give back'),
  'decline-asked': asked('close the order'),
  'capture-refused': refused('capture'),
  'reverse-refused': refused('release the hold'),
  'refund-proposed': proposed('Proposed to give back', ' It waits for another person.'),
  'refund-declined': proposed('Decided not to give back', ''),
  'refund-refused': refused('give anything back'),
  'decline-refused': refused('close the order'),
  refunded: (line) => gaveBack(line),
  'handed-over': tried('Goods handed over', ''),
  'hand-over-failed': tried('The goods could not be handed over', ' It is tried again.'),
  'hand-over-stuck': tried('The goods could not be handed over', ' It is no longer tried: a person must look.'),
  'hand-over-due': () => ({ by: shop, text: 'The goods are due again.' }),
  'hand-over-withdrawn': () => ({ by: shop, text: 'The goods are no longer owed: the money went back first.' }),
  forgotten: () => ({ by: shop, text: 'What is personal was blanked.' }),
  'closing-told': tried('The shop’s program was told that the order ended unpaid', ''),
  'closing-failed': tried('The shop’s program could not be told that the order ended unpaid', ' It is tried again.'),
  'closing-stuck': tried('The shop’s program could not be told that the order ended unpaid', ' It is no longer tried.'),
  'closing-due': () => ({ by: shop, text: 'The shop’s program is to be told again that the order ended unpaid.' }),
  'closing-withdrawn': () => ({ by: shop, text: 'Money came: the shop’s program is not told that it ended unpaid.' }),
} as const satisfies Record<EntryKind, Tell>

const moved = {
  registering: () => ({ by: shop, text: 'The order was opened.' }),
  unknown: () => ({
    by: shop,
    text: 'Heard no usable answer from the bank when it registered the order. It asks again.',
  }),
  registered: () => ({ by: bank, text: 'Registered the order. The buyer was sent to its page.' }),
  held: ({ money, order }) => ({ by: bank, text: `Holds ${money(order.amountMinor)}. Nothing is captured yet.` }),
  paid: (line) => paid(line),
  partially_refunded: (line) => gaveBack(line),
  refunded: (line) => gaveBack(line),
  reversed: () => ({ by: bank, text: 'Released the hold. No money moved.' }),
  declined: ({ detail, order }) => {
    const said = order.decline === undefined ? '' : ` ${order.decline.text}`
    return { by: bank, text: `Declined the payment for good${becauseOf(detail)}${said}` }
  },
  expired: ({ entry }) => ({
    by: entry.trigger === 'checkout' ? shop : bank,
    text: 'The time for paying was over. Nothing was captured.',
  }),
  review: ({ entry, detail }) =>
    entry.trigger === 'review'
      ? { by: shop, text: 'Put before a person. Nothing happens to it by itself.' }
      : { by: shop, text: `Put before a person${becauseOf(detail)} Nothing happens to it by itself.` },
} as const satisfies Record<OrderStatus, Tell>

function paid({ entry, order, money, before }: Line): { readonly by: string; readonly text: string } {
  if (entry.trigger === 'resolve') return { by: shop, text: 'Took it out of review as paid. No money moved.' }
  const capturedMinor = (entry.capturedMinor ?? order.capturedMinor) - (before?.capturedMinor ?? 0)
  const code = order.approvalCode === undefined ? '' : `, approval code ${order.approvalCode}`
  return { by: bank, text: `${money(capturedMinor)} captured${code}. Order number, amount and currency are ours.` }
}

function gaveBack({ entry, before, order, money }: Line): { readonly by: string; readonly text: string } {
  if (entry.trigger === 'resolve') {
    const word = moneyBadges[entry.to].word.toLowerCase()
    return { by: shop, text: `Took it out of review as ${word}. No money moved.` }
  }
  const refundedMinor = entry.refundedMinor ?? order.refundedMinor
  const wentMinor = refundedMinor - (before?.refundedMinor ?? 0)
  const keptMinor = (entry.capturedMinor ?? order.capturedMinor) - refundedMinor
  return { by: bank, text: `${money(wentMinor)} went back. ${money(keptMinor)} are kept.` }
}

/** Ends the sentence. */
function becauseOf(detail: JsonObject): string {
  const reason = textOf(detail, 'reason')
  return reason === undefined ? '.' : `: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`
}

function textOf(detail: JsonObject, name: string): string | undefined {
  const value = detail[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function numberOf(detail: JsonObject, name: string): number | undefined {
  const value = detail[name]
  return typeof value === 'number' ? value : undefined
}

/** What is ours in a detail; the rest is what the bank said. */
const ours: ReadonlySet<string> = new Set([
  'by',
  'note',
  'as',
  'reason',
  'key',
  'amountMinor',
  'externalRefundId',
  'extra',
  'proposedBy',
  'tryNumber',
  'retryInMs',
])

/** One line for each thing that the bank said, by the bank's own names. */
function bankWordsOf(detail: JsonObject): string | undefined {
  const { seen, ...rest } = detail
  const said = isJsonObject(seen) ? seen : Object.fromEntries(Object.entries(rest).filter(([name]) => !ours.has(name)))
  const lines = linesOf(said, '')
  return lines.length === 0 ? undefined : lines.join('\n')
}

function linesOf(value: JsonValue, name: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${name} ${String(value)}`]
  const fields: readonly (readonly [string, JsonValue | undefined])[] = Array.isArray(value)
    ? value.map((one, index) => [String(index + 1), one])
    : Object.entries(value)
  return fields.flatMap(([key, one]) => (one === undefined ? [] : linesOf(one, name === '' ? key : `${name}.${key}`)))
}
