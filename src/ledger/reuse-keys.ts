import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import { runKept } from './kept-query.ts'
import type { QueryRunner } from './kept-query.ts'
import type { FoundReusableOrder, ReuseTerms } from './order-ledger.ts'
import { orderColumns, toReusable } from './rows.ts'
import type { Schema } from './schema.ts'
import type { LedgerTransaction } from './transaction.ts'

/** The order that holds the key, if a buyer may still be sent back to it. */
export async function findReusableOrder(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  runner: QueryRunner,
  { reuseKey, reuseOpenForMs, reuseRegisteringForMs }: ReuseTerms,
): Promise<FoundReusableOrder | undefined> {
  if (reuseKey === undefined) return undefined
  const [row] = await runKept(runner, {
    name: 'find reusable order',
    values: { reuseKey, openMs: -reuseOpenForMs, registeringMs: -reuseRegisteringForMs },
    build: (given) =>
      db
        .selectFrom('checkout_orders')
        .select([...orderColumns, 'started_by'])
        .select(dialect.msSince('created_at').as('age_ms'))
        .where('reuse_key', '=', given.reuseKey)
        .where((eb) => eb.not(isStale(dialect, given))),
  })
  return row && { ...toReusable(row), ageMs: row.age_ms }
}

/** Takes the key from an order that nobody should be sent back to. */
export async function freeStaleKey({ trx, dialect }: LedgerTransaction, terms: ReuseTerms): Promise<void> {
  await trx
    .updateTable('checkout_orders')
    .set({ reuse_key: null })
    .where('reuse_key', '=', terms.reuseKey ?? null)
    .where(isStale(dialect, { openMs: -terms.reuseOpenForMs, registeringMs: -terms.reuseRegisteringForMs }))
    .execute()
}

/** @param ages - from now to where a registered, or registering, order is too old: negative milliseconds. */
function isStale(
  { now, fromNow }: LedgerDialect,
  ages: { readonly openMs: number; readonly registeringMs: number },
): RawBuilder<boolean> {
  return sql`(
    status not in ('registering', 'registered')
    or (status = 'registered' and created_at <= ${fromNow(ages.openMs)})
    or (status = 'registering' and created_at <= ${fromNow(ages.registeringMs)})
    or expires_at <= ${now}
  )`
}
