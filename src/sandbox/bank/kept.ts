/** Things that are kept, oldest first. Beyond their bounds the oldest are forgotten. */
export interface Kept<Thing> {
  /** Always the same list: what is added later appears in it. */
  readonly all: readonly Thing[]
  /**
   * Adds one, and returns what was forgotten in its place.
   *
   * @param size - in characters, as far as it depends on who sent it.
   */
  add(thing: Thing, size: number): readonly Thing[]
}

export interface Bounds {
  readonly maxCount: number
  /** Of all together, in characters. */
  readonly maxSize: number
}

/**
 * What is left of full bounds: the start of a long list is taken away seldom, because all others move up. Chosen by
 * feel.
 */
const leftShare = 0.9

export function makeKept<Thing>({ maxCount, maxSize }: Bounds): Kept<Thing> {
  const all: Thing[] = []
  const sizes: number[] = []
  let size = 0

  function isWithin(share: number, count: number): boolean {
    return count <= Math.max(1, maxCount * share) && size <= maxSize * share
  }

  return {
    all,
    add(thing, addedSize) {
      all.push(thing)
      sizes.push(addedSize)
      size += addedSize
      if (isWithin(1, all.length)) return []
      let forgottenCount = 0
      while (forgottenCount < all.length - 1 && !isWithin(leftShare, all.length - forgottenCount)) {
        size -= sizes[forgottenCount] ?? 0
        forgottenCount += 1
      }
      sizes.splice(0, forgottenCount)
      return all.splice(0, forgottenCount)
    },
  }
}
