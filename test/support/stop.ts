import { rmSync } from 'node:fs'
import { failForWhatIsLeftOut } from './prerequisites.ts'
import type { TestRun } from './start.ts'

/**
 * Runs after all tests. Stops this run's PostgreSQL server and removes the empty ledger that tests copied. Clears both
 * variables, so a further run in this process starts its own.
 */
export default async function stop(): Promise<void> {
  const run = globalThis as typeof globalThis & TestRun
  if (run.testPostgres) {
    await run.testPostgres.stop()
    delete run.testPostgres
    delete process.env.TEST_POSTGRES_URL
  }
  if (run.emptyLedger !== undefined) rmSync(run.emptyLedger, { recursive: true })
  delete run.emptyLedger
  delete process.env.TEST_EMPTY_LEDGER
  failForWhatIsLeftOut(run.testsLeftOut)
}
