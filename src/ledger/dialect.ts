import type { Dialect, RawBuilder } from 'kysely'
import type { SchemaIndex, SchemaWords } from './migrations/migration.ts'

/** How a database changes its schema while other processes use it. */
export interface SchemaChanges {
  /**
   * Connections without a time limit, on which indexes are made beside a shop that sells; undefined where all of it is
   * done on the ledger's own connection.
   */
  readonly open: (() => Dialect) | undefined
  /**
   * One row, with `is_mine` false where another process changes the schema now; held until the transaction ends. Never
   * waits: whoever waits in a transaction is waited for by an index that is being made. Undefined where every
   * transaction excludes all others.
   */
  readonly takeStepsLock: RawBuilder<{ is_mine: boolean }> | undefined
  /** The same for making indexes, which may take long, and which a later version's steps need not wait for. */
  readonly takeIndexesLock: RawBuilder<{ is_mine: boolean }> | undefined
  /** Statements with which the transaction of the steps begins. */
  readonly beginSteps: readonly string[]
  /** Nothing was done: a table was in use for longer than others may be kept waiting for it. */
  isLockRefused(error: unknown): boolean
  /** A row for each index on the ledger's tables. */
  readonly findIndexes: RawBuilder<{ name: string; is_valid: boolean | number }>
  /** Statements that make an index which is missing, or is not valid; each outside a transaction. */
  makeIndex(index: SchemaIndex): readonly string[]
  /** One row with the server's number of the connection; undefined where nothing runs on a server. */
  readonly ownPid: RawBuilder<{ pid: number }> | undefined
  /** Ends the statement that runs on a connection. */
  cancel(pid: number): RawBuilder<unknown>
}

/** All that differs between the databases. Everything else of the ledger is written once. */
export interface LedgerDialect {
  /** Opens the database: one connection in SQLite, a pool in PostgreSQL. */
  open(): Dialect
  /** Whether a statement runs in this very process, in which nothing else happens meanwhile. */
  readonly holdsProcess: boolean
  /** How its tables are written. */
  readonly words: SchemaWords
  /** How they are changed. */
  readonly schemaChanges: SchemaChanges
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
  /** Makes others wait who join with their shop, until the transaction ends; undefined where every transaction does. */
  readonly shopLock: RawBuilder<unknown> | undefined
  /**
   * Nothing was written, and the same transaction may be tried again: it lost against another, or met a server that
   * takes no writes.
   */
  isContention(error: unknown): boolean
  /** How long to wait before each further try after contention, in milliseconds. */
  readonly retryDelaysMs: readonly number[]
  /** Another row already has this row's value in a unique column. */
  isDuplicate(error: unknown, column: string): boolean
}
