import type { Clock } from '../../clock.ts'
import { CheckoutError } from '../../errors.ts'
import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import type { HandOverClaimed } from './claimed.ts'
import type { HandOverEnds } from './ends.ts'
import type { OnPaid } from './handlers.ts'
import { makeHoldOn } from './hold.ts'
import type { Hold, HoldDeps } from './hold.ts'
import type { Task } from './task.ts'

export interface ByHandlerDeps extends HoldDeps {
  readonly ledger: HoldDeps['ledger'] & Pick<HandOverLedger, 'completeHandOver'> & Pick<OrderLedger, 'find'>
  readonly onPaid: OnPaid
  readonly ends: HandOverEnds
  readonly task: Task
  readonly clock: Clock
  readonly logger: Logger
}

/** Pauses between attempts to record a completed hand-over, in milliseconds; the last one repeats. Chosen by feel. */
const recordPausesMs = [50, 100, 200, 400, 800, 1_600, 3_200] as const

/** Hands over through the store's `onPaid`, and records it afterwards. */
export function makeByHandler(deps: ByHandlerDeps): HandOverClaimed {
  const { ledger, onPaid, ends, task, clock, logger } = deps
  const holdOn = makeHoldOn(deps)

  /**
   * The goods are out, so only the record is retried, and only while the claim holds. Without a record, the next claim
   * would hand over again.
   */
  const record = async (claim: HandOverClaim, trigger: Parameters<HandOverClaimed>[2], hold: Hold) => {
    for (let failures = 0; ; failures += 1) {
      try {
        return (await ledger.completeHandOver(claim, trigger)) ?? (await findRecorded(claim, failures))
      } catch (error) {
        if (!hold.stands() || isClosed(error)) throw error
        const { orderNumber } = claim
        logger.warn({ orderNumber, err: error }, task.words.unrecorded)
        await clock.sleep(recordPausesMs[Math.min(failures, recordPausesMs.length - 1)] ?? 0)
      }
    }
  }

  /** An attempt whose answer was lost may have recorded it. */
  async function findRecorded({ orderNumber }: HandOverClaim, failures: number): Promise<Order | undefined> {
    const order = failures === 0 ? undefined : await ledger.find(orderNumber)
    return order && task.isDone(order) ? order : undefined
  }

  return async (claim, order, trigger) => {
    const hold = holdOn(claim)
    try {
      await onPaid(order, { signal: hold.signal })
    } catch (error) {
      hold.end()
      return await ends.fail(claim, trigger, error)
    }
    try {
      return ends.recorded(claim, await record(claim, trigger, hold))
    } finally {
      hold.end()
    }
  }
}

/** The ledger takes no more writes in this process. */
function isClosed(error: unknown): boolean {
  return error instanceof CheckoutError && error.code === 'CHECKOUT_CLOSED'
}
