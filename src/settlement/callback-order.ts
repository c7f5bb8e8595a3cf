import { OrderNotFoundError } from '../errors.ts'
import type { Callback } from '../gateway/callbacks.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import { otherOrderReason } from './judge/about.ts'

/**
 * The order a callback is about, by the gateway's id; or by ours, where the answer to its registration was lost and the
 * ledger does not know the gateway's yet. An order of which only one of the two fits is not the one.
 *
 * @throws OrderNotFoundError where the ledger has none. Nothing was asked.
 */
export type FindCallbackOrder = (callback: Callback) => Promise<Order>

export function makeFindCallbackOrder({
  ledger,
  logger,
}: {
  readonly ledger: Pick<OrderLedger, 'find' | 'findByGatewayOrderId'>
  readonly logger: Logger
}): FindCallbackOrder {
  return async (callback) => {
    const { gatewayOrderId, orderNumber, isSigned } = callback
    const byId = await ledger.findByGatewayOrderId(gatewayOrderId)
    const order = byId ?? (orderNumber === undefined ? undefined : await ledger.find(orderNumber))
    if (order && otherOrderReason(order, callback) === undefined) return order
    if (isSigned) {
      logger.error(
        { gatewayOrderId, orderNumber },
        'the gateway tells of an order that the ledger does not have: was the ledger restored from a backup, or ' +
          'is it the order of another store?',
      )
    }
    throw new OrderNotFoundError('No order of this shop is the one that a callback is about.')
  }
}
