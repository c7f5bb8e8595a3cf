import { isRemark } from './difference.ts'
import type { Difference, DifferenceKind } from './difference.ts'

/** What was paid on the day in one currency, by both. Amounts are integer minor units of `currency`. */
export interface BalanceTotal {
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly bank: BalanceSide
  readonly ledger: BalanceSide
  /** What the bank kept of it, as far as it says so. */
  readonly feeMinor: number
}

export interface BalanceSide {
  readonly paidCount: number
  readonly paidMinor: number
  /** What went back of it: of a list in all, of a registry on the day. */
  readonly refundedMinor: number
}

/** A day of the bank's, beside the ledger's. */
export interface Balance {
  /** `YYYY-MM-DD` of `timeZone`. */
  readonly day: string
  readonly timeZone: string
  /** What the ledger was compared with: the bank's own list, or registries that it sent. */
  readonly source: 'list' | 'registry'
  /** When it was compared. */
  readonly at: Date
  /** Whether the day was over by then: what is still to come cannot balance. */
  readonly isOver: boolean
  /** Whether the day is over, and every order agrees to the minor unit; remarks do not count. */
  readonly isBalanced: boolean
  /** One for each currency. */
  readonly totals: readonly BalanceTotal[]
  /** How many there are of each kind, all of them; kinds without any are left out. */
  readonly counts: Readonly<Partial<Record<DifferenceKind, number>>>
  /** Of each kind the first, up to {@link maxOfKind}. */
  readonly differences: readonly Difference[]
  /** What a person should know about the comparison itself. */
  readonly notes: readonly string[]
}

/**
 * No more of one kind are kept one by one, all are counted; about 5 MB. Each kind by itself: an order that is lost
 * never goes unseen for the many whose fee is remarked on.
 */
export function maxOfKind(kind: DifferenceKind): number {
  return isRemark(kind) ? 100 : 10_000
}
