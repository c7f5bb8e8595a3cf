import type { Dialect, RawBuilder } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import { findLedgerFile, isPostgres } from '../ledger-address.ts'
import type { Logger } from '../logger.ts'
import type { SchemaWords } from './migrations/migration.ts'
import { postgresDialect } from './postgres.ts'
import { sqliteDialect } from './sqlite.ts'

/** All that differs between the databases. Everything else of the ledger is written once. */
export interface LedgerDialect {
  /** Opens the database: one connection in SQLite, a pool in PostgreSQL. */
  open(): Dialect
  /** How its tables are written. */
  readonly words: SchemaWords
  /** The present on the database's clock: the machines of a store need not agree on theirs. */
  readonly now: RawBuilder<string>
  /** A point in time so many milliseconds from now. */
  readonly fromNow: (ms: number) => RawBuilder<string>
  /** Milliseconds between a column's point in time and now. */
  msSince(column: string): RawBuilder<number>
  /** Ends a `select` whose rows nobody else may change until the transaction ends. */
  readonly rowLock: RawBuilder<unknown>
  /** The same, leaving out rows that somebody else has locked. */
  readonly rowLockOrSkip: RawBuilder<unknown>
  /** A query with one row where the table exists, and none where it does not. */
  findTable(name: string): RawBuilder<object>
  /** Makes other processes wait with their migrations until the transaction ends; undefined where every transaction does. */
  readonly migrationLock: RawBuilder<unknown> | undefined
  /** Nothing was written, and the same transaction may be tried again: it lost against another. */
  isContention(error: unknown): boolean
  /** How long to wait before each further try after contention, in milliseconds. */
  readonly retryDelaysMs: readonly number[]
  /** Another row already has this row's value in a unique column. */
  isDuplicate(error: unknown, column: string): boolean
}

/**
 * The dialect of a database's address: `sqlite:<file>`, `sqlite::memory:`, `postgres://…` or `postgresql://…`.
 *
 * @throws ConfigurationError for any other, without repeating it: the address may hold a password.
 */
export function dialectOf(databaseUrl: string, logger: Logger): LedgerDialect {
  const file = findLedgerFile(databaseUrl)
  if (file) return sqliteDialect(file, logger)
  if (isPostgres(databaseUrl)) return postgresDialect(databaseUrl, logger)
  throw new ConfigurationError('databaseUrl must be sqlite:<file>, sqlite::memory: or postgres://…')
}
