import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { Transaction } from 'kysely'
import { CheckoutClosedError, ConfigurationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { bringIndexesUpToDate } from './make-indexes.ts'
import type { IndexChanges, IndexWork, MakeIndexesOptions } from './make-indexes.ts'
import { ordersEntriesHandOvers } from './migrations/0001-orders-entries-hand-overs.ts'
import { refunds } from './migrations/0002-refunds.ts'
import { shopsOwedGoods } from './migrations/0003-shops-owed-goods.ts'
import { fewerIndexes } from './migrations/0004-fewer-indexes.ts'
import { processes } from './migrations/0005-processes.ts'
import { linksClosings } from './migrations/0006-links-closings.ts'
import { booksMemory } from './migrations/0007-books-memory.ts'
import { shopsArrive } from './migrations/0008-shops-arrive.ts'
import { linksForgotten } from './migrations/0009-links-forgotten.ts'
import { sumsProposals } from './migrations/0010-sums-proposals.ts'
import { traceParents } from './migrations/0011-trace-parents.ts'
import { searchOrders } from './migrations/0012-search-orders.ts'
import { returnAddresses } from './migrations/0013-return-addresses.ts'
import type { Migration } from './migrations/migration.ts'
import { beginAlone } from './schema-lock.ts'
import type { Schema } from './schema.ts'

/** Every migration, in the order in which they are applied. */
export const migrations: readonly Migration[] = [
  ordersEntriesHandOvers,
  refunds,
  shopsOwedGoods,
  fewerIndexes,
  processes,
  linksClosings,
  booksMemory,
  shopsArrive,
  linksForgotten,
  sumsProposals,
  traceParents,
  searchOrders,
  returnAddresses,
]

/** The number of the schema this version reads and writes. */
export const knownNumber = Math.max(...migrations.map(({ number }) => number))

/** How often to ask again for a lock that another process holds, in milliseconds. Chosen by feel. */
const lockStepMs = 250

/**
 * How often the log says what the ledger is waiting for, in milliseconds: a silent start looks like a hang. Chosen by
 * feel.
 */
const silentForMs = 5_000

export interface MigrateOptions {
  readonly logger: Logger
  /** Whether the ledger is being closed: waiting then ends. */
  readonly isClosing: () => boolean
}

/**
 * Brings the schema up to date: the steps all or nothing, then the indexes one by one. However many processes start at
 * once, one does it, and the others wait. There is no time limit.
 *
 * A schema that is up to date is only read: the ledger then works without the right to create tables.
 *
 * @returns what was changed, and what is still being built beside the shop.
 * @throws ConfigurationError if a newer version has changed the schema and says that this one must not run.
 */
export async function migrate(db: Kysely<Schema>, dialect: LedgerDialect, options: MigrateOptions): Promise<Migrating> {
  const found = await findState(db, dialect)
  assertReadable(found)
  const applied = found.number < knownNumber ? await applySteps(db, dialect, options) : []
  const indexes = await bringIndexesUpToDate(db, dialect, { ...options, ...indexPlanOf(migrations) })
  return {
    stop: () => indexes.stop(),
    migrated: async () => {
      await indexes.finished()
      // Another process may have been first: then it is as far, too.
      const number = Math.max(found.number, knownNumber)
      return { number, applied: applied.map(({ number: one, name }) => ({ number: one, name })), ...indexes.done() }
    },
  }
}

/** What a process has changed in the schema. */
export interface Migrated extends IndexChanges {
  /** The number of the schema now. */
  readonly number: number
  /** The migrations that this process has applied; none if the schema was up to date, or another process was first. */
  readonly applied: readonly { readonly number: number; readonly name: string }[]
}

/** What may still be going on beside the shop. */
export interface Migrating extends Pick<IndexWork, 'stop'> {
  /** Resolves once all of it is done. */
  migrated(): Promise<Migrated>
}

/** How far the schema has got. */
export interface SchemaState {
  /** The number of the last migration that was applied; 0 in an empty database. */
  readonly number: number
  /** The lowest number a version must know to run. */
  readonly readableFrom: number
}

export async function findState(db: Kysely<Schema>, dialect: LedgerDialect): Promise<SchemaState> {
  const table = await dialect.findTable('checkout_migrations').execute(db)
  if (table.rows.length === 0) return { number: 0, readableFrom: 0 }
  const rows = await db.selectFrom('checkout_migrations').selectAll().execute()
  const newer = rows.filter(({ number }) => number > knownNumber)
  return {
    number: Math.max(0, ...rows.map(({ number }) => number)),
    // Without it, a version must know the number of the row itself.
    readableFrom: Math.max(0, ...newer.map(({ number, readable_from }) => readable_from ?? number)),
  }
}

function assertReadable({ number, readableFrom }: SchemaState): void {
  if (readableFrom <= knownNumber) return
  throw new ConfigurationError(
    `The ledger's schema is number ${number}, but this version of express-hosted-checkout only knows ${knownNumber}: ` +
      'install the version that made it, or a later one.',
  )
}

/** The indexes that some migrations make, but for those that one of them drops again, and the names of the dropped. */
export function indexPlanOf(some: readonly Migration[]): Pick<MakeIndexesOptions, 'wanted' | 'dropped'> {
  const dropped = some.flatMap(({ droppedIndexes = [] }) => droppedIndexes)
  return { wanted: some.flatMap(({ indexes = [] }) => indexes).filter(({ name }) => !dropped.includes(name)), dropped }
}

/** @returns those that this process has applied. */
async function applySteps(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  options: MigrateOptions,
): Promise<readonly Migration[]> {
  const { open, isLockRefused } = dialect.schemaChanges
  const own = open && new Kysely<Schema>({ dialect: open() })
  const waiting = logWaiting(options.logger)
  try {
    for (;;) {
      if (options.isClosing()) throw new CheckoutClosedError()
      try {
        const applied = await (own ?? db).transaction().execute((trx) => applyStepsIn(trx, dialect, waiting.setReason))
        if (applied) return applied
      } catch (error) {
        if (!isLockRefused(error)) throw error
        waiting.setReason('a table that is in use')
      }
      await sleep(lockStepMs * (0.5 + Math.random()))
    }
  } finally {
    waiting.end()
    await own?.destroy()
  }
}

/** @returns undefined if another process is doing it now. */
async function applyStepsIn(
  trx: Transaction<Schema>,
  dialect: LedgerDialect,
  setReason: (what: string) => void,
): Promise<readonly Migration[] | undefined> {
  const { schemaChanges } = dialect
  if (!(await beginAlone(trx, schemaChanges, schemaChanges.takeStepsLock))) {
    setReason('another process that changes it')
    return undefined
  }
  setReason('the database')
  const found = await findState(trx, dialect)
  assertReadable(found)
  if (found.number === 0) await makeMigrationTable(trx, dialect)
  const missing = migrations.filter(({ number }) => number > found.number)
  for (const migration of missing) await apply(trx, dialect, migration)
  // Nobody sells yet, and no table has a row.
  if (found.number === 0) {
    const { wanted, dropped } = indexPlanOf(missing)
    for (const { name, on } of wanted) await sql.raw(`create index ${name} on ${on(dialect.words)}`).execute(trx)
    for (const name of dropped) await sql.raw(`drop index if exists ${name}`).execute(trx)
  }
  return missing
}

/** Creates it as version 0.1.0 did: a later migration adds what is new, so there is one way to the present. */
async function makeMigrationTable(trx: Transaction<Schema>, dialect: LedgerDialect): Promise<void> {
  const { time, tableEnd } = dialect.words
  const columns = `number integer not null primary key, name text not null, applied_at ${time} not null`
  await sql.raw(`create table checkout_migrations (${columns}) ${tableEnd}`).execute(trx)
}

/** The first migration that knows of `readable_from`. */
const saysReadableFrom = 3

async function apply(
  trx: Transaction<Schema>,
  dialect: LedgerDialect,
  { number, name, readableFrom, statements }: Migration,
): Promise<void> {
  for (const statement of statements(dialect.words)) await sql.raw(statement).execute(trx)
  const row = { number, name, applied_at: dialect.now }
  await trx
    .insertInto('checkout_migrations')
    .values(number < saysReadableFrom ? row : { ...row, readable_from: readableFrom })
    .execute()
}

/** Logs now and then what the schema change is waiting for. */
function logWaiting(logger: Logger): { setReason(what: string): void; end(): void } {
  let reason = 'the database'
  const timer = setInterval(() => {
    logger.info({ schema: knownNumber }, `The ledger's schema is being brought up to date; it waits for ${reason}`)
  }, silentForMs).unref()
  return {
    setReason: (what) => void (reason = what),
    end: () => clearInterval(timer),
  }
}
