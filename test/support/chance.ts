/** Pseudo-random choices, the same for the same seed (mulberry32). */
export interface Chance {
  /** From 0 to 1, exclusive. */
  share(): number
  /** An integer from 0 to `end`, exclusive. */
  below(end: number): number
  oneOf<T>(list: readonly T[]): T
}

export function makeChance(seed: number): Chance {
  let state = seed >>> 0
  function share(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(share() * end)
  return { share, below, oneOf: (list) => list[below(list.length)]! }
}
