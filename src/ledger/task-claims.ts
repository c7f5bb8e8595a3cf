import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import type { ClaimTerms, HandOverClaim } from './hand-over-ledger.ts'
import { isOfOwnOrder } from './own-shop.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

/** Tables of what is done once per order under a claim: goods handed over, a store told of an unpaid end. */
export type TaskTable = 'checkout_hand_overs' | 'checkout_closings'

/** Which task is claimed, and when it may be. */
export interface TaskToClaim extends ClaimTerms {
  readonly table: TaskTable
  readonly orderNumber: string
  readonly isFree: RawBuilder<boolean>
}

/** Whether a task is due, its next try has come (or `isEarly`), and no lease runs. */
export function isTaskFree({ now }: LedgerDialect, isEarly: boolean): RawBuilder<boolean> {
  const isTime = isEarly ? sql<boolean>`next_try_at is not null` : sql<boolean>`next_try_at <= ${now}`
  return sql<boolean>`${isTime} and (lease_until is null or lease_until <= ${now})`
}

/** The statement that claims a task. Every claim gets a higher fence, which ends the rights of the one before. */
export function claimStatement(
  { db, dialect, own }: Pick<LedgerStatement, 'db' | 'dialect' | 'own'>,
  { table, orderNumber, leaseMs, retryWaitsMs, isFree }: TaskToClaim,
) {
  // Both tables have these columns.
  return db
    .updateTable(table as 'checkout_hand_overs')
    .set((eb) => ({
      fence: eb('fence', '+', 1),
      try_count: eb('try_count', '+', 1),
      lease_until: dialect.fromNow(leaseMs),
      ...(retryWaitsMs && { next_try_at: afterTry(dialect, retryWaitsMs) }),
    }))
    .where('order_number', '=', orderNumber)
    .where(isFree)
    .where(isOfOwnOrder(own, table))
    .returning(['fence', 'try_count', dialect.msSince('due_at').as('due_for_ms')])
}

/** When the next try comes if this one never ends: its process may die in the handler, perhaps each time. */
function afterTry(dialect: LedgerDialect, waitsMs: readonly number[]): RawBuilder<string> {
  const cases = waitsMs.map((waitMs, tries) => sql`when ${sql.lit(tries)} then ${dialect.fromNow(waitMs)}`)
  return sql`case try_count ${sql.join(cases, sql` `)} else ${dialect.fromNow(waitsMs.at(-1) ?? 0)} end`
}

/**
 * Has the next try of a task come now, unless it has come already, none will come, or a lease runs.
 *
 * @returns whether it was still to come.
 */
export async function hastenTask(
  { trx, dialect }: LedgerTransaction,
  table: TaskTable,
  orderNumber: string,
): Promise<boolean> {
  const { now } = dialect
  const { numUpdatedRows } = await trx
    .updateTable(table as 'checkout_hand_overs')
    .set({ next_try_at: now })
    .where('order_number', '=', orderNumber)
    .where('next_try_at', '>', now)
    .where(isTaskFree(dialect, true))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Extends the lease of a claim that is still held; false if it was lost. */
export async function renewClaim(
  { trx, dialect }: LedgerTransaction,
  table: TaskTable,
  { orderNumber, fence }: HandOverClaim,
  leaseMs: number,
): Promise<boolean> {
  const row = await trx
    .updateTable(table as 'checkout_hand_overs')
    .set({ lease_until: dialect.fromNow(leaseMs) })
    .where('order_number', '=', orderNumber)
    .where('fence', '=', fence)
    .where('lease_until', 'is not', null)
    .returning('fence')
    .executeTakeFirst()
  return row !== undefined
}
