import type { Clock } from '../../clock.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Order } from '../../order.ts'
import { registrationPatienceMs } from '../judge/plan.ts'

/**
 * Waits until another caller has registered the order: the other half of a double click, perhaps in another process.
 */
export type WaitForRegistration = (order: Order) => Promise<Order>

export interface WaitForRegistrationDeps {
  readonly ledger: Pick<OrderLedger, 'find'>
  readonly gatewayTimeoutMs: number
  readonly clock: Clock
}

/** How often a second click checks whether the first one has been registered, in milliseconds. Chosen by feel. */
const stepMs = 100

export function makeWaitForRegistration(deps: WaitForRegistrationDeps): WaitForRegistration {
  const { ledger, gatewayTimeoutMs, clock } = deps
  const waits = new Map<string, Promise<Order>>()

  async function wait(order: Order): Promise<Order> {
    // Measured here, not from `createdAt`: the database's clock need not agree with ours.
    const deadline = clock.elapsedMs() + registrationPatienceMs(gatewayTimeoutMs)
    let current = order
    while (current.status === 'registering' && clock.elapsedMs() < deadline) {
      await clock.sleep(stepMs)
      current = (await ledger.find(order.orderNumber)) ?? current
    }
    return current
  }

  /** However many clicks wait for one order, only one of them polls. */
  return (order) => {
    const { orderNumber } = order
    const waiting = waits.get(orderNumber) ?? wait(order).finally(() => waits.delete(orderNumber))
    waits.set(orderNumber, waiting)
    return waiting
  }
}
