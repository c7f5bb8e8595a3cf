import type { Selectable } from 'kysely'
import type { Order } from '../order.ts'
import { runKept } from './kept-query.ts'
import { toOrder } from './rows.ts'
import { isOwn } from './own-shop.ts'
import type { OrderTable } from './schema.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * Waits until no other transaction changes the order. Locks are taken in one order everywhere, the order's row first:
 * otherwise two transactions can wait for each other. What is read afterwards is as those before have left it.
 */
export async function lockOrder(transaction: LedgerTransaction, orderNumber: string): Promise<void> {
  const { trx, dialect } = transaction
  // Its transaction has locked everything.
  if (dialect.holdsProcess) return
  await runKept(transaction, {
    name: 'lock order',
    values: { orderNumber },
    build: (given) =>
      trx
        .selectFrom('checkout_orders')
        .select('order_number')
        .where('order_number', '=', given.orderNumber)
        .modifyEnd(dialect.rowLock),
  })
}

/** Locks an order of the shop and reads it; undefined if the shop has none of this number. */
export async function lockOwnOrder(transaction: LedgerTransaction, orderNumber: string): Promise<Order | undefined> {
  const row = await lockOwnRow(transaction, orderNumber)
  return row && toOrder(row)
}

/** The same, as it stands in the table. */
export function lockOwnRow(
  { trx, dialect, own }: LedgerTransaction,
  orderNumber: string,
): Promise<Selectable<OrderTable> | undefined> {
  return trx
    .selectFrom('checkout_orders')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where(isOwn(own))
    .modifyEnd(dialect.rowLock)
    .executeTakeFirst()
}
