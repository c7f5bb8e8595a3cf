import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { startPostgres } from '../test/support/postgres.ts'
import { crowdAt } from './harness/buyers.ts'
import { inFolder } from './harness/folder.ts'
import { start } from './harness/processes.ts'

/**
 * What one purchase (a checkout, and a first return with its hand-over) costs a store's process and its PostgreSQL:
 * `npm run bench:capacity`, on Linux.
 */
const purchases = Number(process.env.PURCHASES ?? 5_000)

/** Uncounted: the code is compiled by then, and the statements are prepared. Chosen by feel. */
const warmUp = 1_000

const atOnce = 16

/** In the units of `/proc`, a hundredth of a second. */
const tickMs = 10

/** Processor time of a server's processes, in milliseconds; of those that have ended too. */
function cpuMsOf(serverPid: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
  return stats.reduce((sum, { pid, parent, ownTicks, endedTicks }) => {
    if (pid === serverPid) return sum + (ownTicks + endedTicks) * tickMs
    return parent === serverPid ? sum + ownTicks * tickMs : sum
  }, 0)
}

interface Stat {
  readonly pid: number
  readonly parent: number
  readonly ownTicks: number
  /** Of children that have ended. */
  readonly endedTicks: number
}

const noStat: Stat = { pid: 0, parent: 0, ownTicks: 0, endedTicks: 0 }

/** `proc(5)`: the name is in brackets, and may hold anything; the fields after it are separated by blanks. */
function readStat(pid: string): Stat {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const field = (number: number): number => Number(fields[number - 3])
    return { pid: Number(pid), parent: field(4), ownTicks: field(14) + field(15), endedTicks: field(16) + field(17) }
  } catch {
    // It has ended meanwhile.
    return noStat
  }
}

interface Spent {
  readonly serverMs: number
  readonly storeMs: number
  readonly commits: number
  readonly walBytes: number
  readonly walSyncs: number
  readonly bytes: number
}

await inFolder(async (_folder, running) => {
  const BANK = running(await start('bank')).url
  const { url: DATABASE } = running(await startPostgres({ isDurable: true }))
  const store = running(await start('ours', { BANK, DATABASE }))
  const client = new pg.Client({ connectionString: DATABASE })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const serverPid = readStat(String(rows[0]?.pid)).parent

  const spent = async (): Promise<Spent> => {
    // What the backends have counted arrives a second later at most.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const counted = await client.query<Record<'commits' | 'wal' | 'syncs' | 'bytes', string>>(
      `select xact_commit as commits, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal,
        (select wal_sync from pg_stat_wal) as syncs, pg_database_size(datname) as bytes
      from pg_stat_database where datname = current_database()`,
    )
    const { commits = 0, wal = 0, syncs = 0, bytes = 0 } = counted.rows[0] ?? {}
    return {
      serverMs: cpuMsOf(serverPid),
      storeMs: (await store.usage()).cpuMicros / 1_000,
      commits: Number(commits),
      walBytes: Number(wal),
      walSyncs: Number(syncs),
      bytes: Number(bytes),
    }
  }

  const crowd = crowdAt(store.url, atOnce)
  await crowd.comeBack(await crowd.checkOut(warmUp))
  await client.query('checkpoint')
  const before = await spent()
  const startedAt = performance.now()
  await crowd.comeBack(await crowd.checkOut(purchases))
  const tookMs = performance.now() - startedAt
  const after = await spent()
  crowd.close()
  await client.end()

  const each = (name: keyof Spent): number => (after[name] - before[name]) / purchases
  console.log(`${purchases} purchases, ${atOnce} at once: ${((purchases / tookMs) * 1_000).toFixed(0)} a second`)
  console.log('Each:')
  console.log(`  processor time of the store's process: ${each('storeMs').toFixed(2)} ms`)
  console.log(`  processor time of PostgreSQL: ${each('serverMs').toFixed(2)} ms`)
  console.log(`  commits: ${each('commits').toFixed(2)}`)
  console.log(`  write-ahead log: ${(each('walBytes') / 1024).toFixed(1)} KiB, ${each('walSyncs').toFixed(2)} syncs`)
  console.log(`  growth of the database: ${(each('bytes') / 1024).toFixed(1)} KiB`)
})
