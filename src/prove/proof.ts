import type { Deed } from './judge/deeds.ts'
import type { ProofFinding } from './findings/finding.ts'

/** What a proof has found out about a store. */
export interface Proof {
  readonly findings: readonly ToldFinding[]
  /** The same seed makes the same choices. */
  readonly seed: number
  /** What a hand-over of this store does, as far as it can be watched. */
  readonly deeds: readonly Pick<Deed, 'what' | 'count' | 'isLate'>[]
  /** Connections that nobody can read: what went through them is not proved. */
  readonly unwatched: readonly string[]
  readonly orderCount: number
  readonly killCount: number
  readonly durationMs: number
}

/** A finding with the story of its order. */
export interface ToldFinding extends ProofFinding {
  readonly seed: number
  /** What happened to the order, one line each: `+0.21 s pays`. */
  readonly story: readonly string[]
}
