/** A bounded list, oldest first. Beyond its bounds it drops the oldest. */
export interface Kept<Thing> {
  /** Always the same array: later additions appear in it. */
  readonly all: readonly Thing[]
  /**
   * Adds one and returns the ones dropped to make room.
   *
   * @param size - in characters; only the part the sender controls.
   */
  add(thing: Thing, size: number): readonly Thing[]
  /** Drops all of them, and returns them. */
  clear(): readonly Thing[]
}

export interface Bounds {
  readonly maxCount: number
  /** Total, in characters. */
  readonly maxSize: number
}

/**
 * How much of a full list to keep. Dropping from the start of a long array moves all the rest, so it is done rarely and
 * many at a time. Chosen by feel.
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
    clear() {
      sizes.length = 0
      size = 0
      return all.splice(0)
    },
  }
}
