import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Kysely, sql } from 'kysely'
import { systemClock } from '../clock.ts'
import { findLedgerFile } from '../ledger-address.ts'
import { silentLogger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { dialectOf } from './dialect-of.ts'
import { asLedgerError } from './driver-errors.ts'
import { missingIndexes } from './make-indexes.ts'
import { findState, indexPlanOf, knownNumber, migrations } from './migrate.ts'
import type { Schema } from './schema.ts'

/** What a database looks like from outside, before anything is changed in it. */
export interface LedgerSurvey {
  /** The number of its schema; 0 if it holds no ledger yet. */
  readonly schemaNumber: number
  /** The number this version knows. */
  readonly knownNumber: number
  /** Whether this version may work on it. */
  readonly isReadable: boolean
  /** Names of indexes that are not there, or not finished. */
  readonly missingIndexes: readonly string[]
  /** How far the database's clock is ahead of this machine's, in milliseconds. */
  readonly clockAheadMs: number
  /** Undefined for SQLite. */
  readonly server: LedgerServer | undefined
}

/** A PostgreSQL server, as our role sees it. */
export interface LedgerServer {
  readonly role: string
  /** What the role may do that a ledger never needs, in PostgreSQL's own words. */
  readonly needlessRights: readonly string[]
  /** Connections that a role like ours can have, all programs together. */
  readonly maxConnections: number
  /** How many others have now. */
  readonly otherConnections: number
  /** Whether it takes no writes: a standby, or set so. */
  readonly isReadOnly: boolean
  /** Settings under which a commit may be lost in a power cut, such as `fsync=off`. */
  readonly lossySettings: readonly string[]
}

/** Where the file of an SQLite ledger is; undefined for any other ledger, and for one in memory. */
export function ledgerPathOf(databaseUrl: string): string | undefined {
  const name = findLedgerFile(databaseUrl)?.name.trim()
  return name === undefined || name === ':memory:' ? undefined : resolve(name)
}

const empty: LedgerSurvey = {
  schemaNumber: 0,
  knownNumber,
  isReadable: true,
  missingIndexes: [],
  clockAheadMs: 0,
  server: undefined,
}

/**
 * Looks at a database without creating, migrating or changing anything. Opens a connection of its own and closes it.
 *
 * @throws LedgerUnavailableError if it cannot be reached, ConfigurationError if its file or driver is wrong.
 */
export async function surveyLedger(databaseUrl: string): Promise<LedgerSurvey> {
  const path = ledgerPathOf(databaseUrl)
  if (findLedgerFile(databaseUrl) && (path === undefined || !existsSync(path))) return empty
  const dialect = dialectOf(databaseUrl, silentLogger, 1)
  let db: Kysely<Schema> | undefined
  try {
    db = new Kysely<Schema>({ dialect: dialect.open() })
    return await look(db, dialect)
  } catch (error) {
    throw asLedgerError(error)
  } finally {
    await db?.destroy()
  }
}

async function look(db: Kysely<Schema>, dialect: LedgerDialect): Promise<LedgerSurvey> {
  const { number, readableFrom } = await findState(db, dialect)
  const applied = migrations.filter((one) => one.number <= number).flatMap(({ indexes = [] }) => indexes)
  // What this version drops may be gone already.
  const wanted = indexPlanOf(migrations).wanted.filter((index) => applied.includes(index))
  return {
    schemaNumber: number,
    knownNumber,
    isReadable: readableFrom <= knownNumber,
    missingIndexes: number === 0 ? [] : await missingIndexes(db, dialect, wanted),
    clockAheadMs: await clockAheadMs(db, dialect),
    server: dialect.holdsProcess ? undefined : await serverOf(db),
  }
}

/** The answer's way back is not counted: it is short, and nobody minds a second. */
async function clockAheadMs(db: Kysely<Schema>, dialect: LedgerDialect): Promise<number> {
  const { rows } = await sql<{ now: Date | string }>`select ${dialect.now} as now`.execute(db)
  const [row] = rows
  return row ? new Date(row.now).getTime() - systemClock.now().getTime() : 0
}

interface ServerRow {
  readonly role: string
  readonly needless: readonly string[]
  readonly max_connections: number
  readonly other_connections: number
  readonly is_read_only: boolean
  readonly lossy: readonly string[]
}

async function serverOf(db: Kysely<Schema>): Promise<LedgerServer | undefined> {
  const { rows } = await sql<ServerRow>`
    select current_user as role,
      array_remove(array[
        case when r.rolsuper then 'SUPERUSER' end, case when r.rolcreaterole then 'CREATEROLE' end,
        case when r.rolcreatedb then 'CREATEDB' end, case when r.rolreplication then 'REPLICATION' end,
        case when r.rolbypassrls then 'BYPASSRLS' end], null) as needless,
      case when r.rolconnlimit >= 0
        then least(r.rolconnlimit, current_setting('max_connections')::int)
        else current_setting('max_connections')::int
          - case when r.rolsuper then 0 else current_setting('superuser_reserved_connections')::int end
      end as max_connections,
      (select count(*) from pg_stat_activity a
        where a.backend_type = 'client backend' and a.application_name <> 'express-hosted-checkout')::int
        as other_connections,
      pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as is_read_only,
      array_remove(array[
        case when current_setting('fsync') = 'off' then 'fsync=off' end,
        case when current_setting('synchronous_commit') = 'off' then 'synchronous_commit=off' end], null) as lossy
    from pg_roles r where r.rolname = current_user`.execute(db)
  const [row] = rows
  return (
    row && {
      role: row.role,
      needlessRights: row.needless,
      maxConnections: row.max_connections,
      otherConnections: row.other_connections,
      isReadOnly: row.is_read_only,
      lossySettings: row.lossy,
    }
  )
}
