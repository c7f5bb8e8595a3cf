import type { RunningPostgres } from './postgres.ts'
import { resolve } from 'node:path'
import { startPostgres } from './postgres.ts'
import { ensurePrerequisites, isLeftOut } from './prerequisites.ts'

/** What one run of the tests shares; `stop.ts` reads it. */
export interface TestRun {
  testPostgres?: RunningPostgres
}

/** Before all tests: what they need is installed, and a PostgreSQL of their own runs at `TEST_POSTGRES_URL`. */
export default async function start(): Promise<void> {
  ensurePrerequisites()
  // Every process of a test compiles the same files: the first one for all.
  process.env.NODE_COMPILE_CACHE ??= resolve('node_modules', '.cache', 'compiled')
  if (isLeftOut('postgres')) return

  const postgres = await startPostgres()
  process.env.TEST_POSTGRES_URL = postgres.url
  const run = globalThis as typeof globalThis & TestRun
  run.testPostgres = postgres
}
