import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import type { LedgerDialect } from './dialect.ts'
import { ordersEntriesHandOvers } from './migrations/0001-orders-entries-hand-overs.ts'
import { refunds } from './migrations/0002-refunds.ts'
import { shopsOwedGoods } from './migrations/0003-shops-owed-goods.ts'
import type { Migration } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Every migration, in the order in which they are applied. */
export const migrations: readonly Migration[] = [ordersEntriesHandOvers, refunds, shopsOwedGoods]

/** The number of the schema this version reads and writes. */
const knownNumber = Math.max(...migrations.map(({ number }) => number))

/**
 * Brings the schema up to date, all of it or nothing. Of two processes that start at once, the second finds it done.
 *
 * A schema that is up to date is only read: after that the ledger works without the right to make tables.
 *
 * @throws ConfigurationError when a newer version has been here: it may mean by a column what this one does not.
 */
export async function migrate(db: Kysely<Schema>, dialect: LedgerDialect): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (dialect.migrationLock) await dialect.migrationLock.execute(trx)
    const foundNumber = await findNumber(trx, dialect)
    if (foundNumber > knownNumber) throw newerSchema(foundNumber)

    for (const migration of migrations) {
      if (migration.number > foundNumber) await apply(trx, dialect, migration)
    }
  })
}

/** The number of the last migration that was applied; 0 in an empty database. */
async function findNumber(trx: Transaction<Schema>, dialect: LedgerDialect): Promise<number> {
  const table = await dialect.findTable('checkout_migrations').execute(trx)
  if (table.rows.length === 0) {
    const { time, tableEnd } = dialect.words
    const columns = `number integer not null primary key, name text not null, applied_at ${time} not null`
    await sql.raw(`create table checkout_migrations (${columns}) ${tableEnd}`).execute(trx)
    return 0
  }
  const last = await trx
    .selectFrom('checkout_migrations')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.number ?? 0
}

async function apply(trx: Transaction<Schema>, dialect: LedgerDialect, migration: Migration): Promise<void> {
  for (const statement of migration.statements(dialect.words)) await sql.raw(statement).execute(trx)
  await trx
    .insertInto('checkout_migrations')
    .values({ number: migration.number, name: migration.name, applied_at: dialect.now })
    .execute()
}

function newerSchema(foundNumber: number): ConfigurationError {
  return new ConfigurationError(
    `The ledger's schema has number ${foundNumber}, and this version of express-hosted-checkout knows ${knownNumber}: ` +
      'install the version that made it, or a later one.',
  )
}
