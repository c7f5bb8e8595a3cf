import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { RawBuilder, Transaction } from 'kysely'
import { CheckoutClosedError, ConfigurationError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { makeMissingIndexes } from './make-indexes.ts'
import type { IndexWork } from './make-indexes.ts'
import { ordersEntriesHandOvers } from './migrations/0001-orders-entries-hand-overs.ts'
import { refunds } from './migrations/0002-refunds.ts'
import { shopsOwedGoods } from './migrations/0003-shops-owed-goods.ts'
import type { Migration } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Every migration, in the order in which they are applied. */
export const migrations: readonly Migration[] = [ordersEntriesHandOvers, refunds, shopsOwedGoods]

/** The number of the schema this version reads and writes. */
const knownNumber = Math.max(...migrations.map(({ number }) => number))

/** How often a lock that somebody else has is asked for again, in milliseconds. Chosen by feel. */
const lockStepMs = 250

/**
 * After so long the log says what the ledger waits for, in milliseconds: a start that says nothing looks like a hang.
 * Chosen by feel.
 */
const silentForMs = 5_000

export interface MigrateOptions {
  readonly logger: Logger
  /** Whether the ledger is being closed: what waits then gives up. */
  readonly isClosing: () => boolean
}

/**
 * Brings the schema up to date: the steps all or nothing, then the indexes one by one. However many processes start at
 * once, one does it, and the others wait. No time limit holds for it.
 *
 * A schema that is up to date is only read: after that the ledger works without the right to make tables.
 *
 * @returns what is still being made beside the shop.
 * @throws ConfigurationError when a newer version has been here which says that this one may not go on.
 */
export async function migrate(db: Kysely<Schema>, dialect: LedgerDialect, options: MigrateOptions): Promise<IndexWork> {
  const found = await findState(db, dialect)
  assertReadable(found)
  if (found.number < knownNumber) await applySteps(db, dialect, options)

  return makeMissingIndexes(db, dialect, { ...options, wanted: indexesOf(migrations) })
}

/** How far the schema has come. */
interface SchemaState {
  /** The number of the last migration that was applied; 0 in an empty database. */
  readonly number: number
  /** The lowest number a version must know to go on. */
  readonly readableFrom: number
}

async function findState(db: Kysely<Schema>, dialect: LedgerDialect): Promise<SchemaState> {
  const table = await dialect.findTable('checkout_migrations').execute(db)
  if (table.rows.length === 0) return { number: 0, readableFrom: 0 }
  const rows = await db.selectFrom('checkout_migrations').selectAll().execute()
  const newer = rows.filter(({ number }) => number > knownNumber)
  return {
    number: Math.max(0, ...rows.map(({ number }) => number)),
    // A row without it is read by nobody who does not know its number.
    readableFrom: Math.max(0, ...newer.map(({ number, readable_from }) => readable_from ?? number)),
  }
}

function assertReadable({ number, readableFrom }: SchemaState): void {
  if (readableFrom <= knownNumber) return
  throw new ConfigurationError(
    `The ledger's schema has number ${number}, and this version of express-hosted-checkout knows ${knownNumber}: ` +
      'install the version that made it, or a later one.',
  )
}

function indexesOf(some: readonly Migration[]): NonNullable<Migration['indexes']> {
  return some.flatMap(({ indexes = [] }) => indexes)
}

async function applySteps(db: Kysely<Schema>, dialect: LedgerDialect, options: MigrateOptions): Promise<void> {
  const { open, isLockRefused } = dialect.schemaChanges
  const own = open && new Kysely<Schema>({ dialect: open() })
  const waiting = tellOfWaiting(options.logger)
  try {
    for (;;) {
      if (options.isClosing()) throw new CheckoutClosedError()
      try {
        const isDone = await (own ?? db).transaction().execute((trx) => applyStepsIn(trx, dialect, waiting.isFor))
        if (isDone) return
      } catch (error) {
        if (!isLockRefused(error)) throw error
        waiting.isFor('a table that is in use')
      }
      await sleep(lockStepMs * (0.5 + Math.random()))
    }
  } finally {
    waiting.end()
    await own?.destroy()
  }
}

/** @returns false where another process does it now. */
async function applyStepsIn(
  trx: Transaction<Schema>,
  dialect: LedgerDialect,
  isFor: (what: string) => void,
): Promise<boolean> {
  const { beginSteps, takeStepsLock } = dialect.schemaChanges
  for (const statement of beginSteps) await sql.raw(statement).execute(trx)
  if (!(await isMine(trx, takeStepsLock))) {
    isFor('another process that changes it')
    return false
  }
  isFor('the database')
  const found = await findState(trx, dialect)
  assertReadable(found)
  if (found.number === 0) await makeMigrationTable(trx, dialect)
  const missing = migrations.filter(({ number }) => number > found.number)
  for (const migration of missing) await apply(trx, dialect, migration)
  // Nobody sells yet, and no table has a row.
  if (found.number === 0) {
    for (const { name, on } of indexesOf(missing)) {
      await sql.raw(`create index ${name} on ${on(dialect.words)}`).execute(trx)
    }
  }
  return true
}

async function isMine(trx: Transaction<Schema>, lock: RawBuilder<{ is_mine: boolean }> | undefined): Promise<boolean> {
  if (!lock) return true
  const { rows } = await lock.execute(trx)
  return rows[0]?.is_mine === true
}

/** As version 0.1.0 made it: a later migration adds what is new, so that there is one way to the present. */
async function makeMigrationTable(trx: Transaction<Schema>, dialect: LedgerDialect): Promise<void> {
  const table = await dialect.findTable('checkout_migrations').execute(trx)
  if (table.rows.length > 0) return
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

/** Says now and then what the change of the schema waits for. */
function tellOfWaiting(logger: Logger): { isFor(what: string): void; end(): void } {
  let reason = 'the database'
  const timer = setInterval(() => {
    logger.info({ schema: knownNumber }, `The ledger's schema is being brought up to date; it waits for ${reason}`)
  }, silentForMs).unref()
  return {
    isFor: (what) => void (reason = what),
    end: () => clearInterval(timer),
  }
}
