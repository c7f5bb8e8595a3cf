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

/** Runs SQL beside a ledger, on a connection of its own. */
export type RunSql = (text: string) => Promise<void>

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
  await fillLedger(
    { sql: async (text) => (await run(text)) as never },
    { name: isSqlite ? 'SQLite' : 'PostgreSQL', orders },
  )
  await empty.close()
  // So that no measurement pays for what the filling has left: a shop fills its ledger over years.
  await run(isSqlite ? 'pragma wal_checkpoint(truncate)' : 'vacuum analyze')
  if (!isSqlite) await run('checkpoint')
  return run
}

function sqliteRunner(file: string): RunSql {
  return (text) => {
    const database = new DatabaseSync(file)
    // Nothing here need outlive a crash, and the indexes of a million orders want room while they grow.
    database.exec('pragma synchronous = off; pragma cache_size = -500000')
    database.exec(text)
    database.close()
    return Promise.resolve()
  }
}

function postgresRunner(connectionString: string): RunSql {
  return async (text) => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    await client.query(text)
    await client.end()
  }
}
