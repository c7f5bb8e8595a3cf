import type { Order } from '../order.ts'
import type { Trigger } from './entry.ts'
import type { ClaimTerms, HandOverClaim } from './hand-over-ledger.ts'

/** The right to tell the store that one order ended unpaid, until the lease ends. */
export type ClosingClaim = HandOverClaim

/**
 * Orders that ended unpaid, and whose store is told so by one caller at a time. Kept apart from the hand-overs: the
 * same order may be paid after all, and its goods then have claims and fences of their own.
 */
export interface ClosingLedger {
  /**
   * Makes the closing due of orders that ended unpaid and whose store was promised to be told: of one gateway, or one
   * of its orders. Any process may do so, with or without a handler.
   *
   * @returns the orders whose closing this call has made due.
   */
  makeClosingsDue(request: {
    readonly gateway: string
    readonly orderNumber?: string
    readonly limit: number
  }): Promise<readonly Order[]>
  /**
   * Claims the closing: it is `due`, its next try has come (or `isEarly`), and nobody holds a lease.
   *
   * @returns undefined if there is nothing to do, or another caller does it.
   */
  claimClosing(
    orderNumber: string,
    request: ClaimTerms & { readonly isEarly?: boolean },
  ): Promise<ClosingClaim | undefined>
  /** @returns false if the claim was lost. */
  renewClosing(claim: ClosingClaim, leaseMs: number): Promise<boolean>
  /** Records that the store was told, if the fence is still ours. */
  completeClosing(claim: ClosingClaim, trigger: Trigger): Promise<Order | undefined>
  /** Takes the closing back if the fence is still ours: money came first. It is owed again, should the order end so. */
  withdrawClosing(
    claim: ClosingClaim,
    withdrawal: { readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /** Records a failed try, if the fence is still ours; without `retryInMs` the closing is `stuck`. */
  failClosing(
    claim: ClosingClaim,
    failure: { readonly retryInMs: number | undefined; readonly reason: string; readonly trigger: Trigger },
  ): Promise<Order | undefined>
  /**
   * Makes a stuck closing due again: its three days start afresh. The next try of one that is due comes now, unless a
   * lease runs. Any other is left as it is.
   *
   * @returns the order as it is then; undefined if there is none.
   */
  reviveClosing(orderNumber: string, trigger: Trigger, by?: string): Promise<Order | undefined>
  /** Order numbers of one gateway's closings that nobody holds: those whose next try has come, or all of them. */
  unfinishedClosings(request: {
    readonly gateway: string
    readonly limit: number
    readonly isEarly?: boolean
  }): Promise<readonly string[]>
}
