import type { Order } from '../../order.ts'
import type { HandOver } from '../hand-over/hand-over.ts'
import type { Settle, Settled } from '../settled.ts'
import type { Passes } from './passes.ts'
import { reportOf } from './sweep-report.ts'
import type { SweepReport } from './sweep-report.ts'

/** One pass that somebody may end before it has come to its end. */
export interface TimedPass {
  readonly run: () => Promise<void>
  /** Begins nothing more. What is under way goes on, and is not in the report. */
  readonly end: () => SweepReport
}

/** What a pass settles and hands over with. */
export interface PassWork {
  readonly settle: Settle
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
}

export interface TimedPassDeps extends PassWork {
  /** Makes the passes that work with this, and begin nothing once `isOver`. */
  readonly passesOf: (work: PassWork, isOver: () => boolean) => Passes
  /** Whether the process is stopping. */
  readonly isStopped: () => boolean
}

/**
 * What is due comes first, the longest due in front: where the time never suffices for everything, nothing is left out
 * for good. Then comes every other open order, whatever its schedule says.
 */
export function makeTimedPass({ settle, handOver, passesOf, isStopped }: TimedPassDeps): TimedPass {
  const settled = new Map<string, Settled>()
  const handedOver = new Map<string, Order | undefined>()
  let isOver = false
  let isWhole = false
  // An order that was due is open still, and is asked about once.
  const once: PassWork = {
    async settle(orderNumber, ...rest) {
      const before = settled.get(orderNumber)
      if (before) return before
      const one = await settle(orderNumber, ...rest)
      settled.set(orderNumber, one)
      return one
    },
    handOver: {
      isWanted: handOver.isWanted,
      async run(orderNumber, ...rest) {
        if (handedOver.has(orderNumber)) return undefined
        handedOver.set(orderNumber, undefined)
        const order = await handOver.run(orderNumber, ...rest)
        handedOver.set(orderNumber, order)
        return order
      },
    },
  }
  const passes = passesOf(once, () => isOver)
  return {
    async run() {
      await passes.handOverDue()
      await passes.settleDue()
      await passes.settleOpen()
      await passes.handOverUnfinished()
      await passes.tellUnfinished()
      await passes.refundDue()
      isWhole = !isOver && !isStopped()
    },
    end() {
      isOver = true
      const tried = [...handedOver.values()].filter((order) => order !== undefined)
      return reportOf({ settled: [...settled.values()], handedOver: tried }, isWhole)
    },
  }
}
