import type { Dialect, PostgresPool, PostgresPoolClient } from 'kysely'
import { CompiledQuery, PostgresDialect, PostgresDriver, sql } from 'kysely'
import type pg from 'pg'
import type { Logger } from '../logger.ts'
import type { LedgerDialect } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import { loadPostgres } from './load-driver.ts'

/**
 * Begins every transaction, at the isolation the ledger is written for whatever the database's default is. The server
 * ends a statement after 10 s, and a transaction that its process left hanging.
 *
 * Set here and not when connecting: a pooler such as PgBouncer refuses the limits as parameters of a connection.
 */
const begin = `
  begin isolation level read committed;
  set local statement_timeout = '10s';
  set local idle_in_transaction_session_timeout = '10s'`

/** PostgreSQL, for any number of machines; its tables may stand in the store's own database, in any schema. */
export function postgresDialect(url: string, logger: Logger): LedgerDialect {
  return {
    open: () => limited(openPool(url, logger)),
    words: {
      time: 'timestamptz(3)',
      ascendingKey: 'bigint generated always as identity primary key',
      amount: 'bigint',
      tableEnd: '',
      refuseChanges: (table) => [
        `create function ${table}_refuse_change() returns trigger language plpgsql as
          $$ begin raise exception '${table} is never changed'; end $$`,
        `create trigger ${table}_no_change before update or delete or truncate on ${table}
          for each statement execute function ${table}_refuse_change()`,
      ],
    },
    now: sql`clock_timestamp()`,
    fromNow: (ms) => sql`clock_timestamp() + ${ms}::double precision * interval '1 millisecond'`,
    msSince: (column) =>
      sql`round(extract(epoch from clock_timestamp() - ${sql.ref(column)}) * 1000)::double precision`,
    rowLock: sql`for update`,
    rowLockOrSkip: sql`for update skip locked`,
    // Any number will do that no other program takes for a lock in the same database; this one is chosen by feel.
    migrationLock: sql`select pg_advisory_xact_lock(7203561894)`,
    shopLock: sql`select pg_advisory_xact_lock(7203561895)`,
    findTable: (name) => sql`select 1 as found where to_regclass(${name}) is not null`,
    // Serialization failure and deadlock: the transaction was rolled back (PostgreSQL manual, 13.5).
    isContention: (error) => ['40001', '40P01'].includes(driverErrorOf(error).code),
    retryDelaysMs: [10, 20, 40, 80, 160],
    isDuplicate: (error, column) => {
      const { code, constraint } = driverErrorOf(error)
      return code === '23505' && constraint.endsWith(`_${column}`)
    },
  }
}

function limited(pool: PostgresPool): Dialect {
  const driver = Object.assign(new PostgresDriver({ pool }), {
    beginTransaction: async (...[connection]: Parameters<PostgresDriver['beginTransaction']>) => {
      await connection.executeQuery(CompiledQuery.raw(begin))
    },
  })
  return Object.assign(new PostgresDialect({ pool }), { createDriver: () => driver })
}

function openPool(url: string, logger: Logger): PostgresPool {
  const { Pool } = loadPostgres()
  const pool = new Pool({
    connectionString: url,
    application_name: 'express-hosted-checkout',
    max: 10,
    connectionTimeoutMillis: 5_000,
    // Longer than the server's own limit: this one is for a server that has vanished.
    query_timeout: 15_000,
    keepAlive: true,
  })
  // Without these, a connection that breaks while nobody waits for it would end the process.
  const warn = (error: Error): void =>
    logger.warn({ reason: error.message }, 'A connection of the ledger to PostgreSQL was lost')
  pool.on('error', warn)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    connect: async () => guarded(await pool.connect()),
    end: () => pool.end(),
    options: pool.options,
  }
}

/** A connection that is thrown away, not reused, once something other than the server's own word went wrong on it. */
function guarded(client: pg.PoolClient): PostgresPoolClient {
  let broken: Error | undefined
  const query = async (statement: string, values: readonly unknown[]): Promise<unknown> => {
    // What follows, a rollback above all, would only wait for the time limit once more.
    if (broken) throw broken
    try {
      return await client.query(statement, [...values])
    } catch (error) {
      const { severity, message } = driverErrorOf(error)
      // A transaction that did not begin as a whole is not rolled back by anybody.
      if (severity === undefined || statement === begin) broken = new Error(message)
      throw error
    }
  }
  // The cast leaves out cursors, which the ledger does not use.
  return { query, release: () => client.release(broken) } as PostgresPoolClient
}
