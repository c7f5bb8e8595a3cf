import type { HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { Order } from '../../order.ts'
import { gatewayOf } from '../gateway-account.ts'
import type { GatewayAccount } from '../gateway-account.ts'
import type { HandOver } from '../hand-over/hand-over.ts'
import { makeWorkers } from './workers.ts'

/** Hands over paid orders that nobody has handed over yet. */
export interface HandOverPasses {
  /** Tries every hand-over that is due. */
  readonly handOverDue: () => Promise<void>
  /** Tries every unfinished hand-over, whatever its schedule says; resolves to those that came to an end. */
  readonly handOverUnfinished: () => Promise<readonly Order[]>
}

export interface HandOverPassesDeps {
  readonly ledger: Pick<HandOverLedger, 'makeOwedDue' | 'unfinishedHandOvers'>
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
  /** Our gateway and login; orders of another gateway are left alone. */
  readonly gatewayAccount: GatewayAccount
  /** How many orders are handed over at once. */
  readonly concurrency: number
  /** Whether the process is stopping: what has not begun by then is left to another one. */
  readonly isStopped: () => boolean
}

/** How many hand-overs are read at a time. Chosen by feel. */
const batchSize = 40

export function makeHandOverPasses(deps: HandOverPassesDeps): HandOverPasses {
  const { ledger, handOver, concurrency, isStopped } = deps
  const gateway = gatewayOf(deps.gatewayAccount)
  const { forEach } = makeWorkers(concurrency, isStopped)

  /** What was promised when an order was opened is due, whichever process settled it, with or without a handler. */
  async function makeOwedDue(): Promise<void> {
    for (;;) {
      const due = await ledger.makeOwedDue({ gateway, limit: batchSize, trigger: 'sweep' })
      if (due.length < batchSize || isStopped()) return
    }
  }

  return {
    /** Each order once: one that can be read but not claimed (a full disk, say) is still there after the attempt. */
    async handOverDue() {
      await makeOwedDue()
      if (!handOver.isWanted) return
      const tried = new Set<string>()
      while (!isStopped()) {
        const due = await ledger.unfinishedHandOvers({ gateway, limit: batchSize })
        const untried = due.filter((orderNumber) => !tried.has(orderNumber))
        if (untried.length === 0) return
        for (const orderNumber of untried) tried.add(orderNumber)
        await forEach(untried, async (orderNumber) => void (await handOver.run(orderNumber, { trigger: 'sweep' })))
      }
    },

    async handOverUnfinished() {
      await makeOwedDue()
      const unfinished = await ledger.unfinishedHandOvers({ gateway, limit: Number.MAX_SAFE_INTEGER, isEarly: true })
      const tried: Order[] = []
      await forEach(unfinished, async (orderNumber) => {
        const order = await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })
        if (order) tried.push(order)
      })
      return tried
    },
  }
}
