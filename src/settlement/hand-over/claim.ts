import type { HandOverClaim, HandOverLedger } from '../../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import { handOverWaitsMs, isHandOverOverdue } from '../judge/plan.ts'
import type { HandOverClaimed, RunHandOver } from './claimed.ts'
import type { HandOverEnds } from './ends.ts'
import type { Task } from './task.ts'

export interface ClaimDeps {
  readonly ledger: Pick<HandOverLedger, 'claimHandOver'> & Pick<OrderLedger, 'find' | 'history'>
  readonly leaseMs: number
  readonly ends: HandOverEnds
  readonly isStopped: () => boolean
  readonly task: Task
  readonly handOverClaimed: HandOverClaimed
}

/** Claims the hand-over of one order, and checks whether the goods (or the word) are still owed. */
export function makeClaimAndHandOver(deps: ClaimDeps): RunHandOver {
  const { ledger, leaseMs, ends, isStopped, task, handOverClaimed } = deps

  /** Whether nothing is known of the previous attempt: usually its process died. */
  async function hasDied({ orderNumber, tryNumber }: HandOverClaim): Promise<boolean> {
    const entries = await ledger.history(orderNumber)
    return !entries.some(
      ({ kind, detail }) =>
        kind === task.failed && (detail as { tryNumber?: number } | undefined)?.tryNumber === tryNumber - 1,
    )
  }

  return async (orderNumber, { trigger, isEarly = false, claimed }) => {
    // It waited for its turn, and the process is stopping: another one hands over.
    if (isStopped()) return undefined
    if (claimed) return handOverClaimed(claimed.claim, claimed.order, trigger)
    const claim = await ledger.claimHandOver(orderNumber, { leaseMs, retryWaitsMs: handOverWaitsMs, isEarly })
    if (!claim) return undefined
    // Read under the claim: the money may have gone back since the goods became due.
    const order = await ledger.find(orderNumber)
    if (!order) return undefined
    const fate = task.fateOf(order)
    if (fate === 'withdraw') return ends.withdraw(claim, trigger)
    if (fate === 'give-up') return ends.giveUp(claim, trigger, new Error(`the order is ${order.status}`))
    if (!isEarly && isHandOverOverdue(claim) && (await hasDied(claim))) {
      return ends.giveUp(
        claim,
        trigger,
        new Error('the last attempt never finished: its process died, or lost the ledger'),
      )
    }
    return handOverClaimed(claim, order, trigger)
  }
}
