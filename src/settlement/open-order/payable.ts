import { GatewayRefusedError, GatewayResponseError, GatewayUnavailableError } from '../../errors.ts'
import type { Order } from '../../order.ts'

/** An order that the buyer can be sent to pay. */
export type PayableOrder = Order & { readonly gatewayOrderId: string; readonly formUrl: string }

/**
 * The order, if a buyer can be sent to pay it.
 *
 * @throws GatewayRefusedError, GatewayResponseError or GatewayUnavailableError, depending on what came of its
 *   registration; nothing was charged.
 */
export function requirePayable(order: Order): PayableOrder {
  if (order.status === 'registered' && order.formUrl !== undefined && order.gatewayOrderId !== undefined) {
    return order as PayableOrder
  }
  if (order.status === 'declined') {
    throw new GatewayRefusedError('The gateway refused to register the order; the ledger entry says why.', 'declined')
  }
  if (isWithoutPage(order)) {
    throw new GatewayResponseError(
      'The gateway answered the registration with a page or an id that cannot be used; the ledger entry says why.',
    )
  }
  throw new GatewayUnavailableError('The gateway gave no usable answer to the registration of the order.')
}

/** Registered, but the buyer is not sent anywhere: see `register-order.ts`. */
function isWithoutPage({ status, reviewReason }: Order): boolean {
  return status === 'registered' || reviewReason === 'gateway-order-id-is-of-another-order'
}
