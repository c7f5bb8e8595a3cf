import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { LedgerOptions } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import type { VerifyTerms, Violation, ViolationCode } from '../../src/ledger/violations.ts'
import { silentLogger } from '../../src/logger.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { scanLedgerFile } from './leaks.ts'
import { isLeftOut } from './prerequisites.ts'
import { takeSchema } from './schemas.ts'
import type { Row } from './schemas.ts'
import { sqliteConnection } from './sqlite.ts'
import { sumViolations } from './sum-violations.ts'

/** A ledger in an empty database that no other test sees. */
export interface OpenedLedger {
  readonly ledger: Ledger
  readonly databaseUrl: string
  /** A second ledger on the same database, as another process would open it. `close` closes it too. */
  another(options?: Partial<LedgerOptions>): Ledger
  /** Runs one statement on a separate connection, to read rows and to write what the ledger never would. */
  sql(statement: string): Promise<Row[]>
  /**
   * Backs up the database. The returned function restores it, like a restore from a backup or a failover that lost the
   * last commits. Close every ledger on it first.
   */
  backUp(): Promise<() => Promise<void>>
  /** Moves every time in a column into the past, as if `ms` milliseconds had passed. */
  age(table: string, column: string, ms: number): Promise<void>
  /** Call it if a test violates the invariants on purpose, with the ledger's own methods. */
  leaveBroken(): void
  /**
   * Closes every ledger on it and removes the database. A violated invariant fails the test, unless the test may have
   * caused it. After it wrote rows with `sql`, nothing is checked; after it moved times, overdue work is no violation.
   */
  close(terms?: Partial<VerifyTerms>): Promise<void>
}

export interface OpenLedgerOptions extends Partial<LedgerOptions> {
  /** Leaves the database without tables: the first call creates them. */
  readonly isEmpty?: boolean
}

/** Opens a ledger for one test. The options are those of `makeLedger`. */
export type OpenLedger = (options?: OpenLedgerOptions) => Promise<OpenedLedger>

/**
 * Every ledger to test, by name: `for (const [name, openLedger] of Object.entries(ledgers))`.
 *
 * In a run without PostgreSQL, its suites show as one skipped suite.
 */
export const ledgers: Readonly<Record<string, OpenLedger>> = isLeftOut('postgres')
  ? { SQLite: openSqlite }
  : { SQLite: openSqlite, PostgreSQL: openPostgres }

if (isLeftOut('postgres')) {
  describe.skip('PostgreSQL', () => it('is left out of this run by TEST_WITHOUT', () => undefined))
}

