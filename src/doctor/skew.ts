/** A difference between two clocks that somebody should know of. */
export interface Skew {
  readonly seconds: number
  readonly side: 'ahead of' | 'behind'
}

/** Less is no matter to anything that a store does, in milliseconds. Chosen by feel. */
const tolerableMs = 60_000

/** @param aheadMs - how far the clock that is told of is ahead of the other. */
export function skewOf(aheadMs: number): Skew | undefined {
  if (Math.abs(aheadMs) <= tolerableMs) return undefined
  return { seconds: Math.round(Math.abs(aheadMs) / 1000), side: aheadMs > 0 ? 'ahead of' : 'behind' }
}
