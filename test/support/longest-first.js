import TestSequencer from '@jest/test-sequencer'

/**
 * Slow tests, slowest first: one that starts last would run alone beside an idle core. Jest knows how long a file takes
 * only after it has run once on this machine.
 */
const long = [/\/test\/prove\//, /\/test\/example\./, /browser\.test\.ts$/]

/** Tests that are slow because they wait. If all ran at once, the cores would idle too. */
const waiting = [
  /\/settlement\/(sweep\/sweep|money-out|settle|refund|references|polite|late-payment)\./,
  /\/routes\/payment-/,
  /\/ledger\/(postgres|sqlite)\./,
  /\/test\/(checkout|failover)\./,
]

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const { listed: first, others } = split(super.sort(tests), long)
    const { listed: waits, others: rest } = split(others, waiting)
    return [...first, ...alternately(waits, rest)]
  }
}

/** Tests that match a pattern, in pattern order, and the others. The sort is stable: ties keep Jest's order. */
function split(tests, patterns) {
  const rank = ({ path }) => patterns.findIndex((pattern) => pattern.test(path))
  const listed = tests.filter((test) => rank(test) !== -1).sort((one, other) => rank(one) - rank(other))
  return { listed, others: tests.filter((test) => rank(test) === -1) }
}

/** One from the first list, two from the second, and so on. */
function alternately(ones, others) {
  return ones
    .flatMap((one, index) => [one, ...others.slice(2 * index, 2 * index + 2)])
    .concat(others.slice(2 * ones.length))
}
