import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import type { Order } from '../../order.ts'
import { otherOrderReason } from './about.ts'
import { move, reviewOfPaid, unchanged } from './decision.ts'
import type { Decision } from './decision.ts'

/**
 * How long after the payment the gateway's denial of it is taken for a status that lags behind, in milliseconds: a
 * node of the gateway that has not heard of the payment yet answers as if there were none. Chosen by feel.
 */
export const lagMs = 60 * 60 * 1000

/**
 * What one answer of the gateway means for an order that is paid already.
 *
 * Facts only move up: money that went back without us (the bank's portal, a chargeback) is recorded, an older answer
 * changes nothing, and a payment is never taken back by itself: where the gateway denies it, a person must look. Amounts decide about refunds, not the status, which a refund in part already turns (BPC: status codes).
 */
export function reconsider(order: Order, evidence: Evidence, now: Date): Decision {
  if (otherOrderReason(order, evidence) !== undefined) return unchanged
  if (evidence.isChargeback) return reviewOfPaid('chargeback')
  return ofPaid[evidence.phase](order, evidence, now)
}

/** What each phase means for an order that is paid. */
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

/**
 * The gateway says that a payment it told us of is not there: not a word to act on, except by a person.
 */
export function reconsiderDenied({ paidAt }: Order, now: Date): Decision {
  const isLag = paidAt !== undefined && now.getTime() - paidAt.getTime() < lagMs
  return isLag ? unchanged : reviewOfPaid('paid-then-denied')
}

/**
 * What one answer means for an order that a person looks at: nothing, but that more of its money went back by another
 * way, so that `refund` knows how much is left.
 */
export function reconsiderReviewed(order: Order, evidence: Evidence): Decision {
  const isCaptured = evidence.phase === 'captured' || evidence.phase === 'refunded'
  const isOthers = otherOrderReason(order, evidence) !== undefined
  if (!isCaptured || evidence.isChargeback || isOthers) return unchanged
  const refundedMinor = refundedTotal(order, evidence) ?? 0
  const isNews = refundedMinor > order.refundedMinor && refundedMinor <= order.capturedMinor
  return isNews ? { kind: 'note', changes: { refundedMinor } } : unchanged
}

function reconsiderRefunds(order: Order, evidence: Evidence): Decision {
  const refundedMinor = refundedTotal(order, evidence)
  if (refundedMinor === undefined) {
    const isTold = evidence.phase === 'captured' || order.refundedMinor > 0
    return isTold ? unchanged : reviewOfPaid('refund-of-unknown-amount')
  }
  if (refundedMinor <= order.refundedMinor) return unchanged
  if (refundedMinor > order.capturedMinor) return reviewOfPaid('refund-of-unknown-amount')
  const changes = { refundedMinor }
  if (refundedMinor === order.capturedMinor) return move('refunded', changes)
  return order.status === 'paid' ? move('partially_refunded', changes) : { kind: 'note', changes }
}

/**
 * Integer minor units given back in all, undefined where nothing tells that any were. Gateways tell it as a total of
 * its own, by what is left of the captured amount, or both (BPC: order status, `paymentAmountInfo`): the larger one is
 * believed.
 */
export function refundedTotal(
  { capturedMinor }: Pick<Order, 'capturedMinor'>,
  { refundedMinor = 0, depositedMinor = capturedMinor }: Pick<Evidence, 'refundedMinor' | 'depositedMinor'>,
): number | undefined {
  const total = Math.max(refundedMinor, capturedMinor - depositedMinor)
  return total > 0 ? total : undefined
}
