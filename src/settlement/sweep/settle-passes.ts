import type { Door } from '../../gateway/door.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import type { Watch } from '../../watch.ts'
import { gatewayOf, isAtOwnGateway } from '../gateway-account.ts'
import type { OwnGateway } from '../gateway-account.ts'
import { openStatuses, watchedStatuses } from '../judge/moves.ts'
import { leaseMsOf } from '../judge/plan.ts'
import type { Settle, Settled } from '../settled.ts'
import { makeWorkers } from './workers.ts'

/** Asks the gateway about orders. */
export interface SettlePasses {
  /** Asks about every order whose look is due. */
  readonly settleDue: () => Promise<void>
  /** Asks about every open order, whatever its schedule says. */
  readonly settleOpen: () => Promise<readonly Settled[]>
}

export interface SettlePassesDeps extends OwnGateway {
  readonly ledger: Pick<OrderLedger, 'claimDue' | 'search'>
  readonly settle: Settle
  /** Total deadline of one call to the gateway, in milliseconds: a claimed order is left alone for longer than that. */
  readonly gatewayTimeoutMs: number
  /** How many orders are asked about at once. */
  readonly concurrency: number
  /**
   * How long a door stays closed because the gateway does not answer there, in milliseconds; undefined if it is open.
   */
  readonly closedForMs: (door: Door) => number | undefined
  /** Whether the process is stopping: what has not begun by then is left to another one. */
  readonly isStopped: () => boolean
  /** Hears how many of the open orders have been asked about. */
  readonly onProgress?: Watch['onProgress'] | undefined
  readonly logger: Logger
}

export function makeSettlePasses(deps: SettlePassesDeps): SettlePasses {
  const { ledger, settle, gatewayAccount, concurrency, closedForMs, isStopped, onProgress = unheard, logger } = deps
  const gateway = gatewayOf(gatewayAccount)
  const leaseMs = leaseMsOf(deps.gatewayTimeoutMs)
  const { together, forEach } = makeWorkers(concurrency, isStopped)

  /** Buyers who wait for goods come first: after an outage, thousands of daily looks at paid orders may be overdue. */
  async function claimDue(): Promise<Order | undefined> {
    for (const statuses of [openStatuses, watchedStatuses]) {
      const [order] = await ledger.claimDue({ statuses, gateway, limit: 1, leaseMs })
      if (order) return order
    }
    return undefined
  }

  /** @param justRead - the order, if it was read just now. */
  async function settleOne(orderNumber: string, justRead?: Order): Promise<Settled | undefined> {
    try {
      return await settle(orderNumber, 'sweep', { justRead })
    } catch (error) {
      logger.error({ orderNumber, err: error }, 'order could not be settled, the sweep tries again')
      return undefined
    }
  }

  return {
    /**
     * Each worker claims one order at a time, while one is due and the gateway answers. A killed process keeps its
     * claims from the others for one lease only. A process that stops has claimed nothing that it will not do.
     */
    settleDue: () =>
      together(async () => {
        while (!isStopped() && closedForMs('questions') === undefined) {
          const order = await claimDue()
          if (!order) return
          await settleOne(order.orderNumber, order)
        }
      }),

    async settleOpen() {
      const open: string[] = []
      for await (const { orderNumber, gatewayAccount } of ledger.search({ status: openStatuses })) {
        if (isStopped()) break
        if (isAtOwnGateway(gatewayAccount, deps)) open.push(orderNumber)
      }
      const settled: Settled[] = []
      let doneCount = 0
      onProgress(doneCount, open.length)
      await forEach(open, async (orderNumber) => {
        const one = await settleOne(orderNumber)
        if (one) settled.push(one)
        onProgress((doneCount += 1), open.length)
      })
      return settled
    },
  }
}

function unheard(): void {
  // Nobody waits for the pass.
}
