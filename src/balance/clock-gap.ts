const quarterMs = 15 * 60 * 1000

/** Fewer orders than this prove nothing about a clock. Chosen by feel. */
const leastOrders = 3

/** How far the bank's clock is from the ledger's, as the orders show that both have. */
export interface ClockGap {
  learn(bankAt: Date | undefined, ledgerAt: Date | undefined): void
  /** The gap that most of them show, in milliseconds, by the quarter of an hour; 0 if they show none. */
  gapMs(): number
  /** What a person should know of it; undefined if there is none. */
  words(): string | undefined
}

export function makeClockGap(): ClockGap {
  const counts = new Map<number, number>()
  let all = 0

  function gapMs(): number {
    const [quarters = 0, count = 0] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? []
    return count >= leastOrders && 2 * count > all ? quarters * quarterMs : 0
  }

  return {
    gapMs,
    learn(bankAt, ledgerAt) {
      if (!bankAt || !ledgerAt) return
      const quarters = Math.round((bankAt.getTime() - ledgerAt.getTime()) / quarterMs)
      // No two zones are further apart than this; so is an order that was settled days later.
      if (Math.abs(quarters) > 4 * 26) return
      all += 1
      counts.set(quarters, (counts.get(quarters) ?? 0) + 1)
    },
    words() {
      const gap = gapMs()
      if (gap === 0) return undefined
      const hours = Math.abs(gap) / 3_600_000
      const which = gap > 0 ? 'ahead of' : 'behind'
      return `The registry's times are ${hours} h ${which} this ledger's: say the bank's zone with --zone.`
    },
  }
}
