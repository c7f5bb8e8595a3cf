import type { TestRun } from './start.ts'

/** After all tests: the PostgreSQL server of this run ends and leaves nothing behind. */
export default async function stop(): Promise<void> {
  const run = globalThis as typeof globalThis & TestRun
  await run.testPostgres?.stop()
}
