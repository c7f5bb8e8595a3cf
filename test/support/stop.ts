import { rmSync } from 'node:fs'
import type { TestRun } from './start.ts'

/**
 * After all tests: the PostgreSQL server of this run ends and leaves nothing behind, also no address for a further run;
 * no more does the ledger that its tests have copied.
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
  if (run.testsLeftOut === undefined) return
  // Once more, below all that was printed since.
  console.error(`\n${run.testsLeftOut}\n`)
  process.exitCode = 1
}
