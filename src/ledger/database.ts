import { setTimeout as sleep } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { Kysely } from 'kysely'
import { CheckoutClosedError } from '../errors.ts'
import { silentLogger } from '../logger.ts'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { asLedgerError } from './driver-errors.ts'
import type { IndexWork } from './make-indexes.ts'
import { migrate } from './migrate.ts'
import type { MigrateOptions } from './migrate.ts'
import type { Schema } from './schema.ts'

/** The database behind the ledger, opened on first use. */
export interface Database {
  /** Also brings the schema up to date. After a failure the next use retries. */
  open(): Promise<void>
  /** Waits for what is running, then closes. Idempotent; afterwards every use rejects with `CheckoutClosedError`. */
  close(): Promise<void>
  /** Runs one read statement. */
  read<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>
  /** Runs a transaction. Repeats it from the start if it lost against another: `work` must do nothing else. */
  write<Result>(work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result>
}

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

  const use = async <Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result> => {
    if (closing) throw new CheckoutClosedError()
    const result = again(dialect, async () => work((await opened()).db))
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
    await last?.indexes.stop()
    await last?.db.destroy()
  }

  return {
    open: () => use(() => Promise.resolve()),
    close: () => (closing ??= close()),
    read: use,
    write: (work) => use((db) => db.transaction().execute(work)),
  }
}

interface Opened {
  readonly db: Kysely<Schema>
  readonly indexes: IndexWork
}

async function openMigrated(dialect: LedgerDialect, options: MigrateOptions): Promise<Opened> {
  const db = new Kysely<Schema>({ dialect: dialect.open() })
  try {
    return { db, indexes: await migrate(db, dialect, options) }
  } catch (error) {
    await db.destroy()
    throw error
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
