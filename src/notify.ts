import type { Logger } from './logger.ts'
import type { Order } from './order.ts'

/** Calls the store's handler. A handler that fails does not break the settlement that called for it. */
export function notify(
  name: 'onReview' | 'onStuck',
  handler: ((order: Order) => unknown) | undefined,
  logger: Logger,
): (order: Order) => void {
  return (order) => {
    const { orderNumber, reviewReason, handOver } = order
    logger.error({ orderNumber, reviewReason, handOver }, 'order needs a person')
    void Promise.resolve()
      // A copy: the store's changes to it must not reach the settlement.
      .then(() => handler?.(structuredClone(order)))
      .catch((error: unknown) => logger.error({ orderNumber, err: error }, `${name} failed`))
  }
}
