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

export function factsOf({ order, entries }: Situation, { money, at }: Teller): Facts {
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
    decline: decline && `${decline.text} (action code ${decline.actionCode})`,
    reason: reasonIn(move?.detail),
  }
}

/** The entry that gave the order its status. */
export function lastMoveOf({ status }: Pick<Order, 'status'>, entries: readonly Entry[]): Entry | undefined {
  return entries.findLast(({ kind, to }) => (kind === 'moved' || kind === 'opened') && to === status)
}

/** The reason that an entry gives, if it is text. */
export function reasonIn(detail: JsonValue | undefined): string | undefined {
  const reason = isJsonObject(detail) ? detail.reason : undefined
  return typeof reason === 'string' ? reason : undefined
}

/** The refund that is under way: an order has one at a time. */
export function refundUnderWay({ outlook }: Pick<Situation, 'outlook'>): KnownRefund | undefined {
  return outlook.refunds.find(({ state }) => state === 'asked')
}
