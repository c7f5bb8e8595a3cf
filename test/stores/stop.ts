import { clearGround } from './ground.ts'

/** After all stores: nothing of them stays. */
export default function stop(): void {
  clearGround()
}
