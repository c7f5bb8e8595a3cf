import type { LedgerTransaction } from './transaction.ts'

/** See `Ledger.sendOn`. The time in the `where` is the lock: of two requests with one address, one matches no row. */
export async function sendOn({ trx }: LedgerTransaction, orderNumber: string, issuedAt: Date): Promise<boolean> {
  const issued = issuedAt.toISOString()
  const { numUpdatedRows } = await trx
    .updateTable('checkout_orders')
    .set({ sent_on_at: issued })
    .where('order_number', '=', orderNumber)
    .where((eb) => eb.or([eb('sent_on_at', 'is', null), eb('sent_on_at', '<', issued)]))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
