import TestSequencer from '@jest/test-sequencer'

/**
 * What takes long, longest first: whichever began last would run alone beside an idle core. Jest itself knows how long a
 * file takes only after it has run once on this machine.
 */
const long = [/\/test\/prove\//, /\/test\/example\./, /browser\.test\.ts$/]

/** What takes long because it waits. Were all of it under way at once, the cores would wait, too. */
const waiting = [
  /\/settlement\/(sweep|money-out|settle|refund|references|polite|late-payment)\./,
  /\/routes\/payment-/,
  /\/ledger\/(postgres|sqlite)\./,
  /\/test\/(checkout|failover)\./,
]

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const fits = (patterns) => sorted.filter(({ path }) => patterns.some((pattern) => pattern.test(path)))
    const inOrder = (patterns) => patterns.flatMap((pattern) => sorted.filter(({ path }) => pattern.test(path)))
    const [first, waits] = [inOrder(long), inOrder(waiting)]
    const listed = new Set([...fits(long), ...fits(waiting)])
    const rest = sorted.filter((test) => !listed.has(test))
    return [...first, ...alternately(waits, rest)]
  }
}

/** One of the first, two of the second, and so on. */
function alternately(ones, others) {
  return ones
    .flatMap((one, index) => [one, ...others.slice(2 * index, 2 * index + 2)])
    .concat(others.slice(2 * ones.length))
}
