import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import { fillLedger } from '../../test/support/fill-ledger.ts'

/** The shop that most of the filled orders belong to. */
export const filledShop = 'shop.example'

/** The gateway of most of them. */
export const filledGateway = 'bank.example/payment/rest/#'

/** Runs SQL beside a ledger, on a connection of its own. Resolves to the rows of a query. */
export type RunSql = (text: string) => Promise<readonly Row[]>

type Row = Readonly<Record<string, unknown>>

export async function openLedger(databaseUrl: string): Promise<Ledger> {
  const ledger = makeLedger({ databaseUrl, logger: silentLogger, shop: { key: filledShop, formerKeys: [] } })
  await ledger.open()
  return ledger
}

/** Makes a ledger's tables, and fills them with the orders of a busy shop. */
export async function fill(databaseUrl: string, orders: number): Promise<RunSql> {
  const empty = await openLedger(databaseUrl)
  const isSqlite = databaseUrl.startsWith('sqlite:')
  const run = isSqlite ? sqliteRunner(databaseUrl.slice('sqlite:'.length)) : postgresRunner(databaseUrl)
  await withoutIndexes(run, isSqlite ? sqliteIndexes : postgresIndexes, () =>
    fillLedger(
      { sql: async (text) => (await run(text)) as never },
      { name: isSqlite ? 'SQLite' : 'PostgreSQL', orders },
    ),
  )
  // A planner that knows nothing of a million rows would read all of them for each step.
  if (!isSqlite) await run('analyze')
  await addUp(empty)
  await empty.close()
  // So that no measurement pays for what the filling has left: a shop fills its ledger over years.
  await run(isSqlite ? 'pragma wal_checkpoint(truncate)' : 'vacuum analyze')
  if (!isSqlite) await run('checkpoint')
  return run
}

/** The sums of a shop are whole; here nobody waits for a step. */
async function addUp(ledger: Ledger): Promise<void> {
  while (!(await ledger.addUpOlder(5_000)).isDone);
}

/** The indexes that belong to no constraint, with the statement that makes each. */
const sqliteIndexes = `select name, sql as definition from sqlite_master
  where type = 'index' and sql is not null and tbl_name like 'checkout_%'`
const postgresIndexes = `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
  from pg_index where indrelid::regclass::text like 'checkout_%'
    and not exists (select 1 from pg_constraint where conindid = indexrelid)`

/** Many rows are written in a fraction of the time if their indexes are built once, at the end. */
async function withoutIndexes(run: RunSql, findIndexes: string, write: () => Promise<void>): Promise<void> {
  const indexes = await run(findIndexes)
  for (const { name } of indexes) await run(`drop index ${String(name)}`)
  await write()
  for (const { definition } of indexes) await run(String(definition))
}

function sqliteRunner(file: string): RunSql {
  return (text) => {
    const database = new DatabaseSync(file)
    // Nothing here need outlive a crash, and the indexes of a million orders want room while they grow.
    database.exec('pragma synchronous = off; pragma cache_size = -500000')
    const isQuery = /^\s*select\b/i.test(text)
    const rows = isQuery ? (database.prepare(text).all() as Row[]) : []
    if (!isQuery) database.exec(text)
    database.close()
    return Promise.resolve(rows)
  }
}

function postgresRunner(connectionString: string): RunSql {
  return async (text) => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    await client.query("set maintenance_work_mem = '1GB'")
    const { rows } = await client.query<Row>(text)
    await client.end()
    return rows
  }
}
