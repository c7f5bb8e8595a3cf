import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import type { SchemaIndex } from './migrations/migration.ts'
import { beginAlone } from './schema-lock.ts'
import type { Schema } from './schema.ts'

export interface MakeIndexesOptions {
  readonly wanted: readonly SchemaIndex[]
  /** Names of those that are wanted no more. */
  readonly dropped: readonly string[]
  readonly logger: Logger
  readonly isClosing: () => boolean
}

/** How often to check whether another process has built them, in milliseconds. Chosen by feel. */
const lockStepMs = 1_000

/** Indexes being built while the shop sells. */
export interface IndexWork {
  /** Stops the build: a later start builds again. */
  stop(): Promise<void>
  /** Resolves once it has ended; what failed was logged. */
  finished(): Promise<void>
  /** What has been done so far. */
  done(): IndexChanges
}

/** Names of indexes. */
export interface IndexChanges {
  readonly built: readonly string[]
  readonly dropped: readonly string[]
}

/**
 * Builds the indexes that are missing or invalid, one by one, and then drops those that are wanted no more: at once if
 * nobody can sell meanwhile, otherwise in the background.
 *
 * The ledger is correct without them. A failure in the background is logged, and the next start retries.
 *
 * @returns what goes on in the background, if anything does.
 */
export async function bringIndexesUpToDate(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  options: MakeIndexesOptions,
): Promise<IndexWork> {
  const { schemaChanges } = dialect
  const changes = noteChanges()
  const ended = { stop: () => Promise.resolve(), finished: () => Promise.resolve(), done: changes.done }
  if ((await findSteps(db, dialect, options)).length === 0) return ended
  const { open } = schemaChanges
  if (!open) {
    await carryOutSteps(db, dialect, { ...options, onDone: changes.note })
    return ended
  }

  const own = new Kysely<Schema>({ dialect: open() })
  let busyPid: number | undefined
  const work = underLock(own, dialect, options, () =>
    carryOutSteps(own, dialect, { ...options, onDone: changes.note, isBusy: (pid) => void (busyPid = pid) }),
  )
    .catch((error: unknown) => {
      const { message } = driverErrorOf(error)
      options.logger.warn({ reason: message }, 'A ledger index could not be built or dropped; the next start retries')
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
    finished: () => work,
    done: changes.done,
  }
}

function noteChanges(): { readonly note: (step: IndexStep) => void; readonly done: () => IndexChanges } {
  const steps: IndexStep[] = []
  const namesOf = (message: string) => steps.filter((step) => step.message === message).map(({ index }) => index)
  return {
    note: (step) => void steps.push(step),
    done: () => ({ built: namesOf(beingBuilt), dropped: namesOf(beingDropped) }),
  }
}

/** One index to build or to drop. */
interface IndexStep {
  readonly index: string
  readonly message: string
  /** Run on one connection, outside a transaction. */
  readonly statements: readonly string[]
}

const beingBuilt = 'A ledger index is being built'
const beingDropped = 'A ledger index is being dropped'

async function findSteps(
  db: Kysely<Schema>,
  { schemaChanges: { findIndexes, makeIndex, dropIndex } }: LedgerDialect,
  { wanted, dropped }: Pick<MakeIndexesOptions, 'wanted' | 'dropped'>,
): Promise<readonly IndexStep[]> {
  const { rows } = await findIndexes.execute(db)
  const existing = new Set(rows.map(({ name }) => name))
  const valid = new Set(rows.filter(({ is_valid }) => Boolean(is_valid)).map(({ name }) => name))
  const builds = wanted
    .filter(({ name }) => !valid.has(name))
    .map((index) => ({ index: index.name, message: beingBuilt, statements: makeIndex(index) }))
  const drops = dropped
    .filter((name) => existing.has(name))
    .map((name) => ({ index: name, message: beingDropped, statements: dropIndex(name) }))
  // What replaces those that are dropped must be there first.
  return [...builds, ...drops]
}

/** Names of those that are not there, or not finished. */
export async function missingIndexes(
  db: Kysely<Schema>,
  { schemaChanges: { findIndexes } }: LedgerDialect,
  wanted: readonly SchemaIndex[],
): Promise<readonly string[]> {
  const { rows } = await findIndexes.execute(db)
  const valid = new Set(rows.filter(({ is_valid }) => Boolean(is_valid)).map(({ name }) => name))
  return wanted.map(({ name }) => name).filter((name) => !valid.has(name))
}

async function carryOutSteps(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  options: MakeIndexesOptions & {
    readonly onDone: (step: IndexStep) => void
    readonly isBusy?: (pid: number | undefined) => void
  },
): Promise<void> {
  const { ownPid } = dialect.schemaChanges
  for (const step of await findSteps(db, dialect, options)) {
    const { index, message, statements } = step
    if (options.isClosing()) return
    options.logger.info({ index }, message)
    await db.connection().execute(async (connection) => {
      const process = await ownPid?.execute(connection)
      options.isBusy?.(process?.rows[0]?.pid)
      try {
        for (const statement of statements) {
          // Closed before it is busy: nobody cancels the statement, which may take minutes.
          if (options.isClosing()) return
          await sql.raw(statement).execute(connection)
        }
      } finally {
        options.isBusy?.(undefined)
      }
    })
    options.onDone(step)
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
  { schemaChanges }: LedgerDialect,
  { isClosing }: MakeIndexesOptions,
  work: () => Promise<void>,
): Promise<void> {
  while (!isClosing()) {
    const isDone = await db.transaction().execute(async (trx) => {
      if (!(await beginAlone(trx, schemaChanges, schemaChanges.takeIndexesLock))) return false
      await work()
      return true
    })
    if (isDone) return
    await sleep(lockStepMs * (0.5 + Math.random()))
  }
}
