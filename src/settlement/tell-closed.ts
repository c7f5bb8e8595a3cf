import type { ClosingLedger } from '../ledger/closing-ledger.ts'
import type { Trigger } from '../ledger/entry.ts'
import type { Logger } from '../logger.ts'
import { isEndedUnpaid } from '../order.ts'
import type { Order } from '../order.ts'
import type { GatewayAccount } from './gateway-account.ts'
import { gatewayOf } from './gateway-account.ts'
import type { Closing } from './hand-over/closing.ts'
import type { Settle } from './settled.ts'

export interface TellClosedDeps {
  readonly ledger: Pick<ClosingLedger, 'makeClosingsDue'>
  readonly closing: Pick<Closing, 'run'>
  readonly gatewayAccount: GatewayAccount
  readonly logger: Logger
}

/**
 * The same `settle`, after which the store is told at once that the order has ended unpaid. That is owed since the
 * order was opened, and whichever process sees its end makes it due: where this one dies before it does, the sweep
 * finds it.
 */
export function makeTellingSettle(deps: TellClosedDeps): (settle: Settle) => Settle {
  const tellClosed = makeTellClosed(deps)
  return (settle) => async (orderNumber, trigger, known) => {
    const settled = await settle(orderNumber, trigger, known)
    const { order } = settled
    if (order.closing !== 'owed' || !isEndedUnpaid(order.status)) return settled
    return { ...settled, order: await tellClosed(order, trigger) }
  }
}

/** Never rejects: the order has moved, whether or not the store could be told. */
function makeTellClosed({ ledger, closing, gatewayAccount, logger }: TellClosedDeps) {
  return async (order: Order, trigger: Trigger): Promise<Order> => {
    const { orderNumber } = order
    try {
      const gateway = gatewayOf(gatewayAccount)
      const [due] = await ledger.makeClosingsDue({ gateway, orderNumber, limit: 1 })
      return due ? ((await closing.run(orderNumber, { trigger })) ?? due) : order
    } catch (error) {
      logger.warn({ orderNumber, err: error }, 'the closing of an order could not be made due, the sweep tries again')
      return order
    }
  }
}
