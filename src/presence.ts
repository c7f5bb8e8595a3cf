import type { Presence } from './ledger/processes.ts'
import type { Observations } from './observations.ts'
import { version } from './version.ts'

export interface PresenceDeps {
  readonly observations: Observations
  readonly handsOver: boolean
  /** Whether this process looks after buyers who never come back, now. */
  readonly sweeps: () => boolean
}

/** What this process says of itself to others on its ledger. */
export function makePresence({ observations, handsOver, sweeps }: PresenceDeps): Presence {
  return {
    facts: () => ({ version, node: process.versions.node, sweeps: sweeps(), handsOver, observed: observations.all() }),
    takeCallbacks: () => observations.takeCallbacks(),
    onChange: (listener) => observations.onChange(listener),
    // Once for each thing seen; a sweep that starts or stops is a change, too.
    changeCount: () => 2 * observations.changeCount() + (sweeps() ? 1 : 0),
  }
}
