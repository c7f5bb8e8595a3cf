import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledQuery, Transaction } from 'kysely'
import { Kysely } from 'kysely'
import { CheckoutClosedError } from '../errors.ts'
import { silentLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import type { Direct, LedgerDialect, PooledDialect } from './dialect.ts'
import { asLedgerError } from './driver-errors.ts'
import { makeGroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'
import type { Migrated, MigrateOptions, Migrating } from './migrate.ts'
import type { Schema } from './schema.ts'

/** The database behind the ledger, opened on first use. */
export interface Database {
  /** Also brings the schema up to date. After a failure the next use retries. */
  open(): Promise<void>
  /** The same, and waits for what is built beside the shop; resolves to what this process has changed. */
  migrated(): Promise<Migrated>
  /** Waits for what is running, then closes. Idempotent; afterwards every use rejects with `CheckoutClosedError`. */
  close(): Promise<void>
  /** Runs one statement in no transaction: one that reads, or one that `changesAtOnce`. */
  statement<Result>(work: (db: Kysely<Schema>, execute: Execute) => Promise<Result>): Promise<Result>
  /** Runs a transaction. Repeats it from the start if it lost against another: `work` must do nothing else. */
  transaction<Result>(work: (trx: Transaction<Schema>, execute: Execute) => Promise<Result>): Promise<Result>
}

/** Runs a compiled query, in the transaction if there is one, by the shortest way. */
export type Execute = <Row>(query: CompiledQuery<Row>) => Promise<readonly Row[]>

export function makeDatabase(dialect: LedgerDialect, logger: Logger = silentLogger): Database {
  let opening: Promise<Opened> | undefined
  let closing: Promise<void> | undefined
  const running = new Set<Promise<unknown>>()

  const opened = (): Promise<Opened> => {
    opening ??= openMigrated(dialect, { logger, isClosing: () => closing !== undefined }).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  const use = async <Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> => {
    if (closing) throw new CheckoutClosedError()
    const result = again(dialect, opened).then(work)
    running.add(result)
    try {
      return await result
    } catch (error) {
      throw asLedgerError(error)
    } finally {
      running.delete(result)
    }
  }

  const close = async (): Promise<void> => {
    await Promise.allSettled(running)
    const last = await opening?.catch(() => undefined)
    await last?.migrating.stop()
    await last?.db.destroy()
  }

  return {
    open: () => use(() => Promise.resolve()),
    // Not awaited by `close`, which stops what takes long.
    migrated: async () => (await use((known) => Promise.resolve(known))).migrating.migrated(),
    close: () => (closing ??= close()),
    statement: (work) => use(({ access }) => access.statement(work)),
    transaction: (work) => use(({ access }) => access.transaction(work)),
  }
}

interface Opened {
  readonly db: Kysely<Schema>
  readonly migrating: Migrating
  readonly access: Pick<Database, 'statement' | 'transaction'>
}

async function openMigrated(dialect: LedgerDialect, options: MigrateOptions): Promise<Opened> {
  const opened = dialect.open()
  const db = new Kysely<Schema>({ dialect: opened })
  const access = 'direct' in opened ? directAccess(db, dialect, opened.direct) : pooledAccess(db, dialect, opened)
  try {
    return { db, access, migrating: await migrate(db, dialect, options) }
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** A pool of connections: each transaction has one of its own. */
function pooledAccess(db: Kysely<Schema>, dialect: LedgerDialect, pooled: PooledDialect): Opened['access'] {
  const executeAlone: Execute = (query) => {
    pooled.prepare(query.sql)
    return pooled.execute(query)
  }
  const executeIn =
    (trx: Transaction<Schema>): Execute =>
    async (query) => {
      pooled.prepare(query.sql)
      return (await trx.executeQuery(query)).rows
    }
  return {
    statement: (work) => again(dialect, () => work(db, executeAlone)),
    transaction: (work) => again(dialect, () => db.transaction().execute((trx) => work(trx, executeIn(trx)))),
  }
}

/** The only connection of this process: commits are shared, and a query needs no turn of its own. */
function directAccess(db: Kysely<Schema>, dialect: LedgerDialect, direct: Direct): Opened['access'] {
  const commits = makeGroupCommit({ db, again: (work) => again(dialect, work) })
  // eslint-disable-next-line @typescript-eslint/require-await -- what the database throws becomes a rejection
  const execute: Execute = async (query) => direct.execute(query)
  const executeAlone: Execute = async (query) => {
    await commits.committed()
    return direct.execute(query)
  }
  return {
    statement: (work) => again(dialect, () => work(db, executeAlone)),
    transaction: (work) => commits.write((trx) => work(trx, execute)),
  }
}

/** Retries as often as the dialect says while the database reports contention. */
async function again<Result>(dialect: LedgerDialect, work: () => Promise<Result>): Promise<Result> {
  for (const delayMs of dialect.retryDelaysMs) {
    try {
      return await work()
    } catch (error) {
      if (!dialect.isContention(error)) throw error
    }
    // Two that collided once must not collide at every retry.
    await sleep(delayMs * (0.5 + Math.random()))
  }
  return work()
}
