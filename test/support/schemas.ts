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
  const connection = makeConnection(server)
  const name = await claim(connection)
  const databaseUrl = `${server}?options=${encodeURIComponent(`-c search_path=${name}`)}`
  await connection.sql(`set search_path = ${name}`)
  try {
    await prepare(name, { databaseUrl, sql: connection.sql }, isEmpty)
  } catch (error) {
    await connection.end()
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
    giveBack: connection.end,
  }
}

/** The holder of a schema's lock owns the schema. PostgreSQL releases the lock when the connection ends, however. */
async function claim({ sql }: Pick<Connection, 'sql'>): Promise<string> {
  // Any number that no other program uses for a lock in the same database. Chosen by feel.
  const lockClass = 4_217
  for (let number = 1; ; number += 1) {
    const [row] = await sql(`select pg_try_advisory_lock(${lockClass}, ${number}) as is_mine`)
    if (row?.is_mine === true) return `pool_${number}`
  }
}

/** Kysely on one existing connection, which it neither opens nor closes. */
function kyselyOver({ query }: Connection): Kysely<LedgerSchema> {
  const pool = {
    connect: () => Promise.resolve({ query, release: () => undefined } as unknown as PostgresPoolClient),
    end: () => Promise.resolve(),
    options: {},
  }
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}

interface Connection {
  readonly sql: TestSchema['sql']
  query(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult<Row> | pg.QueryResult<Row>[]>
  reconnectTo(url: string): void
  end(): Promise<void>
}

/** One connection, opened on first use and reopened after the server was away. */
function makeConnection(url: string): Connection {
  let address = url
  let client: pg.Client | undefined
  const query: Connection['query'] = async (statement, values = []) => {
    client ??= await connect(address, () => (client = undefined))
    // PostgreSQL takes several statements in one query only without values.
    return values.length === 0 ? client.query(statement) : client.query(statement, [...values])
  }
  return {
    query,
    async sql(statement) {
      const answer = await query(statement)
      return Array.isArray(answer) ? (answer.at(-1)?.rows ?? []) : answer.rows
    },
    reconnectTo: (other) => (address = other),
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
  { databaseUrl, sql }: Pick<TestSchema, 'databaseUrl' | 'sql'>,
  isEmpty: boolean,
): Promise<void> {
  const [found] = isEmpty ? [] : await sql(`select ${fingerprint(name)} as now, ${keptFingerprint(name)} as kept`)
  if (typeof found?.kept === 'string' && found.now === found.kept) return void (await sql(emptied))

  await sql(`drop schema if exists ${name} cascade; create schema ${name}`)
  if (isEmpty) return
  const ledger = makeLedger({ databaseUrl, logger: silentLogger })
  await ledger.open()
  await ledger.close()
  const [made] = await sql(`select ${fingerprint(name)} as now`)
  await sql(`comment on schema ${name} is '${String(made?.now)}'`)
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

/** A hash of everything in a schema except rows. */
function fingerprint(name: string): string {
  const schema = `(select oid from pg_namespace where nspname = '${name}')`
  const parts = [
    `select 'column', a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
      from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = ${schema} and a.attnum > 0`,
    `select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), ''
      from pg_constraint where connamespace = ${schema}`,
    `select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid::text, ''
      from pg_index join pg_class c on c.oid = indexrelid where c.relnamespace = ${schema}`,
    `select 'trigger', tgrelid::regclass::text, tgname, tgenabled::text, ''
      from pg_trigger join pg_class c on c.oid = tgrelid where c.relnamespace = ${schema} and not tgisinternal`,
    `select 'function', proname, md5(prosrc), '', '' from pg_proc where pronamespace = ${schema}`,
    `select 'rights', relname, relacl::text, '', ''
      from pg_class where relnamespace = ${schema} and relacl is not null`,
  ]
  return `(select md5(string_agg(part::text, '|' order by part::text)) from (${parts.join(' union all ')}) as part)`
}

function keptFingerprint(name: string): string {
  return `(select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = '${name}')`
}
