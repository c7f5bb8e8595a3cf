import type { Trigger } from '../../ledger/entry.ts'
import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import { reasonOf } from '../../reason-of.ts'
import { handOverRetryInMs } from '../judge/plan.ts'

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
  readonly logger: Logger
}

export function makeHandOverEnds({ ledger, onStuck, logger }: HandOverEndsDeps): HandOverEnds {
  const giveUp: HandOverEnds['giveUp'] = async (claim, trigger, error) => {
    const { orderNumber, tryNumber } = claim
    logger.error({ orderNumber, tryNumber, err: error }, 'hand-over is stuck')
    const order = await ledger.failHandOver(claim, { retryInMs: undefined, reason: reasonOf(error), trigger })
    if (order) onStuck(order)
    return order
  }

  return {
    giveUp,
    recorded({ orderNumber, tryNumber }, done) {
      if (done) logger.info({ orderNumber, tryNumber }, 'order handed over')
      else logger.error({ orderNumber }, 'hand-over was not recorded: its claim was lost, or the money went back')
      return done
    },
    async withdraw(claim, trigger) {
      const reason = 'the money went back before the goods went out'
      logger.warn({ orderNumber: claim.orderNumber }, reason)
      return ledger.withdrawHandOver(claim, { reason, trigger })
    },
    async fail(claim, trigger, error) {
      const retryInMs = handOverRetryInMs(claim)
      if (retryInMs === undefined) return giveUp(claim, trigger, error)
      const { orderNumber, tryNumber } = claim
      logger.error({ orderNumber, tryNumber, retryInMs, err: error }, 'hand-over failed')
      return ledger.failHandOver(claim, { retryInMs, reason: reasonOf(error), trigger })
    },
  }
}
