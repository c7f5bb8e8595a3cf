import { CompiledQuery, PostgresDialect, PostgresDriver, sql } from 'kysely'
import type { Logger } from '../logger.ts'
import type { LedgerDialect, PooledDialect } from './dialect.ts'
import { driverErrorOf } from './driver-errors.ts'
import { openPool, UnpreparedError } from './postgres-pool.ts'
import type { LedgerPool } from './postgres-pool.ts'
import { postgresSchemaChanges, postgresWords } from './postgres-schema.ts'

/**
 * Begins every transaction, at the isolation level the ledger is written for, whatever the database's default. The
 * server ends a statement after 10 s, and a transaction that its process left idle.
 *
 * Set here, not when connecting: a pooler such as PgBouncer refuses the limits as parameters of a connection.
 */
const begin = `
  begin isolation level read committed;
  set local statement_timeout = '10s';
  set local idle_in_transaction_session_timeout = '10s'`

/** Connections per process by default. Chosen by feel: several processes stay below PostgreSQL's default of 100. */
const usualPoolSize = 10

/** PostgreSQL, for any number of machines. Its tables may be in the store's own database, in any schema. */
export function postgresDialect(url: string, logger: Logger, poolSize = usualPoolSize): LedgerDialect {
  return {
    open: () => limited(openPool({ url, max: poolSize, logger, begin })),
    holdsProcess: false,
    changesAtOnce: true,
    words: postgresWords,
    schemaChanges: {
      ...postgresSchemaChanges,
      // One for the lock, one for the work.
      open: () => new PostgresDialect({ pool: openPool({ url, max: 2, logger, isPatient: true }) }),
    },
    now: sql`clock_timestamp()`,
    fromNow: (ms) => sql`clock_timestamp() + ${ms}::double precision * interval '1 millisecond'`,
    msSince: (column) =>
      sql`round(extract(epoch from clock_timestamp() - ${sql.ref(column)}) * 1000)::double precision`,
    rowLock: sql`for update`,
    rowLockOrSkip: sql`for update skip locked`,
    // Any number that no other program locks in the same database will do. Chosen by feel.
    shopLock: sql`select pg_advisory_xact_lock(7203561895)`,
    lockEntries: sql`lock table checkout_entries in share row exclusive mode`,
    scrub: undefined,
    // With an offset it is planned by itself.
    ordersOf: (table) => sql`${sql.ref(table)} cross join lateral (
      select * from checkout_orders where order_number = ${sql.ref(table)}.order_number offset 0) as o`,
    findTable: (name) => sql`select 1 as found where to_regclass(${name}) is not null`,
    // Serialization failure and deadlock: the transaction was rolled back (PostgreSQL manual, 13.5). 25006: the server
    // no longer takes writes. The retry uses a new connection, which may lead to a server that does.
    isContention: (error) =>
      error instanceof UnpreparedError || ['40001', '40P01', '25006'].includes(driverErrorOf(error).code),
    retryDelaysMs: [10, 20, 40, 80, 160],
    isDuplicate: (error, column) => {
      const { code, constraint } = driverErrorOf(error)
      const isKey = column === 'order_number' && constraint === 'checkout_orders_pkey'
      return code === '23505' && (isKey || constraint.endsWith(`_${column}`))
    },
  }
}

function limited(pool: LedgerPool): PooledDialect {
  const driver = Object.assign(new PostgresDriver({ pool }), {
    beginTransaction: async (...[connection]: Parameters<PostgresDriver['beginTransaction']>) => {
      await connection.executeQuery(CompiledQuery.raw(begin))
    },
  })
  return Object.assign(new PostgresDialect({ pool }), {
    createDriver: () => driver,
    prepare: (text: string) => pool.prepare(text),
    async execute<Row>({ sql: text, parameters }: CompiledQuery<Row>): Promise<readonly Row[]> {
      const connection = await pool.connect()
      try {
        return (await connection.query<Row>(text, parameters)).rows
      } finally {
        connection.release()
      }
    },
  })
}