async function openSqlite(options?: OpenLedgerOptions): Promise<OpenedLedger> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-ledger-'))
  const file = join(folder, 'checkout.db')
  const empty = process.env.TEST_EMPTY_LEDGER
  if (empty !== undefined && options?.isEmpty !== true) copyFileSync(empty, file)
  const connection = sqliteConnection(file)
  const sql = (statement: string): Promise<Row[]> => {
    try {
      return Promise.resolve(connection.run(statement))
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return opened(`sqlite:${file}`, options, sql, {
    past: (column, ms) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-${ms / 1000} seconds')`,
    backUp: async () => {
      const copy = join(folder, 'backup.db')
      await sql(`vacuum into '${copy}'`)
      return () => {
        connection.close()
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
        copyFileSync(copy, file)
        return Promise.resolve()
      }
    },
    remove: () => {
      connection.close()
      scanLedgerFile(file)
      return Promise.resolve(rmSync(folder, { recursive: true, force: true }))
    },
  })
}

async function openPostgres(options?: OpenLedgerOptions): Promise<OpenedLedger> {
  const server = process.env.TEST_POSTGRES_URL
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: test/support/start.ts did not run.')
  const { databaseUrl, sql, violations, giveBack } = await takeSchema(server, { isEmpty: options?.isEmpty ?? false })
  return opened(databaseUrl, options, sql, {
    past: (column, ms) => `${column} - ${ms} * interval '1 millisecond'`,
    backUp: async () => {
      const names = [
        ...['orders', 'entries', 'hand_overs', 'refunds', 'refund_proposals', 'closings', 'links'],
        ...['sums', 'decline_sums', 'sums_aside', 'sums_state'],
      ].map((name) => `checkout_${name}`)
      await sql(names.map((name) => `create table kept_${name} as select * from ${name}`).join(';'))
      return async () => {
        // The replica role fires no triggers: a restore changes entries too.
        const restored = names.map(
          (name) => `delete from ${name}; insert into ${name} overriding system value select * from kept_${name}`,
        )
        await sql(`set local session_replication_role = replica; ${restored.join(';')}`)
      }
    },
    violations,
    remove: giveBack,
  })
}

/** Violations that the passing of time alone can cause. */
const agedCodes: ReadonlySet<ViolationCode> = new Set([
  ...(['hand-over-overdue', 'closing-overdue', 'look-overdue', 'refund-unresolved', 'sums-differ'] as const),
])

/** Reads rows, or changes the tables themselves, e.g. renames one to make it unavailable for a while. */
function changesNoRow(statement: string): boolean {
  return /^\s*(select|create table|alter table)\b[^;]*$/i.test(statement)
}

/** Setting a time to null does not count: null means that nobody will come back to the order. */
function movesTimesOnly(statement: string): boolean {
  const assignments = /^\s*update \w+ set (.+?)(?: where .+)?$/is.exec(statement)?.[1]
  if (assignments === undefined || /\bnull\b/i.test(assignments)) return false
  return [...assignments.matchAll(/(\w+)\s*=/g)].every(([, column]) => /_(at|until)$/.test(column!))
}

async function everyViolation(ledger: Ledger, terms: VerifyTerms): Promise<readonly Violation[]> {
  return [...(await ledger.violations(terms)), ...(await sumViolations(ledger))]
}

async function opened(
  databaseUrl: string,
  { isEmpty = false, ...options }: OpenLedgerOptions = {},
  sql: OpenedLedger['sql'],
  {
    past,
    backUp,
    violations: findViolations,
    remove,
  }: Pick<OpenedLedger, 'backUp'> & {
    readonly past: (column: string, ms: number) => string
    /** A cheaper way to find violations than opening a ledger for it, if there is one. */
    readonly violations?: (terms: VerifyTerms) => Promise<readonly Violation[]>
    readonly remove: () => Promise<void>
  },
): Promise<OpenedLedger> {
  const made: Ledger[] = []
  const another = (others?: Partial<LedgerOptions>): Ledger => {
    const ledger = makeLedger({ databaseUrl, logger: silentLogger, ...others })
    made.push(ledger)
    return ledger
  }
  const ledger = another(options)
  // A schema has its tables already: the first call opens the ledger.
  if (!isEmpty && !findViolations) await ledger.open()
  let isTampered = isEmpty
  let isAged = false
  const violations = async (terms: Partial<VerifyTerms>): Promise<readonly Violation[]> => {
    if (isTampered) return []
    const all = { isHandOverWanted: true, moves: everyMove, ...terms }
    const found = await (findViolations ?? (() => everyViolation(another(), all)))(all)
    return found.filter(({ code }) => !isAged || !agedCodes.has(code))
  }
  return {
    ledger,
    databaseUrl,
    another,
    backUp,
    leaveBroken: () => void (isTampered = true),
    sql(statement) {
      if (movesTimesOnly(statement)) isAged = true
      else isTampered ||= !changesNoRow(statement)
      return sql(statement)
    },
    age: async (table, column, ms) => {
      isAged = true
      await sql(`update ${table} set ${column} = ${past(column, ms)}`)
    },
    close: async (terms = {}) => {
      try {
        expect(await violations(terms)).toEqual([])
      } finally {
        for (const each of made) await each.close()
        await remove()
      }
    },
  }
}
