import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Order, OrderStatus } from '../order.ts'
import { isOfGateway, ownShopKeys, shopOfRow } from './indexed.ts'
import type { Ledger } from './ledger.ts'
import { toOrder } from './rows.ts'
import type { LedgerTransaction } from './transaction.ts'

/** See `Ledger.claimDue`; those that have waited longest come first. */
export async function claimDueOrders(
  { trx, dialect, own }: LedgerTransaction,
  { statuses, gateway, limit, leaseMs }: Parameters<Ledger['claimDue']>[0],
): Promise<readonly Order[]> {
  if (statuses.length === 0) return []
  const due: { readonly order_number: string; readonly next_check_at: Date | string | null }[] = []
  // Key by key: only then does the index return them by time.
  for (const isOfShop of own
    ? ownShopKeys(own).map((key) => sql<boolean>`${shopOfRow} = ${key}`)
    : [sql<boolean>`1 = 1`]) {
    const rows = await trx
      .selectFrom('checkout_orders')
      .select(['order_number', 'next_check_at'])
      .where(isOneOf(statuses))
      .where('next_check_at', '<=', dialect.now)
      .where(isOfGateway(dialect, gateway))
      .where(isOfShop)
      .orderBy('next_check_at')
      .limit(limit)
      .modifyEnd(dialect.rowLockOrSkip)
      .execute()
    due.push(...rows)
  }
  if (due.length === 0) return []

  const longestWaiting = due
    .sort((one, other) => timeOf(one.next_check_at) - timeOf(other.next_check_at))
    .slice(0, limit)
    .map((row) => row.order_number)
  const rows = await trx
    .updateTable('checkout_orders')
    .set({ next_check_at: dialect.fromNow(leaseMs) })
    .where('order_number', 'in', longestWaiting)
    .returningAll()
    .execute()
  return rows.map(toOrder)
}

function timeOf(column: Date | string | null): number {
  return new Date(column ?? 0).getTime()
}

/**
 * Literals, not parameters: an index holds the orders of just these statuses, and the planner must see that to use it.
 */
function isOneOf(statuses: readonly OrderStatus[]): RawBuilder<boolean> {
  return sql`status in (${sql.join(statuses.map((status) => sql.lit(status)))})`
}

/** See `Ledger.plan`. */
export async function planCheck(
  { trx, dialect }: LedgerTransaction,
  seen: Pick<Order, 'orderNumber' | 'status'>,
  checkInMs: number | null,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('checkout_orders')
    .set({ next_check_at: checkInMs === null ? null : dialect.fromNow(checkInMs) })
    .where('order_number', '=', seen.orderNumber)
    .where('status', '=', seen.status)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
