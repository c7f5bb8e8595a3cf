import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import type { PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { readBookPages } from '../../src/ledger/book-pages.ts'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { QueryRunner } from '../../src/ledger/kept-query.ts'
import { migrations } from '../../src/ledger/migrate.ts'
import { postgresDialect } from '../../src/ledger/postgres.ts'
import type { Schema as LedgerSchema } from '../../src/ledger/schema.ts'
import type { ReadAsShop } from '../../src/ledger/shops.ts'
import { readBookedEntries } from '../../src/ledger/sums-backlog.ts'
import { readSums } from '../../src/ledger/sums.ts'
import { findViolations } from '../../src/ledger/verify.ts'
import type { VerifyTerms, Violation } from '../../src/ledger/violations.ts'
import { silentLogger } from '../../src/logger.ts'
import { sumViolations } from './sum-violations.ts'

export type Row = Record<string, unknown>

/** What outlives a test file in this process. See `kept-connections.cjs`. */
const { keptConnections } = globalThis as unknown as {
  readonly keptConnections: { readonly schemas: Map<string, Set<number>> }
}

/** A schema on a PostgreSQL server, for one test alone. */
export interface TestSchema {
  readonly databaseUrl: string
  /** Runs one or more statements and returns the last one's rows. */
  sql(statement: string): Promise<Row[]>
  /** Violated invariants, queried on the connection that is already open. */
  violations(terms: VerifyTerms): Promise<readonly Violation[]>
  giveBack(): Promise<void>
}

export interface SchemaTerms {
  /** Without tables: the ledger will create them. */
  readonly isEmpty: boolean
}

/**
 * Takes a schema with the ledger's tables, all empty.
 *
 * Creating one takes a third of a second, and most tests leave only rows behind. So the server keeps a few and tests
 * reuse them. Each test empties the schema it takes, or recreates it if the last test left more than rows.
 */
export async function takeSchema(server: string, { isEmpty }: SchemaTerms): Promise<TestSchema> {
  const place = idle.get(server)?.pop() ?? (await claim(server))
  const { connection, emptying, name } = place
  const databaseUrl = `${server}?options=${encodeURIComponent(`-c search_path=${name}`)}`
  // To plan the invariants takes longer than to look for what violates them: planned once, for any values.
  await connection.sql(`reset all; set search_path = ${name}; set plan_cache_mode = force_generic_plan`)
  try {
    await prepare(name, { databaseUrl, connection, emptying }, isEmpty)
  } catch (error) {
    await endAll(place)
    throw error
  }
  connection.reconnectTo(databaseUrl)
  return {
    databaseUrl,
    sql: connection.sql,
    async violations(terms) {
      const db = kyselyOver(connection)
      const runner = { keeper: db, execute: async (query) => (await db.executeQuery(query)).rows } as QueryRunner
      const read: ReadAsShop = (work) => work(db, undefined, runner)
      const sums = await sumViolations({
        bookPages: (period) => readBookPages(read, period),
        sums: (period) => readSums(db, undefined, period),
        booked: (entryNumbers) => readBookedEntries(db, undefined, entryNumbers),
      })
      return [...(await findViolations(read, postgresDialect(databaseUrl, silentLogger), terms)), ...sums]
    },
    async giveBack() {
      // With its connection it has lost its lock.
      if (!connection.isFirst()) return endAll(place)
      idle.set(server, [...(idle.get(server) ?? []), place])
    },
  }
}

/** A schema, and the connection that holds its lock. */
interface Place {
  readonly name: string
  readonly connection: Connection
  /** Another one, to empty the schema: a session that has turned triggers off plans every statement anew. */
  readonly emptying: Connection
}

async function endAll({ connection, emptying }: Place): Promise<void> {
  await Promise.all([connection.end(), emptying.end()])
}

/** Those that this test file has given back, by server: to open a connection takes longer than to empty a schema. */
const idle = new Map<string, Place[]>()

afterAll(async () => {
  await Promise.all([...idle.values()].flat().map(endAll))
})

/** The holder of a schema's lock owns the schema. PostgreSQL releases the lock when the connection ends, however. */
async function claim(server: string): Promise<Place> {
  const connection = makeConnection(server)
  // Any number that no other program uses for a lock in the same database. Chosen by feel.
  const lockClass = 4_217
  for (const number of numbersFor(server)) {
    const [row] = await connection.sql(`select pg_try_advisory_lock(${lockClass}, ${number}) as is_mine`)
    if (row?.is_mine !== true) continue
    numbersHad(server).add(number)
    return { connection, emptying: makeConnection(server), name: `test_${number}` }
  }
  throw new Error('There is always a further number.')
}

/** First those that this process has had: connections to them are kept. */
function* numbersFor(server: string): Generator<number> {
  yield* numbersHad(server)
  for (let number = 1; ; number += 1) yield number
}

function numbersHad(server: string): Set<number> {
  const had = keptConnections.schemas.get(server) ?? new Set<number>()
  keptConnections.schemas.set(server, had)
  return had
}

/** Kysely on one existing connection, which it neither opens nor closes. */
function kyselyOver({ planned }: Connection): Kysely<LedgerSchema> {
  const client = { query: planned, release: () => undefined } as unknown as PostgresPoolClient
  const pool = {
    connect: () => Promise.resolve(client),
    end: () => Promise.resolve(),
    options: {},
  }
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}

interface Connection {
  readonly sql: TestSchema['sql']
  /** Runs one statement, which is planned only the first time. */
  planned(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row>>
  reconnectTo(url: string): void
  /** Whether it is open, and was never lost. */
  isFirst(): boolean
  end(): Promise<void>
}

/** One connection, opened on first use and reopened after the server was away. */
function makeConnection(url: string): Connection {
  let address = url
  let client: pg.Client | undefined
  let isLost = false
  const opened = async (): Promise<pg.Client> => {
    client ??= await connect(address, () => {
      client = undefined
      isLost = true
    })
    return client
  }
  return {
    async planned(text, values = []) {
      const name = createHash('sha256').update(text).digest('hex').slice(0, 40)
      return (await opened()).query<Row>({ name, text, values: [...values] })
    },
    async sql(statement) {
      // Without values, PostgreSQL takes several statements in one query.
      const answer = (await (await opened()).query(statement)) as pg.QueryResult<Row> | pg.QueryResult<Row>[]
      return Array.isArray(answer) ? (answer.at(-1)?.rows ?? []) : answer.rows
    },
    reconnectTo: (other) => (address = other),
    isFirst: () => client !== undefined && !isLost,
    end: async () => client?.end(),
  }
}

async function connect(connectionString: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', onLost)
  await client.connect()
  return client
}

async function prepare(
  name: string,
  { databaseUrl, connection, emptying }: Pick<TestSchema, 'databaseUrl'> & Omit<Place, 'name'>,
  isEmpty: boolean,
): Promise<void> {
  const { sql, planned } = connection
  const found = isEmpty ? undefined : (await planned(fingerprints(name))).rows[0]
  if (typeof found?.kept === 'string' && found.now === found.kept) return empty(name, emptying)

  await sql(`drop schema if exists ${name} cascade; create schema ${name}`)
  if (isEmpty) return
  const ledger = makeLedger({ databaseUrl, logger: silentLogger })
  await ledger.open()
  await ledger.close()
  const [made] = (await planned(fingerprints(name))).rows
  await sql(`comment on schema ${name} is '${String(made?.now)}'`)
}

async function empty(name: string, { sql }: Connection): Promise<void> {
  await sql(`set search_path = ${name}; ${emptied}`)
}

const newest = Math.max(...migrations.map(({ number }) => number))

/** The replica role fires no triggers, which otherwise prevent the removal of entries. */
const emptied = `
  set local session_replication_role = replica;
  delete from checkout_migrations where number > ${newest};
  delete from checkout_refunds; delete from checkout_hand_overs; delete from checkout_forgetting;
  delete from checkout_reference_keys; delete from checkout_retention;
  delete from checkout_refunds; delete from checkout_hand_overs; delete from checkout_closings;
  delete from checkout_links; delete from checkout_refund_proposals;
  delete from checkout_sums; delete from checkout_decline_sums; delete from checkout_sums_aside;
  update checkout_sums_state set left_to = 0, left_at = null, counted_since = null;
  delete from checkout_entries; delete from checkout_orders; delete from checkout_shops;
  delete from checkout_processes;
  select setval('checkout_entries_entry_number_seq', 1, false)`

/**
 * What everything in a schema except rows looks like, now and when its tables were made: how many rows of the catalogue
 * there are, and which transaction has written one last. To spell the definitions out takes longer than most tests.
 */
function fingerprints(name: string): string {
  const schema = `(select oid from pg_namespace where nspname = '${name}')`
  const relations = `(select oid from pg_class where relnamespace = ${schema})`
  const parts = [
    `pg_class where relnamespace = ${schema}`,
    `pg_attribute where attrelid in ${relations}`,
    `pg_index where indrelid in ${relations}`,
    `pg_constraint where connamespace = ${schema}`,
    `pg_trigger where tgrelid in ${relations}`,
    `pg_proc where pronamespace = ${schema}`,
  ].map((rows) => `(select concat(count(*), ' ', max(xmin::text::bigint), ' ') from ${rows})`)
  return `select ${parts.join(' || ')} as now, obj_description(${schema}, 'pg_namespace') as kept`
}
