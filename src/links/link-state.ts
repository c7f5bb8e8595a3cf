import type { Order } from '../order.ts'
import { hasMoney } from '../settlement/open-order/earlier-orders.ts'
import type { LinkState, StandingOfLink } from './payment-link.ts'

/**
 * The order that has paid the link; undefined while none has. One that was refunded since has paid it all the same: a
 * link is not paid twice. So has, until a person has looked, one that is in review.
 */
export function payingOrderOf({
  linkNumber,
  orders,
}: Pick<StandingOfLink, 'linkNumber' | 'orders'>): Order | undefined {
  return orders.find(
    (order) => hasMoney(order) || (order.linkNumber === linkNumber && ['refunded', 'review'].includes(order.status)),
  )
}

/** A buyer who has paid is told so, whatever happened to the link since. */
export function stateOf(link: StandingOfLink): LinkState {
  if (payingOrderOf(link)) return 'paid'
  if (link.withdrawnAt) return 'withdrawn'
  return link.isExpired ? 'expired' : 'open'
}
