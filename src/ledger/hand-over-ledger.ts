import type { Order } from '../order.ts'
import type { Trigger } from './entry.ts'
import type { PaidTransaction } from './store-transaction.ts'

/** The right to hand one order over, until the lease ends. */
export interface HandOverClaim {
  readonly orderNumber: string
  /** Grows with every claim. A claim whose fence is no longer the ledger's has lost its right. */
  readonly fence: number
  /** Which try this is, from 1. */
  readonly tryNumber: number
  /** Milliseconds since the hand-over became due, on the ledger's clock. */
  readonly dueForMs: number
}

/** What a store does in the transaction that records a hand-over. */
export type PaidEffect = (order: Order, transaction: PaidTransaction) => unknown

/** The goods of paid orders, handed over by one caller at a time. */
export interface HandOverLedger {
  /**
   * Takes the right to hand over: the task is `due`, its next try has come (or `isEarly`), nobody holds a lease, and no
   * refund of all that is left is on its way. Where no end of the try is ever recorded, because its process died, the
   * next one waits as long as `retryWaitsMs` says: milliseconds after the first try, the second and so on, of which the
   * last one repeats.
   *
   * @returns undefined when there is nothing to do or somebody else does it.
   */
  claimHandOver(
    orderNumber: string,
    request: { readonly leaseMs: number; readonly retryWaitsMs?: readonly number[]; readonly isEarly?: boolean },
  ): Promise<HandOverClaim | undefined>
  /** @returns false when the claim was lost. */
  renewHandOver(claim: HandOverClaim, leaseMs: number): Promise<boolean>
  /**
   * Marks the hand-over done and writes its entry, if the fence is still ours. With an `effect` (PostgreSQL) that runs
   * first, in the same transaction: both are committed, or neither is. Where the transaction lost against another it
   * runs again.
   *
   * @returns the order, or undefined when the claim was lost; the effect was then not run.
   * @throws whatever the effect throws; nothing was committed.
   */
  completeHandOver(claim: HandOverClaim, trigger: Trigger, effect?: PaidEffect): Promise<Order | undefined>
  /** Ends a hand-over that is owed no more: the order's is then `none`. */
  withdrawHandOver(
    claim: HandOverClaim,
    withdrawal: { readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Makes the hand-over of a paid order due again that is `stuck`, or that was never asked for. Any other is left as it
   * is.
   *
   * @returns the order as it then stands, undefined where there is none.
   */
  reviveHandOver(orderNumber: string, trigger: Trigger): Promise<Order | undefined>
  /**
   * Makes goods due that were promised when an order was opened, and that whoever settled it left out: of one gateway's
   * paid orders, or of one of them. Late payments that go back owe nothing.
   */
  makeOwedDue(request: {
    readonly gateway: string
    readonly orderNumber?: string
    readonly limit: number
    readonly trigger: Trigger
  }): Promise<readonly Order[]>
  /** Records a failed try, if the fence is still ours; without `retryInMs` the hand-over is `stuck`. */
  failHandOver(
    claim: HandOverClaim,
    failure: { readonly retryInMs: number | undefined; readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Order numbers of unfinished hand-overs that nobody holds, of one gateway's orders: those whose next try has come,
   * or all of them. Two deployments on one ledger keep to their own: goods never go out for money of a test bank.
   */
  unfinishedHandOvers(request: {
    readonly gateway: string
    readonly limit: number
    readonly isEarly?: boolean
  }): Promise<readonly string[]>
}
