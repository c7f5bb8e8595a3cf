import { OrderNotFoundError } from '../errors.ts'
import type { Callback } from '../gateway/callbacks.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import { otherOrderReason } from './judge/about.ts'

/**
 * The order that a callback is about, found by the gateway's id. If the answer to its registration was lost, the ledger
 * does not know that id yet, and our order number finds it. An order that matches one id but contradicts the other is
 * not the one.
 *
 * @throws OrderNotFoundError if the ledger has no such order. Nothing was asked.
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
    const byId = gatewayOrderId === undefined ? undefined : await ledger.findByGatewayOrderId(gatewayOrderId)
    const order = byId ?? (orderNumber === undefined ? undefined : await ledger.find(orderNumber))
    if (order && otherOrderReason(order, callback) === undefined) return order
    if (isSigned) {
      logger.error(
        { gatewayOrderId, orderNumber },
        'the gateway reports an order that the ledger does not have: was the ledger restored from a backup, or ' +
          'does the order belong to another store?',
      )
    }
    throw new OrderNotFoundError('No order of this shop matches the callback.')
  }
}
