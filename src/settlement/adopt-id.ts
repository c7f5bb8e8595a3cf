import { CheckoutError } from '../errors.ts'
import type { Move, OrderLedger } from '../ledger/order-ledger.ts'
import type { Order, OrderChanges } from '../order.ts'
import type { Look } from './look.ts'

/** The gateway's id of an order whose registration got no answer, found by our order number (BPC: order numbers). */
export function adoptedId({ order, evidence }: Look): Pick<OrderChanges, 'gatewayOrderId'> {
  if (order.gatewayOrderId !== undefined || evidence?.gatewayOrderId === undefined) return {}
  return { gatewayOrderId: evidence.gatewayOrderId }
}

/**
 * Writes a change that may adopt the gateway's id. One payment never pays for two orders: if the id already belongs to
 * another order, this one goes to review instead.
 *
 * @returns the order as it is now; undefined if another caller moved it first.
 */
export type WriteOrReview = (
  order: Order,
  said: Pick<Move, 'trigger' | 'detail'>,
  write: () => Promise<Order | undefined>,
) => Promise<Order | undefined>

export function makeWriteOrReview(ledger: Pick<OrderLedger, 'move'>): WriteOrReview {
  return async (order, { trigger, detail }, write) => {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof CheckoutError && error.code === 'CHECKOUT_GATEWAY_RESPONSE')) throw error
      // A person is looking already, and the id is not adopted.
      if (order.status === 'review') return order
      const changes = { reviewReason: 'gateway-order-id-is-of-another-order', formUrl: undefined } as const
      return ledger.move(order, { to: 'review', trigger, changes, checkInMs: null, freesReuseKey: true, detail })
    }
  }
}
