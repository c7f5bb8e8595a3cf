import { dateFormat } from '../date-format.ts'
import { findCurrency } from '../iso-4217.ts'
import { isJsonObject } from '../json.ts'
import type { JsonValue } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { KnownRefund } from '../ledger/order-ledger.ts'
import { moneyText } from '../money.ts'
import type { Order } from '../order.ts'
import { declineWords } from './words/declines.ts'
import type { Facts } from './words/facts.ts'
import { heardWhen } from './words/heard.ts'
import { tryAgainWords } from './words/try-again.ts'
import type { Situation } from './explanation.ts'

/** Writes what is to be told. */
export interface Teller {
  money(amountMinor: number): string
  /** The same in a currency that the bank has named. */
  moneyIn(amountMinor: number, currency: string): string
  at(time: Date): string
}

export function tellerFor({ order: { currency: ours }, timeZone }: Situation): Teller {
  const time = timeFormatOf(timeZone)
  const moneyIn = (amountMinor: number, currency: string): string =>
    findCurrency(currency)
      ? moneyText(amountMinor, currency)
      : `${amountMinor} in the smallest unit of currency ${currency}`
  return {
    moneyIn,
    money: (amountMinor) => moneyIn(amountMinor, ours),
    at: (when) => time.format(when).replace(', ', ' at '),
  }
}

function timeFormatOf(timeZone: string): Intl.DateTimeFormat {
  return dateFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
}

export function factsOf(situation: Situation, teller: Teller): Facts {
  const { order, entries, others } = situation
  const { money, at } = teller
  const move = lastMoveOf(order, entries)
  const { capturedMinor, refundedMinor, capturingMinor, amountMinor } = order
  const isLeft = capturedMinor > refundedMinor
  const since = at(move?.at ?? order.createdAt)
  return {
    reference: referenceOf(order),
    amount: money(amountMinor),
    captured: money(capturedMinor),
    isInPart: capturedMinor > 0 && capturedMinor < amountMinor,
    refunded: money(refundedMinor),
    left: money(capturedMinor - refundedMinor),
    capturing: money(capturingMinor ?? amountMinor),
    expiresAt: at(order.expiresAt),
    expiredOn: isImported(entries) || (move && move.at < order.expiresAt) ? '' : ` on ${at(order.expiresAt)}`,
    paidOn: order.paidAt === undefined || at(order.paidAt) === since ? '' : ` on ${at(order.paidAt)}`,
    since,
    origin: originOf(entries, since),
    heard: heardIn(move),
    decline: order.decline && declineWords(order.decline),
    tryAgain: tryAgainOf(situation, teller),
    reason: textIn(move?.detail, 'reason'),
    by: textIn(move?.detail, 'by'),
    note: textIn(move?.detail, 'note'),
    formOrigin: textIn(move?.detail, 'formOrigin'),
    closeAsked: closeAskedOf(entries, teller),
    closedBy: textIn(entries.findLast(({ kind }) => kind === 'decline-asked')?.detail, 'by'),
    refundIt: isLeft ? 'refund it' : "refund it in the bank's portal",
    others,
  }
}

/** Once it is forgotten, a digest stands in its place, which tells nobody anything. */
export function referenceOf({ reference, forgottenAt }: Order): string | undefined {
  return forgottenAt === undefined ? reference : undefined
}

/** On what occasion the bank said what an entry tells, in brackets; empty if it was not asked. */
export function heardIn(entry: Entry | undefined): string {
  return entry && heardWhen[entry.trigger] !== '' ? ` (${heardWhen[entry.trigger]})` : ''
}

/** Where an order came from that was not opened here, with the day on which it came; undefined for one of our own. */
export function originOf(entries: readonly Entry[], on: string): string | undefined {
  if (!isImported(entries)) return undefined
  const isBack = textIn(entries[0]?.detail, 'as') === 'taken-in'
  return isBack
    ? `taken in again on ${on} by ${textIn(entries[0]?.detail, 'by') ?? 'somebody'}, after this ledger had lost it`
    : `taken over from another program on ${on}`
}

/**
 * Whether it was not opened here, or was lost since. When the bank stops taking a payment for it, nobody has told us.
 */
export function isImported(entries: readonly Entry[]): boolean {
  return entries[0]?.trigger === 'import'
}

function tryAgainOf({ order, entries, now, reuseOpenOrderForMs }: Situation, { at }: Teller): string {
  if (isImported(entries)) return tryAgainWords.imported()
  const { createdAt, expiresAt, linkNumber } = order
  const reusedUntil = new Date(Math.min(createdAt.getTime() + reuseOpenOrderForMs, expiresAt.getTime()))
  const until = at(expiresAt)
  if (linkNumber !== undefined) return tryAgainWords.page({ until })
  return now < reusedUntil
    ? tryAgainWords.buy({ until, reusedUntil: at(reusedUntil) })
    : tryAgainWords.anotherOrder({ until })
}

/** The bank was told to close it, and neither did it say no, nor did we hear that it had. */
function closeAskedOf(entries: readonly Entry[], { at }: Teller): string | undefined {
  const last = entries.findLast(({ kind }) => kind === 'decline-asked' || kind === 'decline-refused')
  return last?.kind === 'decline-asked' ? at(last.at) : undefined
}

/** The entry that gave the order its status. */
export function lastMoveOf({ status }: Pick<Order, 'status'>, entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ kind, to }) => (kind === 'moved' || kind === 'opened') && to === status)
}

/** A field of what an entry tells, if it is text. */
export function textIn(
  detail: JsonValue | undefined,
  name: 'as' | 'reason' | 'by' | 'note' | 'key' | 'formOrigin',
): string | undefined {
  const text = isJsonObject(detail) ? detail[name] : undefined
  return typeof text === 'string' ? text : undefined
}

/** The refund that is under way: an order has one at a time. */
export function refundUnderWay({ outlook }: Pick<Situation, 'outlook'>): KnownRefund | undefined {
  return outlook.refunds.find(({ state }) => state === 'asked')
}

/** Whether as much has gone back since it was asked for, according to the bank. */
export function isSeenToBeMade({ refundedMinor }: Order, { amountMinor, refundedBeforeMinor }: KnownRefund): boolean {
  return refundedMinor - refundedBeforeMinor >= amountMinor
}
