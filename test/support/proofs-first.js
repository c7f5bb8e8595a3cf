import { sep } from 'node:path'
import TestSequencer from '@jest/test-sequencer'

/**
 * Starts with the proofs: they take minutes, and the one that began last would run alone beside an idle core.
 *
 * Jest itself knows how long a file takes only after it has run once on this machine.
 */
export default class ProofsFirst extends TestSequencer {
  sort(tests) {
    const isProof = ({ path }) => path.includes(`${sep}test${sep}prove${sep}`)
    const sorted = super.sort(tests)
    return [...sorted.filter(isProof), ...sorted.filter((test) => !isProof(test))]
  }
}
