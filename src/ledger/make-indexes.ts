import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import type { SchemaIndex } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

export interface MakeIndexesOptions {
  readonly wanted: readonly SchemaIndex[]
  readonly logger: Logger
  readonly isClosing: () => boolean
}

/** How often it is looked whether another process has made them, in milliseconds. Chosen by feel. */
const lockStepMs = 1_000

/** Indexes that are being made beside the shop. */
export interface IndexWork {
  /** Ends what is being made: a later start makes it again. */
  stop(): Promise<void>
}

/**
 * Makes the indexes that are missing or not valid, one by one: at once where nobody sells beside it, else in the
 * background.
 *
 * The ledger is right without them. What goes wrong in the background is told in the log, and the next start tries
 * again.
 */
export async function makeMissingIndexes(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  options: MakeIndexesOptions,
): Promise<IndexWork> {
  const { schemaChanges } = dialect
  if ((await findMissing(db, dialect, options.wanted)).length === 0) return { stop: () => Promise.resolve() }
  const { open } = schemaChanges
  if (!open) {
    await makeThem(db, dialect, options)
    return { stop: () => Promise.resolve() }
  }

  const own = new Kysely<Schema>({ dialect: open() })
  let busyPid: number | undefined
  const work = underLock(own, dialect, options, () =>
    makeThem(own, dialect, { ...options, isBusy: (pid) => void (busyPid = pid) }),
  )
    .catch((error: unknown) => {
      const { message } = driverErrorOf(error)
      options.logger.warn({ reason: message }, 'An index of the ledger could not be made; the next start tries again')
    })
    .then(() => own.destroy())
  return {
    async stop() {
      if (busyPid !== undefined)
        await schemaChanges
          .cancel(busyPid)
          .execute(db)
          .catch(() => undefined)
      await work
    },
  }
}

async function findMissing(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  wanted: readonly SchemaIndex[],
): Promise<readonly SchemaIndex[]> {
  const { rows } = await dialect.schemaChanges.findIndexes.execute(db)
  const valid = new Set(rows.filter(({ is_valid }) => Boolean(is_valid)).map(({ name }) => name))
  return wanted.filter(({ name }) => !valid.has(name))
}

/** Each on its own, outside a transaction. */
async function makeThem(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { wanted, logger, isClosing, isBusy }: MakeIndexesOptions & { readonly isBusy?: (pid: number | undefined) => void },
): Promise<void> {
  const { makeIndex, ownPid } = dialect.schemaChanges
  for (const index of await findMissing(db, dialect, wanted)) {
    if (isClosing()) return
    logger.info({ index: index.name }, 'An index of the ledger is being made')
    await db.connection().execute(async (connection) => {
      const process = await ownPid?.execute(connection)
      isBusy?.(process?.rows[0]?.pid)
      for (const statement of makeIndex(index)) await sql.raw(statement).execute(connection)
      isBusy?.(undefined)
    })
    // Others have their turn between two of them.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/**
 * Works while this process has the lock. It is held by a transaction that does nothing else, on a connection of its
 * own: one that is idle has no snapshot, so that no index waits for it; and a lock of the session would be left behind
 * in a pooler such as PgBouncer.
 */
async function underLock(
  db: Kysely<Schema>,
  { schemaChanges: { takeIndexesLock, beginSteps } }: LedgerDialect,
  { isClosing }: MakeIndexesOptions,
  work: () => Promise<void>,
): Promise<void> {
  if (!takeIndexesLock) return work()
  while (!isClosing()) {
    const isDone = await db.transaction().execute(async (trx) => {
      for (const statement of beginSteps) await sql.raw(statement).execute(trx)
      const { rows } = await takeIndexesLock.execute(trx)
      if (rows[0]?.is_mine !== true) return false
      await work()
      return true
    })
    if (isDone) return
    await sleep(lockStepMs * (0.5 + Math.random()), undefined, { ref: false })
  }
}
