import type { Logger } from './logger.ts'
import type { Order } from './order.ts'

/** Calls the store's handler without letting it break the settlement that found the reason. */
export function notify(
  name: 'onReview' | 'onStuck',
  handler: ((order: Order) => unknown) | undefined,
  logger: Logger,
): (order: Order) => void {
  return (order) => {
    const { orderNumber, reviewReason, handOver } = order
    logger.error({ orderNumber, reviewReason, handOver }, 'order needs a person')
    void Promise.resolve()
      // A copy: what the store does to it must not reach whoever settles the order.
      .then(() => handler?.(structuredClone(order)))
      .catch((error: unknown) => logger.error({ orderNumber, err: error }, `${name} failed`))
  }
}
