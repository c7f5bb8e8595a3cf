import type { TestRun } from './start.ts'

/** After all tests: the PostgreSQL server of this run ends and leaves nothing behind. */
export default async function stop(): Promise<void> {
  const run = globalThis as typeof globalThis & TestRun
  await run.testPostgres?.stop()
  if (run.testsLeftOut === undefined) return
  // Once more, below all that was printed since.
  console.error(`\n${run.testsLeftOut}\n`)
  process.exitCode = 1
}
