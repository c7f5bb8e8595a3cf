import type { RefundRequest } from './refund-ledger.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * Ends the proposal whose refund begins, if it was proposed; the order is locked.
 *
 * @returns who had proposed it; `gone` if the refund is that of a proposal which no longer waits.
 */
export async function takeProposal(
  { trx }: LedgerTransaction,
  { orderNumber, key, amountMinor, proposal }: Pick<RefundRequest, 'amountMinor' | 'key' | 'orderNumber' | 'proposal'>,
): Promise<{ readonly proposedBy: string | undefined } | 'gone'> {
  const row = await trx
    .deleteFrom('checkout_refund_proposals')
    .where('order_number', '=', orderNumber)
    .where('key', '=', key)
    .where('amount_minor', '=', amountMinor)
    .$if(proposal !== undefined, (query) => query.where('entry_number', '=', proposal ?? 0))
    .returning('proposed_by')
    .executeTakeFirst()
  return proposal !== undefined && !row ? 'gone' : { proposedBy: row?.proposed_by }
}
