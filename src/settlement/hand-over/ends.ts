import type { Trigger } from '../../ledger/entry.ts'
import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import { reasonOf } from '../../reason-of.ts'
import { handOverRetryInMs } from '../judge/plan.ts'
import type { Task } from './task.ts'

/** How an attempt to hand over ends, in ledger and log. */
export interface HandOverEnds {
  /** It was recorded. `done` is undefined if it was not, because the claim was lost. */
  readonly recorded: (claim: HandOverClaim, done: Order | undefined) => Order | undefined
  /** The money went back before the goods went out. */
  readonly withdraw: (claim: HandOverClaim, trigger: Trigger) => Promise<Order | undefined>
  /** It is retried, unless it was tried for long enough. */
  readonly fail: (claim: HandOverClaim, trigger: Trigger, error: unknown) => Promise<Order | undefined>
  readonly giveUp: (claim: HandOverClaim, trigger: Trigger, error: unknown) => Promise<Order | undefined>
}

export interface HandOverEndsDeps {
  readonly ledger: Pick<HandOverLedger, 'failHandOver' | 'withdrawHandOver'>
  /** Called once when a hand-over is given up. */
  readonly onStuck: (order: Order) => void
  readonly task: Task
  readonly logger: Logger
}

export function makeHandOverEnds({ ledger, onStuck, task, logger }: HandOverEndsDeps): HandOverEnds {
  const { name, words } = task
  const giveUp: HandOverEnds['giveUp'] = async (claim, trigger, error) => {
    const { orderNumber, tryNumber } = claim
    logger.error({ orderNumber, tryNumber, err: error }, `${name} is stuck`)
    const order = await ledger.failHandOver(claim, { retryInMs: undefined, reason: reasonOf(error), trigger })
    if (order) onStuck(order)
    return order
  }

  return {
    giveUp,
    recorded({ orderNumber, tryNumber }, done) {
      if (done) logger.info({ orderNumber, tryNumber }, words.done)
      else logger.error({ orderNumber }, words.lost)
      return done
    },
    async withdraw(claim, trigger) {
      const reason = words.withdrawn
      logger.warn({ orderNumber: claim.orderNumber }, reason)
      return ledger.withdrawHandOver(claim, { reason, trigger })
    },
    async fail(claim, trigger, error) {
      const retryInMs = handOverRetryInMs(claim)
      if (retryInMs === undefined) return giveUp(claim, trigger, error)
      const { orderNumber, tryNumber } = claim
      logger.error({ orderNumber, tryNumber, retryInMs, err: error }, `${name} failed`)
      return ledger.failHandOver(claim, { retryInMs, reason: reasonOf(error), trigger })
    },
  }
}
