import type BetterSqlite3 from 'better-sqlite3'
import type { Dialect } from 'kysely'
import { CompiledQuery, SqliteDialect, SqliteDriver, sql } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import type { LedgerDialect } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import { loadDriver } from './load-driver.ts'

/** UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
const timeFormat = '%Y-%m-%dT%H:%M:%fZ'

/**
 * SQLite in a file, or in memory with the name `:memory:`; one machine.
 *
 * A second writer waits 5 s at most, by trying again: SQLite's own waiting (`busy_timeout`) would stop this
 * process altogether, and with it the very transaction it waits for when both writers are in one process.
 */
export function sqliteDialect(file: string): LedgerDialect {
  return {
    open: () => immediate(openFile(file)),
    words: {
      time: 'text',
      ascendingKey: 'integer primary key autoincrement',
      amount: 'integer',
      tableEnd: 'strict',
      refuseChanges: (table) =>
        ['update', 'delete'].map(
          (verb) => `
            create trigger ${table}_no_${verb} before ${verb} on ${table}
            begin select raise(abort, '${table} is never changed'); end`,
        ),
    },
    now: sql`strftime(${sql.lit(timeFormat)}, 'now')`,
    fromNow: (ms) => sql`strftime(${sql.lit(timeFormat)}, 'now', ${`${(ms / 1000).toFixed(3)} seconds`})`,
    msSince: (column) => sql`round((unixepoch('now', 'subsec') - unixepoch(${sql.ref(column)}, 'subsec')) * 1000)`,
    // A transaction that begins immediately has the whole file to itself.
    rowLock: sql``,
    rowLockOrSkip: sql``,
    migrationLock: undefined,
    findTable: (name) => sql`select name from sqlite_master where type = 'table' and name = ${name}`,
    isContention: (error) => /^SQLITE_(BUSY|LOCKED)/.test(driverErrorOf(error).code),
    // The first steps are those of SQLite's own busy handler; together 5 s.
    retryDelaysMs: [1, 2, 5, 10, 15, 20, ...Array<number>(198).fill(25)],
    isDuplicate: (error, column) => {
      const { code, message } = driverErrorOf(error)
      return code === 'SQLITE_CONSTRAINT_UNIQUE' && message.endsWith(`.${column}`)
    },
  }
}

/** Transactions that take the write lock when they begin: one that reads first would lose it to a second writer. */
function immediate(database: BetterSqlite3.Database): Dialect {
  const plain = new SqliteDriver({ database })
  const release = plain.releaseConnection.bind(plain)
  const driver = Object.assign(plain, {
    beginTransaction: async (...[connection]: Parameters<SqliteDriver['beginTransaction']>) => {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'))
    },
    // A full disk has already rolled back by itself, and a second rollback would hide why.
    rollbackTransaction: async (...[connection]: Parameters<SqliteDriver['rollbackTransaction']>) => {
      if (database.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'))
    },
    // Where the disk failed a rollback, too: an open transaction would keep every other process out, and the next one here.
    releaseConnection: async (...[]: Parameters<SqliteDriver['releaseConnection']>) => {
      try {
        if (database.inTransaction) database.exec('rollback')
      } finally {
        await release()
      }
    },
  })
  return Object.assign(new SqliteDialect({ database }), { createDriver: () => driver })
}

function openFile(file: string): BetterSqlite3.Database {
  const Sqlite = loadDriver('better-sqlite3') as typeof BetterSqlite3
  let database: BetterSqlite3.Database | undefined
  try {
    database = new Sqlite(file, { timeout: 0 })
    database.pragma('journal_mode = wal')
    // With `normal`, a power cut may take the last commits with it.
    database.pragma('synchronous = full')
    database.pragma('foreign_keys = on')
    // A file without the right to write opens all the same, and only a write tells.
    database.exec('begin immediate; create table checkout_write_probe (written integer); rollback')
    return database
  } catch (error) {
    database?.close()
    // Busy or full passes; anything else is the wrong file, folder or permission.
    const { code, message } = driverErrorOf(error)
    if (/^SQLITE_(BUSY|LOCKED|FULL)/.test(code)) throw error
    if (message.startsWith('Could not locate the bindings file')) throw notBuilt(error)
    throw new ConfigurationError(`The ledger's file ${file} cannot be opened for writing: ${message}`, { cause: error })
  }
}

/** The package is there, its native part is not: install scripts were not allowed, or there was no compiler. */
function notBuilt(cause: unknown): ConfigurationError {
  return new ConfigurationError(
    'better-sqlite3 is installed, but its native part is not: npm rebuild better-sqlite3 (it may need python3, make and g++), or use a postgres:// ledger',
    { cause },
  )
}
