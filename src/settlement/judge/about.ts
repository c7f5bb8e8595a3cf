import type { Order, ReviewReason } from '../../order.ts'

/** What identifies an order: our number, and the gateway's id once it is known. */
interface OrderIds {
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
}

/** Why an answer counts as another order's. */
export type OtherOrderReason = Extract<ReviewReason, 'order-number-differs' | 'gateway-order-id-differs'>

/**
 * Why an answer is about another order; undefined if nothing in it says so. Another order's answer proves nothing about
 * ours, whatever it says.
 */
export function otherOrderReason(
  order: Pick<Order, 'orderNumber' | 'gatewayOrderId'>,
  said: OrderIds,
): OtherOrderReason | undefined {
  if (differ(said.orderNumber, order.orderNumber)) return 'order-number-differs'
  return differ(said.gatewayOrderId, order.gatewayOrderId) ? 'gateway-order-id-differs' : undefined
}

/** An id that one side does not know contradicts nothing. */
function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}
