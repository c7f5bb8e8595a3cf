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

/** How often to check whether another process has built them, in milliseconds. Chosen by feel. */
const lockStepMs = 1_000

/** Indexes being built while the shop sells. */
export interface IndexWork {
  /** Stops the build: a later start builds again. */
  stop(): Promise<void>
}

/**
 * Builds the indexes that are missing or invalid, one by one: at once if nobody can sell meanwhile, otherwise in the
 * background.
 *
 * The ledger is correct without them. A failure in the background is logged, and the next start retries.
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
    await buildIndexes(db, dialect, options)
    return { stop: () => Promise.resolve() }
  }

  const own = new Kysely<Schema>({ dialect: open() })
  let busyPid: number | undefined
  const work = underLock(own, dialect, options, () =>
    buildIndexes(own, dialect, { ...options, isBusy: (pid) => void (busyPid = pid) }),
  )
    .catch((error: unknown) => {
      const { message } = driverErrorOf(error)
      options.logger.warn({ reason: message }, 'A ledger index could not be built; the next start retries')
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
async function buildIndexes(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  { wanted, logger, isClosing, isBusy }: MakeIndexesOptions & { readonly isBusy?: (pid: number | undefined) => void },
): Promise<void> {
  const { makeIndex, ownPid } = dialect.schemaChanges
  for (const index of await findMissing(db, dialect, wanted)) {
    if (isClosing()) return
    logger.info({ index: index.name }, 'A ledger index is being built')
    await db.connection().execute(async (connection) => {
      const process = await ownPid?.execute(connection)
      isBusy?.(process?.rows[0]?.pid)
      for (const statement of makeIndex(index)) await sql.raw(statement).execute(connection)
      isBusy?.(undefined)
    })
    // Other work gets its turn between two of them.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/**
 * Works while this process has the lock. A transaction that does nothing else holds it, on its own connection: while
 * idle it has no snapshot, so no index build waits for it. A session lock would be left behind in a pooler such as
 * PgBouncer.
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
