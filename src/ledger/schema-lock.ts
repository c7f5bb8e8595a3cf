import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { SchemaChanges } from './dialect.ts'
import type { Schema } from './schema.ts'

/**
 * Begins a transaction in which one process at a time changes the schema.
 *
 * @returns false while another process holds the lock.
 */
export async function beginAlone(
  trx: Transaction<Schema>,
  { beginSteps }: SchemaChanges,
  lock: SchemaChanges['takeStepsLock'],
): Promise<boolean> {
  for (const statement of beginSteps) await sql.raw(statement).execute(trx)
  const { rows } = await lock.execute(trx)
  return Boolean(rows[0]?.is_mine)
}
