import { sql } from 'kysely'
import type { Order } from '../order.ts'
import type { Ledger } from './ledger.ts'
import { toOrder } from './rows.ts'
import { isOwn } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'

/** See `Ledger.claimDue`; those that have waited longest come first. */
export async function claimDueOrders(
  { trx, dialect, own }: LedgerTransaction,
  { statuses, gateway, limit, leaseMs }: Parameters<Ledger['claimDue']>[0],
): Promise<readonly Order[]> {
  if (statuses.length === 0) return []
  const due = await trx
    .selectFrom('checkout_orders')
    .select('order_number')
    .where('status', 'in', statuses)
    .where('next_check_at', '<=', dialect.now)
    .where(sql<boolean>`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`)
    .where(isOwn(own))
    .orderBy('next_check_at')
    .limit(limit)
    .modifyEnd(dialect.rowLockOrSkip)
    .execute()
  if (due.length === 0) return []

  const rows = await trx
    .updateTable('checkout_orders')
    .set({ next_check_at: dialect.fromNow(leaseMs) })
    .where(
      'order_number',
      'in',
      due.map((row) => row.order_number),
    )
    .returningAll()
    .execute()
  return rows.map(toOrder)
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
