import type { OpenedLedger } from '../support/ledgers.ts'

/** Moves entries of an order into the past. Entries never change, so it is done where no trigger is. */
export async function ageEntries(
  { sql, databaseUrl }: Pick<OpenedLedger, 'sql' | 'databaseUrl'>,
  orderNumber: string,
  days: number,
  which = '1 = 1',
): Promise<void> {
  const past = new Date(Date.now() - days * 86_400_000).toISOString()
  const change = `update checkout_entries set at = '${past}' where order_number = '${orderNumber}' and ${which}`
  if (!databaseUrl.startsWith('sqlite:')) {
    await sql(`set local session_replication_role = replica; ${change}`)
    return
  }
  const [trigger] = await sql(`select sql from sqlite_master where name = 'checkout_entries_no_update'`)
  await sql('drop trigger checkout_entries_no_update')
  await sql(change)
  await sql(String(trigger?.sql))
}
