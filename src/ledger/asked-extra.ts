import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { EntryKind } from './entry.ts'
import { toEntry } from './rows.ts'
import type { LedgerTransaction } from './transaction.ts'

/**
 * What was written down to be sent along when an order's money was last asked to move: with every repeat, the same goes
 * out. Undefined if it was nothing.
 *
 * @param key - of a refund.
 */
export async function readAskedExtra(
  { trx }: LedgerTransaction,
  orderNumber: string,
  kind: EntryKind & ('capture-asked' | 'refund-asked'),
  key?: string,
): Promise<JsonObject | undefined> {
  const rows = await trx
    .selectFrom('checkout_entries')
    .selectAll()
    .where('order_number', '=', orderNumber)
    .where('kind', '=', kind)
    .orderBy('entry_number', 'desc')
    .execute()
  const details = rows.map((row) => toEntry(row).detail).filter(isJsonObject)
  // The same key is asked for anew after a refusal: the last one holds.
  const detail = details.find((one) => key === undefined || one.key === key)
  return isJsonObject(detail?.extra) ? detail.extra : undefined
}
