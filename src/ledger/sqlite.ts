import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { ConfigurationError } from '../errors.ts'
import type { LedgerFile } from '../ledger-address.ts'
import type { Logger } from '../logger.ts'
import type { DirectDialect, LedgerDialect } from './dialect.ts'
import type { SchemaWords } from './migrations/migration.ts'
import { driverErrorOf } from './driver-errors.ts'
import { loadSqlite } from './load-driver.ts'
import { nodeSqliteDialect } from './sqlite-driver.ts'
import { createLedgerFile, watchLedgerFile } from './sqlite-file.ts'

/**
 * Primary result codes (the lowest byte of an extended one), and two extended codes
 * (https://www.sqlite.org/rescode.html).
 */
const busy = 5
const locked = 6
const full = 13
const uniqueViolated = 2067
const primaryKeyViolated = 1555

/** SQLite's name for a database without a file. */
const inMemory = ':memory:'

/** UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
const timeFormat = '%Y-%m-%dT%H:%M:%fZ'

/** Every transaction excludes all others. */
const alone = sql<{ is_mine: number }>`select 1 as is_mine`

/** How tables are written for SQLite. */
export const sqliteWords: SchemaWords = {
  time: 'text',
  ascendingKey: 'integer primary key autoincrement',
  amount: 'integer',
  tableEnd: 'strict',
  gatewayOfRow: `substr(gateway_account, 1, instr(gateway_account, '#'))`,
  // Asked first whether it is JSON: a row that somebody has written by hand must not keep the index from being built.
  cardEndOfRow: `case when json_valid(card) then substr(card ->> '$.maskedNumber', -4) end`,
  declineOfRow: `case when json_valid(decline) then decline ->> '$.category' end`,
  addColumn: (table, column, type, check) => [`alter table ${table} add column ${column} ${type} check (${check})`],
  refuseChanges: (table) =>
    ['update', 'delete'].map(
      (verb) => `
        create trigger ${table}_no_${verb} before ${verb} on ${table}
        begin select raise(abort, '${table} is never changed'); end`,
    ),
  letChange: ({ table, others, namedIn }) => [
    `drop trigger ${table}_no_update`,
    `create trigger ${table}_no_update before update on ${table}
      when ${others.map((column) => `new.${column} is not old.${column}`).join(' or ')}
        or not exists (select 1 from ${namedIn} n where n.order_number = old.order_number)
      begin select raise(abort, '${table} is never changed'); end`,
  ],
  now: `'now'`,
  quarterHour: (at) => `unixepoch(${at}) / 900`,
  // Whoever writes has the whole file.
  slot: () => '0',
  jsonText: (json, name) => `json_extract(${json}, '$.${name}')`,
  onCommit: ({ name, event, when, statements }) => [
    `create trigger ${name} after ${event} when ${when} begin ${statements.map((one) => `${one};`).join(' ')} end`,
  ],
  grantLike: () => [],
}

/**
 * SQLite in a file, or in memory with the name `:memory:`; one machine.
 *
 * A second writer retries for 5 s at most. SQLite's own wait (`busy_timeout`) would stop the whole process. If both
 * writers are in one process, that includes the very transaction it waits for.
 */
export function sqliteDialect(file: LedgerFile, logger: Logger): LedgerDialect {
  return {
    open: () => openWatched(file, logger),
    holdsProcess: true,
    changesAtOnce: false,
    words: sqliteWords,
    schemaChanges: {
      open: undefined,
      takeStepsLock: alone,
      takeIndexesLock: alone,
      beginSteps: [],
      isLockRefused: () => false,
      findIndexes: sql`select name, 1 as is_valid from sqlite_master where type = 'index'`,
      makeIndex: ({ name, on }) => [`create index if not exists ${name} on ${on(sqliteWords)}`],
      dropIndex: (name) => [`drop index if exists ${name}`],
      ownPid: undefined,
      cancel: () => sql``,
    },
    now: sql`strftime(${sql.lit(timeFormat)}, 'now')`,
    fromNow: (ms) => sql`strftime(${sql.lit(timeFormat)}, 'now', printf('%.3f seconds', ${ms} / 1000.0))`,
    msSince: (column) => sql`round((unixepoch('now', 'subsec') - unixepoch(${sql.ref(column)}, 'subsec')) * 1000)`,
    // `begin immediate` gives a transaction the whole file to itself.
    rowLock: sql``,
    rowLockOrSkip: sql``,
    shopLock: undefined,
    lockEntries: undefined,
    scrub: sql`pragma wal_checkpoint(truncate)`,
    // The order of a cross join is kept.
    ordersOf: (table) =>
      sql`${sql.ref(table)} cross join checkout_orders o on o.order_number = ${sql.ref(table)}.order_number`,
    findTable: (name) => sql`select name from sqlite_master where type = 'table' and name = ${name}`,
    isContention: (error) => isOneOf(error, [busy, locked]),
    // The first steps are those of SQLite's own busy handler; 5 s in total.
    retryDelaysMs: [1, 2, 5, 10, 15, 20, ...Array<number>(198).fill(25)],
    isDuplicate: (error, column) => {
      const { resultCode, message } = driverErrorOf(error)
      const violated = column === 'order_number' ? primaryKeyViolated : uniqueViolated
      return resultCode === violated && message.endsWith(`.${column}`)
    },
  }
}

function isOneOf(error: unknown, primaryCodes: readonly number[]): boolean {
  const { resultCode } = driverErrorOf(error)
  return resultCode !== undefined && primaryCodes.includes(resultCode & 0xff)
}

function openWatched(file: LedgerFile, logger: Logger): DirectDialect {
  const database = openFile(file)
  const path = pathOf(file.name)
  return nodeSqliteDialect(database, path === inMemory ? () => undefined : watchLedgerFile(path, logger))
}

function openFile({ name: file, mode }: LedgerFile): DatabaseSync {
  const { DatabaseSync } = loadSqlite()
  const path = pathOf(file)
  let database: DatabaseSync | undefined
  try {
    if (path !== inMemory) createLedgerFile(path, mode)
    database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
    database.exec('pragma busy_timeout = 0')
    database.exec('pragma journal_mode = wal')
    // With `normal`, a power cut may lose the last commits.
    database.exec('pragma synchronous = full')
    // What is blanked or deleted is overwritten, not only left out.
    database.exec('pragma secure_delete = on')
    // A file without write permission opens all the same: only a write shows it.
    database.exec('begin immediate; create table checkout_write_probe (written integer); rollback')
    return database
  } catch (error) {
    database?.close()
    // Busy or full passes by itself; anything else is the wrong file, folder or permission.
    if (isOneOf(error, [busy, locked, full])) throw error
    const reason = existsSync(dirname(path)) ? driverErrorOf(error).message : 'its folder does not exist'
    throw new ConfigurationError(`The ledger's file ${file} cannot be opened for writing: ${reason}`, { cause: error })
  }
}

/**
 * The name as version 0.1.0 read it: its driver trimmed blanks at both ends. Absolute, because SQLite would take a
 * relative name that begins with `file:` for a URI.
 */
function pathOf(file: string): string {
  const name = file.trim()
  return name === inMemory ? name : resolve(name)
}
