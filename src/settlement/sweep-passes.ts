import type { Door } from '../gateway/door.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import { gatewayOf } from './gateway-account.ts'
import type { GatewayAccount } from './gateway-account.ts'
import type { HandOver } from './hand-over.ts'
import { leaseMsOf } from './money-out/parts.ts'
import type { Refunds } from './money-out/refund.ts'
import { openStatuses, watchedStatuses } from './judge/moves.ts'
import type { Settle, Settled } from './settled.ts'

/** What the sweep does each time it looks, without the timer. */
export interface Passes {
  /** Asks about every order whose look is due. */
  settleDue(): Promise<void>
  /** Tries every hand-over that is due. */
  handOverDue(): Promise<void>
  /** Carries on every refund that is due. Never rejects. */
  refundDue(): Promise<void>
  /** Asks about every open order, whatever its schedule says. */
  settleOpen(): Promise<readonly Settled[]>
  /** Tries every hand-over that is not done, whatever its schedule says; resolves to those that came to an end. */
  handOverUnfinished(): Promise<readonly Order[]>
}

export interface PassesParts {
  readonly ledger: Ledger
  readonly settle: Settle
  readonly handOver: HandOver
  readonly refunds: Pick<Refunds, 'resume'>
  /** Which gateway and login we are; orders of another gateway are left alone. */
  readonly gatewayAccount: GatewayAccount
  /** Total deadline of one call to the gateway, in milliseconds: a claimed order is left alone for longer than that. */
  readonly gatewayTimeoutMs: number
  /** How many orders are asked about at once. */
  readonly concurrency: number
  /** How long nothing goes out through a door because the gateway does not answer there, in milliseconds; undefined when it does. */
  readonly closedForMs: (door: Door) => number | undefined
  /** Whether the process is to end: what is not begun by then is left for somebody else. */
  readonly isStopped: () => boolean
  readonly logger: Logger
}

/** How many hand-overs are read at a time. Chosen by feel. */
const batchSize = 40

export function makePasses({
  ledger,
  settle,
  handOver,
  refunds,
  gatewayAccount,
  gatewayTimeoutMs,
  concurrency,
  closedForMs,
  isStopped,
  logger,
}: PassesParts): Passes {
  const gateway = gatewayOf(gatewayAccount)
  const leaseMs = leaseMsOf(gatewayTimeoutMs)

  /**
   * Each worker claims one order at a time, as long as there is one and the gateway answers: what a process that is killed had
   * claimed is kept from the others for one lease, and no process that stops has claimed what it will not do.
   */
  async function settleDue(): Promise<void> {
    await together(async () => {
      while (!isStopped() && closedForMs('questions') === undefined) {
        const order = await claimDue()
        if (!order) return
        await settleOne(order.orderNumber)
      }
    })
  }

  /** Whoever waits for goods comes first: after an outage the daily looks at paid orders may be overdue by thousands. */
  async function claimDue(): Promise<Order | undefined> {
    for (const statuses of [openStatuses, watchedStatuses]) {
      const [order] = await ledger.claimDue({ statuses, gateway, limit: 1, leaseMs })
      if (order) return order
    }
    return undefined
  }

  /** What was promised when an order was opened is due, whoever settled it and whatever that one knew of hand-overs. */
  async function makeOwedDue(): Promise<void> {
    for (;;) {
      const due = await ledger.makeOwedDue({ gateway, limit: batchSize, trigger: 'sweep' })
      if (due.length < batchSize || isStopped()) return
    }
  }

  /** Each of them once: one that can be read and not be claimed (a full disk, say) is still there after the try. */
  async function handOverDue(): Promise<void> {
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
  }

  async function refundDue(): Promise<void> {
    if (closedForMs('moneyOut') !== undefined) return
    await refunds
      .resume({ isStopped })
      .catch((error: unknown) => logger.error({ err: error }, 'refunds could not be carried on, the sweep tries again'))
  }

  async function settleOne(orderNumber: string): Promise<Settled | undefined> {
    try {
      return await settle(orderNumber, 'sweep')
    } catch (error) {
      logger.error({ orderNumber, err: error }, 'order could not be settled, the sweep tries again')
      return undefined
    }
  }

  /** Works a list off, a few at a time, in order; what is left when the sweep stops is somebody else's. */
  async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values()
    await together(async () => {
      for (const item of queue) {
        if (isStopped()) return
        await work(item)
      }
    })
  }

  /** Ends when the last of them has, also where another one failed: what still runs is waited for, and not started beside. */
  async function together(worker: () => Promise<void>): Promise<void> {
    const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  }

  async function settleOpen(): Promise<readonly Settled[]> {
    const open: string[] = []
    for await (const { orderNumber, gatewayAccount } of ledger.search({ status: openStatuses })) {
      if (gatewayOf(gatewayAccount) === gateway) open.push(orderNumber)
    }
    const settled: Settled[] = []
    await forEach(open, async (orderNumber) => {
      const one = await settleOne(orderNumber)
      if (one) settled.push(one)
    })
    return settled
  }

  async function handOverUnfinished(): Promise<readonly Order[]> {
    await makeOwedDue()
    const unfinished = await ledger.unfinishedHandOvers({ gateway, limit: Number.MAX_SAFE_INTEGER, isEarly: true })
    const tried: Order[] = []
    await forEach(unfinished, async (orderNumber) => {
      const order = await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })
      if (order) tried.push(order)
    })
    return tried
  }

  return { settleDue, handOverDue, refundDue, settleOpen, handOverUnfinished }
}
