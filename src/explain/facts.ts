import { isJsonObject } from '../json.ts'
import type { JsonValue } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { KnownRefund } from '../ledger/order-ledger.ts'
import { toMajorUnits } from '../money.ts'
import type { Order } from '../order.ts'
import type { Facts } from './words/facts.ts'
import { heardWhen } from './words/heard.ts'
import type { Situation } from './explanation.ts'

/** Writes what is to be told. */
export interface Teller {
  money(amountMinor: number): string
  at(time: Date): string
}

export function tellerFor({ order: { currency }, timeZone }: Situation): Teller {
  const time = timeFormatOf(timeZone)
  return {
    money: (amountMinor) => `${toMajorUnits(amountMinor, currency)} ${currency}`,
    at: (when) => time.format(when).replace(', ', ' at '),
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
