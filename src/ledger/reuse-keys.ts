import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import type { ReusableOrder, ReuseTerms } from './order-ledger.ts'
import { toReusable } from './rows.ts'
import type { Schema } from './schema.ts'
import type { LedgerTransaction } from './transaction.ts'

/** The order that holds the key, if a buyer may still be sent back to it. */
export async function findReusableOrder(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  terms: ReuseTerms,
): Promise<ReusableOrder | undefined> {
  if (terms.reuseKey === undefined) return undefined
  const row = await db
    .selectFrom('checkout_orders')
    .selectAll()
    .where('reuse_key', '=', terms.reuseKey)
    .where((eb) => eb.not(isStale(dialect, terms)))
    .executeTakeFirst()
  return row && toReusable(row)
}

/** Takes the key from an order that nobody should be sent back to. */
export async function freeStaleKey({ trx, dialect }: LedgerTransaction, terms: ReuseTerms): Promise<void> {
  if (terms.reuseKey === undefined) return
  await trx
    .updateTable('checkout_orders')
    .set({ reuse_key: null })
    .where('reuse_key', '=', terms.reuseKey)
    .where(isStale(dialect, terms))
    .execute()
}

function isStale(
  { now, fromNow }: LedgerDialect,
  { reuseOpenForMs, reuseRegisteringForMs }: ReuseTerms,
): RawBuilder<boolean> {
  return sql`(
    status not in ('registering', 'registered')
    or (status = 'registered' and created_at <= ${fromNow(-reuseOpenForMs)})
    or (status = 'registering' and created_at <= ${fromNow(-reuseRegisteringForMs)})
    or expires_at <= ${now}
  )`
}
