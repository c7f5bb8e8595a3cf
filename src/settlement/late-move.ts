import type { Move } from '../ledger/order-ledger.ts'
import { lateRefundKey } from '../order.ts'
import type { Order } from '../order.ts'
import { fateOfLateMoney } from './judge/late-payment.ts'
import type { LatePayment, LateReason } from './judge/late-payment.ts'
import { externalRefundIdOf } from './refund-id.ts'
import { withReason } from './with-reason.ts'

/**
 * The move of an order whose money is late, derived from the move it would make in time. Whatever happens to the money,
 * the ledger says why.
 */
export function lateMove(inTime: Move, order: Order, reason: LateReason, latePayment: LatePayment): Move {
  const explained = { ...inTime, detail: withReason(inTime.detail, reason) }
  const fate = fateOfLateMoney(inTime.to, latePayment)
  if (fate === 'hand-over') return explained
  const { handOver: _notDue, ...withheld } = explained
  if (fate === 'refund') {
    const amountMinor = inTime.changes?.capturedMinor ?? order.amountMinor
    const externalRefundId = externalRefundIdOf(order.orderNumber, lateRefundKey)
    return { ...withheld, refund: { key: lateRefundKey, amountMinor, externalRefundId } }
  }
  return { ...withheld, to: 'review', checkInMs: null, changes: { ...inTime.changes, reviewReason: reason } }
}
