import type { JsonObject, JsonValue } from '../../json.ts'
import type { Move } from '../../ledger/ledger.ts'
import { lateRefundKey } from '../../order.ts'
import type { Order, ReviewReason } from '../../order.ts'
import { externalRefundIdOf } from '../money-out/refund-id.ts'

/** What happens to money that arrives for an expired or declined order, or for a `reference` that is already paid. */
export type LatePayment = 'hand-over' | 'review' | 'refund'

/** Why money is late. */
export type LateReason = Extract<ReviewReason, 'late-payment' | 'reference-already-paid'>

/**
 * The move of an order whose money is late, made of the move it would be in time. Whatever happens to the money, the
 * ledger says why.
 *
 * A hold is never let go by itself (the gateway allows one try, protocol 10): instead of a refund a person must look.
 */
export function lateMove(inTime: Move, order: Order, reason: LateReason, latePayment: LatePayment): Move {
  const told = { ...inTime, detail: withReason(inTime.detail, reason) }
  if (latePayment === 'hand-over') return told
  const { handOver: _notDue, ...withheld } = told
  if (latePayment === 'refund' && inTime.to === 'paid') {
    const amountMinor = inTime.changes?.capturedMinor ?? order.amountMinor
    const externalRefundId = externalRefundIdOf(order.orderNumber, lateRefundKey)
    return { ...withheld, refund: { key: lateRefundKey, amountMinor, externalRefundId } }
  }
  return { ...withheld, to: 'review', checkInMs: null, changes: { ...inTime.changes, reviewReason: reason } }
}

/** What was seen, with the reason of what was made of it. */
export function withReason(detail: JsonValue | undefined, reason: string): JsonValue {
  return { ...(isJsonObject(detail) ? detail : {}), reason }
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
