/** Choices that a seed makes: the same seed, the same choices. */
export interface Chance {
  /** A whole number from 0 up to, but not including, `below`. */
  number(below: number): number
  oneOf<One>(all: readonly [One, ...One[]]): One
}

/** Mulberry32, by Tommy Ettinger: good enough to choose faults by. */
export function makeChance(seed: number): Chance {
  let state = seed >>> 0
  const number = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
  return { number, oneOf: (all) => all[number(all.length)] ?? all[0] }
}
