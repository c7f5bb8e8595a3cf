import { runKept } from './kept-query.ts'
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
