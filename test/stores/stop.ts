import { failForWhatIsLeftOut } from '../support/prerequisites.ts'
import type { TestRun } from '../support/start.ts'
import { clearGround } from './ground.ts'

/** Runs after all store tests, and removes everything they used. */
export default function stop(): void {
  clearGround()
  failForWhatIsLeftOut((globalThis as typeof globalThis & Pick<TestRun, 'testsLeftOut'>).testsLeftOut)
}
