import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type pg from 'pg'
import { loadPostgres, loadSqlite } from '../../ledger/load-driver.ts'
import { observedIn } from '../../observations.ts'
import { OutOfReachError } from '../findings/unfit-store.ts'

/** A ledger of our own, for one store under proof. */
export interface TemporaryLedger {
  readonly databaseUrl: string
  /** What is due in the next ten minutes is due now, and every claim of a dead process has ended. */
  passTime(): Promise<void>
  /** What the store's processes say of themselves. */
  processes(): Promise<readonly ProcessFacts[]>
  /** Takes it away. */
  close(): Promise<void>
}

export interface ProcessFacts {
  readonly sweeps: boolean
  readonly observed: readonly string[]
}

interface Row {
  readonly sweeps: number
  readonly observed: string | null
}

/** When something is due, or a claim ends: never when something happened. */
const dueColumns = [
  ['checkout_orders', 'next_check_at'],
  ['checkout_orders', 'instructed_until'],
  ['checkout_hand_overs', 'next_try_at'],
  ['checkout_hand_overs', 'lease_until'],
] as const

const factsOf = (rows: readonly Row[]): readonly ProcessFacts[] =>
  rows.map(({ sweeps, observed }) => ({ sweeps: sweeps === 1, observed: observedIn(observed).map(({ code }) => code) }))

const read = 'select sweeps, observed from checkout_processes'

/** @param folder - where the file is; it goes with the folder. */
export function sqliteLedger(folder: string): TemporaryLedger {
  const file = join(folder, 'checkout.db')
  const open = <Result>(work: (database: InstanceType<ReturnType<typeof loadSqlite>['DatabaseSync']>) => Result) => {
    const database = new (loadSqlite().DatabaseSync)(file)
    try {
      database.exec('pragma busy_timeout = 5000')
      return work(database)
    } finally {
      database.close()
    }
  }
  return {
    databaseUrl: `sqlite:${file}`,
    async passTime() {
      await Promise.resolve()
      open((database) => {
        for (const [table, column] of dueColumns) {
          const passed = `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-600 seconds')`
          database.exec(`update ${table} set ${column} = ${passed} where ${column} is not null`)
        }
      })
    },
    async processes() {
      await Promise.resolve()
      return open((database) => factsOf(database.prepare(read).all() as unknown as Row[]))
    },
    // It goes with the folder.
    close: () => Promise.resolve(),
  }
}

/**
 * A schema of its own in a database that the store may use.
 *
 * @throws OutOfReachError if the server does not answer, or refuses.
 */
export async function postgresLedger(url: string): Promise<TemporaryLedger> {
  const schema = `prove_${randomBytes(6).toString('hex')}`
  const address = new URL(url)
  address.searchParams.set('options', `-c search_path=${schema}`)
  const databaseUrl = address.href.replaceAll('+', '%20')

  async function open<Result>(at: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new (loadPostgres().Client)({ connectionString: at })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  try {
    await open(url, (client) => client.query(`create schema ${schema}`))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OutOfReachError(`The database of --database cannot be used: ${reason}. Nothing was bought.`)
  }
  return {
    databaseUrl,
    passTime: () =>
      open(databaseUrl, async (client) => {
        for (const [table, column] of dueColumns) {
          await client.query(`update ${table} set ${column} = ${column} - interval '600 seconds'
            where ${column} is not null`)
        }
      }),
    processes: () => open(databaseUrl, async (client) => factsOf((await client.query<Row>(read)).rows)),
    async close() {
      await open(url, (client) => client.query(`drop schema if exists ${schema} cascade`))
    },
  }
}
