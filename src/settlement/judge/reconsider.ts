import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import type { Order } from '../../order.ts'
import { otherOrderReason } from './about.ts'
import { move, reviewOfPaid, unchanged } from './decision.ts'
import type { Decision } from './decision.ts'

/**
 * How long after the payment a denial counts as a status that lags, in milliseconds: a gateway node that has not heard
 * of the payment yet answers as if there were none. Chosen by feel.
 */
export const lagMs = 60 * 60 * 1000

/**
 * What one answer of the gateway means for an order that is already paid.
 *
 * Facts are never taken back. Money that went back without us (the bank's portal, a chargeback) is recorded. An older
 * answer changes nothing. A payment is never undone automatically: if the gateway denies it, a person must look. The
 * amounts decide about refunds, not the status, which even a partial refund changes (BPC: status codes).
 */
export function reconsider(order: Order, evidence: Evidence, now: Date): Decision {
  if (otherOrderReason(order, evidence) !== undefined) return unchanged
  if (evidence.isChargeback) return reviewOfPaid('chargeback')
  return ofPaid[evidence.phase](order, evidence, now)
}

/** What each phase means for a paid order. */
const ofPaid: Readonly<Record<PaymentPhase, (order: Order, evidence: Evidence, now: Date) => Decision>> = {
  captured: reconsiderRefunds,
  refunded: reconsiderRefunds,
  registered: denied,
  authenticating: denied,
  declined: denied,
  held: denied,
  reversed: denied,
  pending: () => unchanged,
  'partly-captured': () => unchanged,
  unrecognized: () => unchanged,
}

function denied(order: Order, _evidence: Evidence, now: Date): Decision {
  return reconsiderDenied(order, now)
}

/** The gateway denies a payment that it reported before: not something to act on, except by a person. */
export function reconsiderDenied({ paidAt }: Order, now: Date): Decision {
  const isLag = paidAt !== undefined && now.getTime() - paidAt.getTime() < lagMs
  return isLag ? unchanged : reviewOfPaid('paid-then-denied')
}

/**
 * What one answer means for an order in review whose money is known: nothing, unless more of it went back another way,
 * or is charged back. `refund` must know how much is left, and whether it would give the money back twice.
 */
export function reconsiderReviewed(order: Order, evidence: Evidence): Decision {
  if (otherOrderReason(order, evidence) !== undefined) return unchanged
  if (evidence.isChargeback) {
    return order.reviewReason === 'chargeback' ? unchanged : { kind: 'note', changes: { reviewReason: 'chargeback' } }
  }
  if (evidence.phase !== 'captured' && evidence.phase !== 'refunded') return unchanged
  const refundedMinor = refundedTotal(order, evidence) ?? 0
  const isNews = refundedMinor > order.refundedMinor && refundedMinor <= order.capturedMinor
  return isNews ? { kind: 'note', changes: { refundedMinor } } : unchanged
}

function reconsiderRefunds(order: Order, evidence: Evidence): Decision {
  const refundedMinor = refundedTotal(order, evidence)
  if (refundedMinor === undefined) {
    const isKnown = evidence.phase === 'captured' || order.refundedMinor > 0
    return isKnown ? unchanged : reviewOfPaid('refund-of-unknown-amount')
  }
  if (refundedMinor <= order.refundedMinor) return unchanged
  if (refundedMinor > order.capturedMinor) return reviewOfPaid('refund-of-unknown-amount')
  const changes = { refundedMinor }
  if (refundedMinor === order.capturedMinor) return move('refunded', changes)
  return order.status === 'paid' ? move('partially_refunded', changes) : { kind: 'note', changes }
}

/**
 * Integer minor units refunded in all, undefined if nothing reports any. Gateways report a total, or what is left of
 * the captured amount, or both (BPC: order status, `paymentAmountInfo`): the larger figure is believed.
 */
export function refundedTotal(
  { capturedMinor }: Pick<Order, 'capturedMinor'>,
  { refundedMinor = 0, depositedMinor = capturedMinor }: Pick<Evidence, 'refundedMinor' | 'depositedMinor'>,
): number | undefined {
  const total = Math.max(refundedMinor, capturedMinor - depositedMinor)
  return total > 0 ? total : undefined
}
