import type { CompiledQuery, Dialect, RawBuilder } from 'kysely'
import type { SchemaIndex, SchemaWords } from './migrations/migration.ts'

/** How a database changes its schema while other processes use it. */
export interface SchemaChanges {
  /**
   * Connections without a time limit, on which the schema changes while a shop sells; undefined if all of it is done on
   * the ledger's own connection.
   */
  readonly open: (() => Dialect) | undefined
  /**
   * One row, with `is_mine` false while another process changes the schema; held until the transaction ends. Never
   * waits: an index build would wait for a transaction that waits.
   */
  readonly takeStepsLock: RawBuilder<{ is_mine: boolean | number }>
  /** The same for building indexes, which may take long: a later version's steps need not wait for it. */
  readonly takeIndexesLock: RawBuilder<{ is_mine: boolean | number }>
  /** Statements that come first in the transaction of the steps. */
  readonly beginSteps: readonly string[]
  /** Whether nothing was done because a table was in use for longer than others may be kept waiting for it. */
  isLockRefused(error: unknown): boolean
  /** A row for each index on the ledger's tables. */
  readonly findIndexes: RawBuilder<{ name: string; is_valid: boolean | number }>
  /** Statements that build a missing or invalid index; each runs outside a transaction. */
  makeIndex(index: SchemaIndex): readonly string[]
  /** The same to drop one. */
  dropIndex(name: string): readonly string[]
  /** One row with the server's process id for the connection; undefined if nothing runs on a server. */
  readonly ownPid: RawBuilder<{ pid: number }> | undefined
  /** Cancels the statement that runs on a connection. */
  cancel(pid: number): RawBuilder<unknown>
}

/** A database whose only connection is in this process: a statement has its rows before anything else happens. */
export interface Direct {
  /** @throws whatever the database throws. */
  execute<Row>(query: CompiledQuery<Row>): readonly Row[]
}

export interface DirectDialect extends Dialect {
  readonly direct: Direct
}

/** A database on a server, that plans a statement once and then runs it by its name. */
export interface PooledDialect extends Dialect {
  /** Has a statement with this text prepared from now on. */
  prepare(text: string): void
  /** Runs one statement on any connection, outside of transactions. */
  execute<Row>(query: CompiledQuery<Row>): Promise<readonly Row[]>
}

/** Everything that differs between the databases. The rest of the ledger is written once. */
export interface LedgerDialect {
  /** Opens the database: one connection in SQLite, a pool in PostgreSQL. */
  open(): PooledDialect | DirectDialect
  /** Whether a statement runs in this process and holds up everything else meanwhile. */
  readonly holdsProcess: boolean
  /** Whether one statement can change several tables, and is a round trip to a server. */
  readonly changesAtOnce: boolean
  /** How its tables are written. */
  readonly words: SchemaWords
  /** How they are changed. */
  readonly schemaChanges: SchemaChanges
  /** The current time on the database's clock: the machines of a store need not agree on theirs. */
  readonly now: RawBuilder<string>
  /** The point in time `ms` milliseconds from now. */
  readonly fromNow: (ms: number) => RawBuilder<string>
  /** Milliseconds between a column's point in time and now. */
  msSince(column: string): RawBuilder<number>
  /** Ends a `select` whose rows nobody else may change until the transaction ends. */
  readonly rowLock: RawBuilder<unknown>
  /** The same, but skips rows that others have locked. */
  readonly rowLockOrSkip: RawBuilder<unknown>
  /**
   * What follows `from` to read the orders `o` whose numbers a table has, each by its number: the orders are never read
   * as a whole, however many the table is thought to have.
   */
  readonly ordersOf: (table: string) => RawBuilder<unknown>
  /** A query with one row where the table exists, and none where it does not. */
  findTable(name: string): RawBuilder<object>
  /** Makes others that join with a shop wait until the transaction ends; undefined if every transaction does. */
  readonly shopLock: RawBuilder<unknown> | undefined
  /** Keeps everybody from writing entries until the transaction ends; undefined if every transaction does. */
  readonly lockEntries: RawBuilder<unknown> | undefined
  /**
   * Empties the log in which what was blanked may still be read; one row, with `busy` 1 if another process kept it from
   * that. Undefined if the database does it by itself.
   */
  readonly scrub: RawBuilder<{ busy: number }> | undefined
  /**
   * Whether nothing was written and the transaction may be retried: it lost against another, or met a server that takes
   * no writes.
   */
  isContention(error: unknown): boolean
  /** How long to wait before each retry after contention, in milliseconds. */
  readonly retryDelaysMs: readonly number[]
  /** Whether another row already has this row's value in a unique column. */
  isDuplicate(error: unknown, column: string): boolean
}
