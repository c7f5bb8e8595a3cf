import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Logger } from '../logger.ts'
import { driverErrorOf } from './driver-errors.ts'
import { loadPostgres } from './load-driver.ts'
import { inMovedPostgresTime } from './moved-time.ts'

/** A pool whose frequent statements are prepared once a connection. */
export interface LedgerPool extends PostgresPool {
  /** Has a statement with this text prepared from now on, on whichever connection it runs. */
  prepare(text: string): void
}

export interface PoolOptions {
  readonly url: string
  /** Maximum connections. */
  readonly max: number
  readonly logger: Logger
  /**
   * The statement that begins a transaction. If it fails half-way nobody rolls back, so the connection is thrown away.
   */
  readonly begin?: string
  /** Whether a statement has no time limit, as when it changes the schema. */
  readonly isPatient?: boolean
}

/** How long to wait for a connection, free or new, in milliseconds; also for one the server has no room for yet. */
const connectPatienceMs = 5_000

/** The wait between two tries at a server that has no room, in milliseconds. Chosen by feel. */
const noRoomStepMs = 250

/**
 * Our own limit for a statement, in milliseconds, for a server that has vanished. Longer than the server's own limit of
 * 10 s; short enough that buyers are served again 15 s after the address leads to another server.
 */
const vanishedAfterMs = 12_000

/**
 * Maximum age of a connection, in seconds. If the address now leads to another server and this process writes nothing,
 * nothing else would show it; the sweep's own writes show it within seconds. Chosen by feel.
 */
const maxLifeSeconds = 60

/**
 * The time between two warnings about lost connections, in milliseconds: a failover loses all of them, again and again.
 * Chosen by feel.
 */
const warnEveryMs = 10_000

/**
 * The server no longer takes writes (25006: it used to be the primary), is going down or coming up (57P01 to 57P05), or
 * the connection itself is broken (class 08). Appendix A of the PostgreSQL manual.
 */
const endsConnections = /^(25006|57P0\d|08...)$/

/**
 * The statement is not prepared on this connection (26000), or was prepared there by somebody else (42P05): a pooler
 * that knows nothing of prepared statements is between. Or a migration has changed what it returns (0A000).
 */
const unprepared: readonly string[] = ['26000', '42P05', '0A000']

/** A prepared statement of ours could not be run by its name. Nothing was done, and the retry has none. */
export class UnpreparedError extends Error {}

/** Too many connections, for the server or for the role. */
const noRoom = '53300'

/**
 * The connections to one address. Once one of them shows that its server is no longer the right one, none made before
 * then is used again: after a failover the old primary may be reachable for hours, and answer every read.
 */
export function openPool({ url, max, logger, begin, isPatient = false }: PoolOptions): LedgerPool {
  const { Pool } = loadPostgres()
  const pool = new Pool({
    connectionString: url,
    application_name: 'express-hosted-checkout',
    max,
    connectionTimeoutMillis: connectPatienceMs,
    keepAlive: true,
    ...(isPatient ? {} : { query_timeout: vanishedAfterMs, maxLifetimeSeconds: maxLifeSeconds }),
  })
  let generation = 0
  const generationOf = new WeakMap<pg.PoolClient, number>()
  let warnedAt = -Infinity
  const prepared = makePreparedStatements()

  const lose = (client: pg.PoolClient, error: unknown): void => {
    // A connection lost before says nothing about the ones made since.
    if (generationOf.get(client) === generation) generation += 1
    const now = performance.now()
    if (now - warnedAt < warnEveryMs) return
    warnedAt = now
    logger.warn({ reason: driverErrorOf(error).message }, 'The ledger lost a connection to PostgreSQL')
  }

  // Without these handlers, a connection that breaks while idle would end the process.
  pool.on('error', (error, client) => lose(client, error))
  pool.on('connect', (client) => {
    generationOf.set(client, generation)
    client.on('error', () => undefined)
  })

  const connect = async (): Promise<PostgresPoolClient> => {
    for (;;) {
      const client = await whereThereIsRoom(() => pool.connect())
      if (generationOf.get(client) === generation)
        return guarded(client, { begin, prepared, lose: (error) => lose(client, error) })
      client.release(true)
    }
  }
  return { connect, end: () => pool.end(), options: pool.options, prepare: prepared.add }
}

/** The names of statements that are planned once and run often. */
interface PreparedStatements {
  readonly add: (text: string) => void
  /** Undefined for one that is not prepared. */
  readonly nameOf: (text: string) => string | undefined
  /** From now on nothing is prepared. */
  readonly giveUp: () => void
}

/**
 * Named after their text: behind a pooler that gives each transaction another connection, processes of several versions
 * share what is prepared there, and a name must never lead to another statement.
 */
function makePreparedStatements(): PreparedStatements {
  const names = new Map<string, string>()
  let isGivenUp = false
  return {
    add(text) {
      if (names.has(text) || isGivenUp) return
      names.set(text, `checkout_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`)
    },
    nameOf: (text) => names.get(text),
    giveUp() {
      isGivenUp = true
      names.clear()
    },
  }
}

/** Retries for a while if the server has too many connections: they are given back every moment. */
async function whereThereIsRoom(connect: () => Promise<pg.PoolClient>): Promise<pg.PoolClient> {
  const deadline = performance.now() + connectPatienceMs
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      if (driverErrorOf(error).code !== noRoom || performance.now() >= deadline) throw error
    }
    await sleep(noRoomStepMs * (0.5 + Math.random()))
  }
}

interface GuardTerms {
  readonly begin: string | undefined
  readonly prepared: PreparedStatements
  readonly lose: (error: unknown) => void
}

/** A connection that is thrown away, not reused, once anything but the refusal of one statement went wrong on it. */
function guarded(client: pg.PoolClient, { begin, prepared, lose }: GuardTerms): PostgresPoolClient {
  let broken: Error | undefined
  const query = async (written: string, values: readonly unknown[]): Promise<unknown> => {
    const statement = inMovedPostgresTime(written)
    // What follows, such as a rollback, would only wait for the time limit once more.
    if (broken) throw broken
    const name = prepared.nameOf(statement)
    try {
      return await (name === undefined
        ? client.query(statement, [...values])
        : client.query({ name, text: statement, values: [...values] }))
    } catch (error) {
      const { severity, code, message } = driverErrorOf(error)
      if (name !== undefined && unprepared.includes(code)) {
        prepared.giveUp()
        throw new UnpreparedError(message, { cause: error })
      }
      const isLost = severity === undefined || endsConnections.test(code)
      if (isLost) lose(error)
      if (isLost || statement === begin) broken = new Error(message)
      throw error
    }
  }
  // The cast leaves out cursors, which the ledger does not use.
  return { query, release: () => client.release(broken) } as PostgresPoolClient
}
