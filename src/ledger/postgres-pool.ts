import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Logger } from '../logger.ts'
import { driverErrorOf } from './driver-errors.ts'
import { loadPostgres } from './load-driver.ts'

export interface PoolOptions {
  readonly url: string
  /** Connections at most. */
  readonly max: number
  readonly logger: Logger
  /** Which statement begins a transaction: one that did not begin as a whole is not rolled back by anybody. */
  readonly begin?: string
  /** Whether a statement may take as long as it takes, as one that changes the schema may. */
  readonly isPatient?: boolean
}

/** Waits for a connection, free or new, in milliseconds; also for one that the server has no room for yet. */
const connectPatienceMs = 5_000

/** Between two tries at a server that has no room, in milliseconds. Chosen by feel. */
const noRoomStepMs = 250

/**
 * Longer than the server's own limit of 10 s for a statement: this one is for a server that has vanished. Short enough
 * that buyers are served again 15 s after the address leads to another one.
 */
const vanishedAfterMs = 12_000

/**
 * No connection gets older, in seconds: where the address has come to lead to another server, and nobody writes through
 * this process, nothing else would tell. The sweep's own writes tell within seconds. Chosen by feel.
 */
const maxLifeSeconds = 60

/**
 * Between two warnings that connections were lost, in milliseconds: a failover loses all of them, again and again.
 * Chosen by feel.
 */
const warnEveryMs = 10_000

/**
 * The server no longer takes writes (25006: it was the primary once), is going down or coming up (57P01 to 57P05), or
 * the connection itself is broken (class 08). Appendix A of the PostgreSQL manual.
 */
const endsConnections = /^(25006|57P0\d|08...)$/

/** Too many connections, for the server or for the role. */
const noRoom = '53300'

/**
 * The connections to one address. Once one of them tells that its server is not the one to talk to any more, none that
 * was made before it is used again: after a failover the old primary may be reachable for hours, and answer every read.
 */
export function openPool({ url, max, logger, begin, isPatient = false }: PoolOptions): PostgresPool {
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

  const lose = (client: pg.PoolClient, error: unknown): void => {
    // One of those that were lost already tells nothing about the ones made since.
    if (generationOf.get(client) === generation) generation += 1
    const now = performance.now()
    if (now - warnedAt < warnEveryMs) return
    warnedAt = now
    logger.warn({ reason: driverErrorOf(error).message }, 'A connection of the ledger to PostgreSQL was lost')
  }

  // Without these, a connection that breaks while nobody waits for it would end the process.
  pool.on('error', (error, client) => lose(client, error))
  pool.on('connect', (client) => {
    generationOf.set(client, generation)
    client.on('error', () => undefined)
  })

  const connect = async (): Promise<PostgresPoolClient> => {
    for (;;) {
      const client = await whereThereIsRoom(() => pool.connect())
      if (generationOf.get(client) === generation)
        return guarded(client, { begin, lose: (error) => lose(client, error) })
      client.release(true)
    }
  }
  return { connect, end: () => pool.end(), options: pool.options }
}

/** Tries again for a while as long as the server has too many connections: they are given back every moment. */
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
  readonly lose: (error: unknown) => void
}

/**
 * A connection that is thrown away, not reused, once something other than a refusal of one statement went wrong on it.
 */
function guarded(client: pg.PoolClient, { begin, lose }: GuardTerms): PostgresPoolClient {
  let broken: Error | undefined
  const query = async (statement: string, values: readonly unknown[]): Promise<unknown> => {
    // What follows, a rollback above all, would only wait for the time limit once more.
    if (broken) throw broken
    try {
      return await client.query(statement, [...values])
    } catch (error) {
      const { severity, code, message } = driverErrorOf(error)
      const isLost = severity === undefined || endsConnections.test(code)
      if (isLost) lose(error)
      if (isLost || statement === begin) broken = new Error(message)
      throw error
    }
  }
  // The cast leaves out cursors, which the ledger does not use.
  return { query, release: () => client.release(broken) } as PostgresPoolClient
}
