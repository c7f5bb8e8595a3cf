import { isJsonObject } from '../json.ts'
import type { JsonValue } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { KnownRefund } from '../ledger/order-ledger.ts'
import { toMajorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import { heardWhen } from './words/heard.ts'
import type { Situation } from './explanation.ts'

/** What the sentences speak of, as text: amounts with their currency, times in the shop's zone. */
export interface Facts {
  readonly reference: string | undefined
  readonly amount: string
  readonly captured: string
  readonly refunded: string
  /** Captured and not refunded. */
  readonly left: string
  /** What a capture that is under way asks for. */
  readonly capturing: string
  readonly expiresAt: string
  /** When the order got its status. */
  readonly since: string
  /** On what occasion the bank said so, in brackets; empty if it was not asked. */
  readonly heard: string
  /** Why the bank said no, with its code. */
  readonly decline: string | undefined
  /** What was written down as the reason of the last move. */
  readonly reason: string | undefined
  /** Who moved it by hand, and why. */
  readonly by: string | undefined
  readonly note: string | undefined
  /** Numbers of other orders of the same reference that are paid, or hold money. */
  readonly others: readonly string[]
}

/** Writes what is to be told. */
export interface Teller {
  money(amountMinor: number): string
  at(time: Date): string
}

export function tellerFor({ order: { currency }, timeZone }: Situation): Teller {
  const time = timeFormatOf(timeZone)
  return {
    money: (amountMinor) => `${toMajorUnits(amountMinor, currency)} ${currency}`,
    at: (when) => time.format(when),
  }
}

/** A format takes longer to make than a thousand times to write. */
const timeFormats = new Map<string, Intl.DateTimeFormat>()

function timeFormatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    timeFormats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    })
  timeFormats.set(timeZone, format)
  return format
}

export function factsOf({ order, entries, others }: Situation, { money, at }: Teller): Facts {
  const move = lastMoveOf(order, entries)
  const { capturedMinor, refundedMinor, capturingMinor, decline } = order
  return {
    reference: order.reference,
    amount: money(order.amountMinor),
    captured: money(capturedMinor),
    refunded: money(refundedMinor),
    left: money(capturedMinor - refundedMinor),
    capturing: money(capturingMinor ?? order.amountMinor),
    expiresAt: at(order.expiresAt),
    since: at(move?.at ?? order.createdAt),
    heard: move && heardWhen[move.trigger] !== '' ? ` (${heardWhen[move.trigger]})` : '',
    decline: decline && `"${decline.text}" (its code ${decline.actionCode})`,
    reason: textIn(move?.detail, 'reason'),
    by: textIn(move?.detail, 'by'),
    note: textIn(move?.detail, 'note'),
    others,
  }
}

/** The entry that gave the order its status. */
export function lastMoveOf({ status }: Pick<Order, 'status'>, entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ kind, to }) => (kind === 'moved' || kind === 'opened') && to === status)
}

/** A field of what an entry tells, if it is text. */
export function textIn(detail: JsonValue | undefined, name: 'reason' | 'by' | 'note'): string | undefined {
  const text = isJsonObject(detail) ? detail[name] : undefined
  return typeof text === 'string' ? text : undefined
}

/** The refund that is under way: an order has one at a time. */
export function refundUnderWay({ outlook }: Pick<Situation, 'outlook'>): KnownRefund | undefined {
  return outlook.refunds.find(({ state }) => state === 'asked')
}
