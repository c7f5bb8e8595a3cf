import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { Order } from '../order.ts'
import { isAllOfChangedGoingBack, isFree } from './going-back.ts'
import type { ClaimTerms, HandOverClaim } from './hand-over-ledger.ts'
import type { Nullable } from './order-change.ts'
import { runKept } from './kept-query.ts'
import type { Ledger } from './ledger.ts'
import { isOwn } from './own-shop.ts'
import { claimStatement } from './task-claims.ts'
import type { LedgerStatement } from './transaction.ts'

/** A claim as its row tells it. */
export interface DueRow {
  readonly fence: number
  readonly try_count: number
  readonly due_for_ms: number
}

/**
 * Records that the goods of the order that has just `changed` are due at once, and claims them by the rules of
 * {@link claimHandOver}. No row if they were due before: theirs is unchanged.
 */
export function dueWith(
  { dialect, own }: LedgerStatement,
  claim: ClaimTerms | undefined,
  { leaseMs, changed }: { readonly leaseMs: number; readonly changed: RawBuilder<unknown> },
): RawBuilder<DueRow> {
  const { now } = dialect
  const isClaimed = claim ? sql<boolean>`${isOwn(own)} and not ${isAllOfChangedGoingBack}` : sql<boolean>`1 = 0`
  const nextTryAt = claim?.retryWaitsMs ? dialect.fromNow(claim.retryWaitsMs[0] ?? 0) : now
  return sql`
    insert into checkout_hand_overs (order_number, due_at, next_try_at, lease_until, fence, try_count)
    select order_number, ${now},
      case when is_claimed then ${nextTryAt} else ${now} end,
      case when is_claimed then ${dialect.fromNow(leaseMs)} end,
      case when is_claimed then 1 else 0 end,
      case when is_claimed then 1 else 0 end
    from (select order_number, ${isClaimed} as is_claimed from ${changed}) as due
    where true
    on conflict (order_number) do nothing
    returning fence, try_count, ${dialect.msSince('due_at')} as due_for_ms`
}

/** Undefined if the row tells of none. */
export function claimOf({ orderNumber }: Order, row: Nullable<DueRow>): HandOverClaim | undefined {
  const { fence, try_count: tryNumber, due_for_ms: dueForMs } = row
  return fence && tryNumber ? { orderNumber, fence, tryNumber, dueForMs: dueForMs ?? 0 } : undefined
}

/** The same for claims of one text. */
export function textOfTerms({ retryWaitsMs }: ClaimTerms): string {
  return retryWaitsMs?.join(' ') ?? 'no waits'
}

/** See `Ledger.claimHandOver`. Every claim gets a higher fence, which ends the rights of the one before. */
export async function claimHandOver(
  statement: LedgerStatement,
  orderNumber: string,
  { isEarly = false, ...terms }: Parameters<Ledger['claimHandOver']>[1],
): Promise<HandOverClaim | undefined> {
  const { dialect } = statement
  const { leaseMs, retryWaitsMs } = terms
  const [row] = await runKept(statement, {
    name: `claim hand-over, ${isEarly ? 'early' : 'due'}, ${textOfTerms(terms)}`,
    values: { orderNumber, leaseMs },
    build: (given) =>
      claimStatement(statement, {
        ...given,
        table: 'checkout_hand_overs',
        ...(retryWaitsMs && { retryWaitsMs }),
        isFree: isFree(dialect, isEarly),
      }),
  })
  return row && { orderNumber, fence: row.fence, tryNumber: row.try_count, dueForMs: row.due_for_ms }
}
