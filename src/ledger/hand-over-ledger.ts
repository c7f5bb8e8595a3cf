import type { Order } from '../order.ts'
import type { Trigger } from './entry.ts'
import type { Move } from './order-ledger.ts'
import type { PaidTransaction } from './store-transaction.ts'

/** The right to hand one order over, until the lease ends. */
export interface HandOverClaim {
  readonly orderNumber: string
  /** Grows with every claim. A claim with an older fence has lost its right. */
  readonly fence: number
  /** Which try this is, from 1. */
  readonly tryNumber: number
  /** Milliseconds since the hand-over became due, on the ledger's clock. */
  readonly dueForMs: number
}

/** How a hand-over is claimed. */
export interface ClaimTerms {
  readonly leaseMs: number
  /**
   * How long the next try waits if the end of this one is never recorded, because its process died: milliseconds after
   * the first try, the second and so on; the last one repeats.
   */
  readonly retryWaitsMs?: readonly number[]
}

/** An order after a move that made its goods due. */
export interface DueOrder {
  readonly order: Order
  /** Undefined if the goods were due before, or are not due at all: what the move became may not owe any. */
  readonly claim: HandOverClaim | undefined
}

/** What a store does in the transaction that records a hand-over. */
export type PaidEffect = (order: Order, transaction: PaidTransaction) => unknown

/** The goods of paid orders, handed over by one caller at a time. */
export interface HandOverLedger {
  /**
   * Claims the hand-over: it is `due`, its next try has come (or `isEarly`), nobody holds a lease, and no refund of
   * everything left is under way.
   *
   * @returns undefined if there is nothing to do, or another caller does it.
   */
  claimHandOver(
    orderNumber: string,
    request: ClaimTerms & { readonly isEarly?: boolean },
  ): Promise<HandOverClaim | undefined>
  /** As `OrderLedger.move`, and claims the hand-over that becomes due with it, in the same commit. */
  moveAndClaim(order: Order, move: Move, terms: ClaimTerms): Promise<DueOrder | undefined>
  /** @returns false if the claim was lost. */
  renewHandOver(claim: HandOverClaim, leaseMs: number): Promise<boolean>
  /**
   * Marks the hand-over done and writes its entry, if the fence is still ours. An `effect` (PostgreSQL) runs first, in
   * the same transaction: both are committed, or neither is. It runs again if the transaction lost against another.
   *
   * @returns the order, or undefined if the claim was lost; the effect then did not run.
   * @throws whatever the effect throws; nothing was committed.
   */
  completeHandOver(claim: HandOverClaim, trigger: Trigger, effect?: PaidEffect): Promise<Order | undefined>
  /** Ends a hand-over that is no longer owed: the order's `handOver` is then `none`. */
  withdrawHandOver(
    claim: HandOverClaim,
    withdrawal: { readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Makes the hand-over of a paid order due again if it is `stuck` or was never requested: its three days start afresh.
   * The next try of one that is `due` comes now, unless a lease runs. Any other is unchanged.
   *
   * @returns the order afterwards; undefined if there is none.
   */
  reviveHandOver(orderNumber: string, trigger: Trigger, by?: string): Promise<Order | undefined>
  /**
   * Makes goods due that were promised when an order was opened but left out when it was settled: for one gateway's
   * paid orders, or for one of them. Late payments that are refunded owe nothing.
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
   * Order numbers of one gateway's unfinished hand-overs that nobody holds: those whose next try has come, or all of
   * them. Two deployments on one ledger keep to their own: goods never go out for a test bank's money.
   */
  unfinishedHandOvers(request: {
    readonly gateway: string
    readonly limit: number
    readonly isEarly?: boolean
  }): Promise<readonly string[]>
}
