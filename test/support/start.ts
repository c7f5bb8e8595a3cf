import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { RunningPostgres } from './postgres.ts'
import { startPostgres } from './postgres.ts'
import { ensurePrerequisites, isLeftOut, needsOfTests } from './prerequisites.ts'

/** What one test run shares with `stop.ts`. */
export interface TestRun {
  testPostgres?: RunningPostgres
  /** The folder of a SQLite ledger without orders, which tests copy. */
  emptyLedger?: string
  /** The message about suites that are left out although nobody asked for it. */
  testsLeftOut?: string | undefined
}

/**
 * Runs before all tests. Installs what they need, and starts a PostgreSQL server at `TEST_POSTGRES_URL`. If the
 * variable is already set, uses that server and leaves it running: a run within a run shares the outer one's.
 */
export default async function start(): Promise<void> {
  const run = globalThis as typeof globalThis & TestRun
  run.testsLeftOut = await ensurePrerequisites(needsOfTests)
  if (run.testsLeftOut !== undefined) console.error(`\n${run.testsLeftOut}\n`)
  // Every process of a test compiles the same files, so they share a cache.
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules', '.cache', 'compiled')
  process.env.TEST_STARTED_AT = String(Date.now())
  run.emptyLedger = await makeEmptyLedger()
  process.env.TEST_EMPTY_LEDGER = join(run.emptyLedger, 'checkout.db')
  if (isLeftOut('postgres') || process.env.TEST_POSTGRES_URL) return

  run.testPostgres = await startPostgres()
  process.env.TEST_POSTGRES_URL = run.testPostgres.url
}

/** Creating the tables takes longer than most tests, so it is done once. */
async function makeEmptyLedger(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-empty-'))
  const ledger = makeLedger({ databaseUrl: `sqlite:${join(folder, 'checkout.db')}`, logger: silentLogger })
  await ledger.open()
  await ledger.close()
  return folder
}
