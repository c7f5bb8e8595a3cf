import type { IdleShop } from '../ledger/idle-shops.ts'
import type { LedgerStanding, LedgerWork } from '../ledger/standing.ts'
import { found } from './finding.ts'
import type { Finding, FindingCode } from './finding.ts'

export interface OrdersSeen {
  readonly standing: LedgerStanding
  readonly work: LedgerWork
  readonly idleShops: readonly IdleShop[]
  /** Whether any process looks after buyers who never come back. */
  readonly isSwept: boolean
  /** Whether any process hands goods over. */
  readonly isHandedOver: boolean
}

/** Work that has been due for longer than this is done by nobody, in milliseconds. Chosen by feel. */
const overdueMs = 5 * 60_000

/** The findings that are a number of orders. */
type Counted = Extract<
  FindingCode,
  'orders-in-review' | 'orders-of-another-bank' | 'orders-owed' | 'orders-stuck' | 'orders-unknown' | 'refunds-late'
>

/** What the orders on the ledger show. */
export function orderFindings({ standing, work, idleShops, isSwept, isHandedOver }: OrdersSeen): readonly Finding[] {
  const counts: readonly (readonly [Counted, number])[] = [
    ['orders-stuck', standing.stuck],
    ['orders-owed', isHandedOver ? 0 : work.owed],
    ['refunds-late', work.lateRefunds],
    ['orders-in-review', standing.review],
    ['orders-unknown', standing.unknown],
    ['orders-of-another-bank', work.ofAnotherBank],
  ]
  // Without a sweep that is what is found.
  const isOverdue = isSwept && standing.oldestDueMs > overdueMs
  return [
    ...(isOverdue ? [found('orders-overdue', Math.round(standing.oldestDueMs / 60_000))] : []),
    ...counts.flatMap(([code, count]) => (count > 0 ? [found(code, count)] : [])),
    ...idleShops.map(({ key, unfinishedCount }) => found('orders-of-idle-shop', key, unfinishedCount)),
  ]
}
