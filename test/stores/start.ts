import { ensurePrerequisites, needsOfStores } from '../support/prerequisites.ts'
import type { TestRun } from '../support/start.ts'
import { clearGround, layGround } from './ground.ts'

/** Runs before all store tests. Installs the servers around a store, packs the library and fetches what stores need. */
export default async function start(): Promise<void> {
  const run = globalThis as typeof globalThis & Pick<TestRun, 'testsLeftOut'>
  run.testsLeftOut = await ensurePrerequisites(needsOfStores)
  if (run.testsLeftOut !== undefined) console.error(`\n${run.testsLeftOut}\n`)
  try {
    await layGround()
  } catch (error) {
    clearGround()
    throw error
  }
}
