import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../logger.ts'
import type { Order, OrderStatus } from '../order.ts'
import { gatewayOf } from './gateway-account.ts'
import type { GatewayAccount } from './gateway-account.ts'
import type { HandOver } from './hand-over.ts'
import { leaseMsOf } from './money-out/parts.ts'
import type { Refunds } from './money-out/refund.ts'
import { openStatuses, watchedStatuses } from './moves.ts'
import type { Plan } from './plan.ts'
import type { Settle, Settled } from './settled.ts'

/** What one pass of the sweep found and did, in numbers of orders. */
export interface SweepReport {
  /** Orders the gateway was asked about. */
  readonly asked: number
  readonly paid: number
  readonly declined: number
  readonly expired: number
  readonly review: number
  /** Orders about which the gateway gave no usable answer. */
  readonly unreachable: number
  readonly handedOver: number
  /** Hand-overs that were given up. */
  readonly stuck: number
}

/** Looks after buyers who never come back, and after hand-overs that failed. */
export interface Sweep {
  /** Starts the timer. Idempotent; once stopped it does not start again. */
  start(): void
  /** Stops the timer and waits for a running pass. Idempotent. */
  stop(): Promise<void>
  /** One pass now over every open order and every unfinished hand-over, whatever its schedule says. */
  reconcile(): Promise<SweepReport>
}

export interface SweepParts {
  readonly ledger: Ledger
  readonly settle: Settle
  readonly handOver: HandOver
  readonly refunds: Pick<Refunds, 'resume'>
  /** Which gateway and login we are; orders of another gateway are left alone. */
  readonly gatewayAccount: GatewayAccount
  /** Total deadline of one call to the gateway, in milliseconds: a claimed order is left alone for longer than that. */
  readonly gatewayTimeoutMs: number
  readonly plan: Plan
  /** How often the timer looks for orders that are due, in milliseconds: well under the first look of the plan. */
  readonly everyMs: number
  /** How many orders are asked about at once. */
  readonly concurrency: number
  /** How long the gateway is left alone because it does not answer, in milliseconds; undefined when it is asked. */
  readonly closedForMs: () => number | undefined
  readonly logger: Logger
}

/** How many hand-overs are read at a time. Chosen by feel. */
const batchSize = 40

export function makeSweep(parts: SweepParts): Sweep {
  const { ledger, settle, handOver, refunds, plan, concurrency, closedForMs, logger } = parts
  const gateway = gatewayOf(parts.gatewayAccount)
  const leaseMs = leaseMsOf(parts.gatewayTimeoutMs)
  let state: 'idle' | 'started' | 'stopped' = 'idle'
  // Each goes at its own pace: what is paid needs no question, and must not wait for a gateway that is slow or silent.
  const rounds = [makeRound(settleDue), makeRound(handOverDue), makeRound(refundDue)]

  /**
   * Each worker claims one order at a time, as long as there is one and the gateway answers: what a process that is killed had
   * claimed is kept from the others for one lease, and no process that stops has claimed what it will not do.
   */
  async function settleDue(): Promise<void> {
    await together(async () => {
      while (state === 'started' && closedForMs() === undefined) {
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

  /** Each of them once: one that can be read and not be claimed (a full disk, say) is still there after the try. */
  async function handOverDue(): Promise<void> {
    if (!handOver.isWanted) return
    const tried = new Set<string>()
    while (state === 'started') {
      const due = await ledger.unfinishedHandOvers({ limit: batchSize })
      const untried = due.filter((orderNumber) => !tried.has(orderNumber))
      if (untried.length === 0) return
      for (const orderNumber of untried) tried.add(orderNumber)
      await forEach(untried, async (orderNumber) => void (await handOver.run(orderNumber, { trigger: 'sweep' })))
    }
  }

  async function refundDue(): Promise<void> {
    if (closedForMs() !== undefined) return
    await refunds
      .resume({ isStopped: () => state === 'stopped' })
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
        if (state === 'stopped') return
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

  /** Does something again and again while the sweep is started, with a pause after each time. */
  function makeRound(work: () => Promise<void>): { start(): void; stop(): Promise<void> } {
    let timer: NodeJS.Timeout | undefined
    let pass: Promise<void> = Promise.resolve()
    function start(): void {
      if (state !== 'started') return
      timer = setTimeout(
        () => {
          pass = work()
            .catch((error: unknown) => logger.error({ err: error }, 'sweep pass failed, the next one tries again'))
            .finally(start)
        },
        // Many processes shall not look at one instant.
        plan.jittered(parts.everyMs),
      ).unref()
    }
    return {
      start,
      async stop() {
        clearTimeout(timer)
        await pass
      },
    }
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
    const unfinished = await ledger.unfinishedHandOvers({ limit: Number.MAX_SAFE_INTEGER, isEarly: true })
    const tried: Order[] = []
    await forEach(unfinished, async (orderNumber) => {
      const order = await handOver.run(orderNumber, { trigger: 'sweep', isEarly: true })
      if (order) tried.push(order)
    })
    return tried
  }

  return {
    start() {
      if (state !== 'idle') return
      state = 'started'
      for (const round of rounds) round.start()
    },
    async stop() {
      state = 'stopped'
      await Promise.all(rounds.map((round) => round.stop()))
    },
    async reconcile() {
      const settled = await settleOpen()
      const handedOver = await handOverUnfinished()
      await refundDue()
      return reportOf(settled, handedOver)
    },
  }
}

function reportOf(settled: readonly Settled[], handedOverLater: readonly Order[]): SweepReport {
  const moved = settled.filter(({ hasMoved }) => hasMoved).map(({ order }) => order)
  const tried = [...moved, ...handedOverLater]
  const count = (status: OrderStatus): number => moved.filter((order) => order.status === status).length
  return {
    asked: settled.filter(({ wasAsked }) => wasAsked).length,
    paid: count('paid'),
    declined: count('declined'),
    expired: count('expired'),
    review: count('review'),
    unreachable: settled.filter(({ standing, wasAsked }) => wasAsked && standing === 'silent').length,
    handedOver: tried.filter(({ handOver }) => handOver === 'done').length,
    stuck: tried.filter(({ handOver }) => handOver === 'stuck').length,
  }
}
