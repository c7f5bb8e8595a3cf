import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { driverErrorOf } from '../../ledger/driver-errors.ts'
import { loadPostgres, loadSqlite } from '../../ledger/load-driver.ts'
import { observedIn } from '../../observations.ts'
import { reasonOf } from '../../reason-of.ts'
import { OutOfReachError } from '../findings/unfit-store.ts'

/** A ledger of our own, for one store under proof. */
export interface TemporaryLedger {
  readonly databaseUrl: string
  /** What is due in the next ten minutes is due now, and every claim of a dead process has ended. */
  passTime(): Promise<void>
  /** What the store's processes say of themselves; nothing where the store has a ledger in memory. */
  processes(): Promise<readonly ProcessFacts[]>
  /**
   * Takes it away.
   *
   * @throws OutOfReachError naming what stays behind.
   */
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
  const open = <Result>(work: (database: InstanceType<ReturnType<typeof loadSqlite>['DatabaseSync']>) => Result) =>
    inTurn(() => {
      const database = new (loadSqlite().DatabaseSync)(file)
      try {
        return work(database)
      } finally {
        database.close()
      }
    })
  return {
    databaseUrl: `sqlite:${file}`,
    passTime: () =>
      open((database) => {
        database.exec('begin immediate')
        for (const [table, column] of dueColumns) {
          const passed = `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-600 seconds')`
          database.exec(`update ${table} set ${column} = ${passed} where ${column} is not null`)
        }
        database.exec('commit')
      }),
    async processes() {
      if (!existsSync(file)) return []
      return open((database) => factsOf(database.prepare(read).all() as unknown as Row[]))
    },
    // It goes with the folder.
    close: () => Promise.resolve(),
  }
}

/** How long the store may keep the file to itself, in milliseconds. Chosen by feel. */
const turnPatienceMs = 30_000

/** Waits while the store writes, and lets the bank answer it meanwhile: SQLite's own wait would stop this process. */
async function inTurn<Result>(work: () => Result): Promise<Result> {
  const until = performance.now() + turnPatienceMs
  for (;;) {
    try {
      return work()
    } catch (error) {
      const isBusy = [5, 6].includes((driverErrorOf(error).resultCode ?? 0) & 0xff)
      if (!isBusy || performance.now() > until) throw error
    }
    await sleep(25)
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
    throw new OutOfReachError(`The database for the ledger cannot be used: ${reasonOf(error)}. Nothing was bought.`)
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
    processes: () =>
      open(databaseUrl, async (client) => {
        const { rows } = await client.query<{ found: string | null }>(`select to_regclass('checkout_processes') found`)
        return rows[0]?.found ? factsOf((await client.query<Row>(read)).rows) : []
      }),
    async close() {
      try {
        await open(url, (client) => client.query(`drop schema if exists ${schema} cascade`))
      } catch (error) {
        throw new OutOfReachError(
          `The schema ${schema} could not be dropped from the database: ${reasonOf(error)}. Drop it by hand: ` +
            `drop schema ${schema} cascade`,
        )
      }
    },
  }
}
