import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../src/logger.ts'
import type { RunningPostgres } from './postgres.ts'
import { startPostgres } from './postgres.ts'
import { ensurePrerequisites, isLeftOut } from './prerequisites.ts'

/** What one run of the tests shares; `stop.ts` reads it. */
export interface TestRun {
  testPostgres?: RunningPostgres
  /** The folder of a SQLite ledger without orders, which each test that wants one copies. */
  emptyLedger?: string
  /** What is left out though nobody wished it. */
  testsLeftOut?: string | undefined
}

/**
 * Before all tests: what they need is installed, and a PostgreSQL of their own runs at `TEST_POSTGRES_URL`. One that is
 * named there already serves as well, and stays: a run within a run has that of the outer one.
 */
export default async function start(): Promise<void> {
  const run = globalThis as typeof globalThis & TestRun
  run.testsLeftOut = await ensurePrerequisites()
  if (run.testsLeftOut !== undefined) console.error(`\n${run.testsLeftOut}\n`)
  // Every process of a test compiles the same files: the first one for all.
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules', '.cache', 'compiled')
  run.emptyLedger = await makeEmptyLedger()
  process.env.TEST_EMPTY_LEDGER = join(run.emptyLedger, 'checkout.db')
  if (isLeftOut('postgres') || process.env.TEST_POSTGRES_URL) return

  run.testPostgres = await startPostgres()
  process.env.TEST_POSTGRES_URL = run.testPostgres.url
}

/** To make its tables takes longer than most tests. */
async function makeEmptyLedger(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-empty-'))
  const ledger = makeLedger({ databaseUrl: `sqlite:${join(folder, 'checkout.db')}`, logger: silentLogger })
  await ledger.open()
  await ledger.close()
  return folder
}
