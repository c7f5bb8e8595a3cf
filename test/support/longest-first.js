import TestSequencer from '@jest/test-sequencer'

/**
 * What takes long, longest first: whichever began last would run alone beside an idle core. Jest itself knows how long
 * a file takes only after it has run once on this machine.
 */
const long = [/\/test\/prove\//, /\/test\/example\./, /browser\.test\.ts$/]

/** What takes long because it waits. Were all of it under way at once, the cores would wait, too. */
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

/**
 * Those that fit a pattern, in the order of the patterns, and the others. A stable sort: within a pattern Jest's own
 * order stays.
 */
function split(tests, patterns) {
  const rank = ({ path }) => patterns.findIndex((pattern) => pattern.test(path))
  const listed = tests.filter((test) => rank(test) !== -1).sort((one, other) => rank(one) - rank(other))
  return { listed, others: tests.filter((test) => rank(test) === -1) }
}

/** One of the first, two of the second, and so on. */
function alternately(ones, others) {
  return ones
    .flatMap((one, index) => [one, ...others.slice(2 * index, 2 * index + 2)])
    .concat(others.slice(2 * ones.length))
}
