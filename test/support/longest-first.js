import TestSequencer from '@jest/test-sequencer'

/**
 * What takes long because it waits, longest first: whichever began last would run alone beside an idle core. Jest
 * itself knows how long a file takes only after it has run once on this machine.
 */
const long = [
  /\/test\/prove\//,
  /\/test\/example\./,
  /browser\.test\.ts$/,
  /\/settlement\/(sweep|money-out|settle|refund|polite|late-payment)\./,
  /\/routes\/payment-/,
  /\/ledger\/(postgres|sqlite)\./,
]

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = long.findIndex((pattern) => pattern.test(path))
      return found === -1 ? long.length : found
    }
    // A stable sort: within a rank Jest's own order stays.
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other))
  }
}
