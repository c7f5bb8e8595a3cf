import type { LedgerTransaction } from './transaction.ts'

/** Ends the proposal whose refund begins, if it was proposed; the order is locked. Returns who had proposed it. */
export async function takeProposal(
  { trx }: LedgerTransaction,
  orderNumber: string,
  key: string,
): Promise<string | undefined> {
  const row = await trx
    .deleteFrom('checkout_refund_proposals')
    .where('order_number', '=', orderNumber)
    .where('key', '=', key)
    .returning('proposed_by')
    .executeTakeFirst()
  return row?.proposed_by
}
