import { clearGround } from './ground.ts'

/** Runs after all store tests, and removes everything they used. */
export default function stop(): void {
  clearGround()
}
