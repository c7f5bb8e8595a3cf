/** Choices that a seed makes: the same seed, the same choices. Good enough for faults, and for nothing secret. */
export interface Chance {
  /** From 0 up to, but not including, 1. */
  share(): number
  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number
  /** @param all - one at least. */
  oneOf<One>(all: readonly One[]): One
}

/** Mulberry32, by Tommy Ettinger (public domain). */
export function makeChance(seed: number): Chance {
  let state = seed >>> 0
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(share() * end)
  return { share, below, oneOf: (all) => all[below(all.length)] as (typeof all)[number] }
}
