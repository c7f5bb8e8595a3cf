/** How much is measured: everything, or as little as still tells a slip, as CI does. */
export type Scale = 'full' | 'slice'

/** One row of the table that `npm run bench` prints. */
export interface Result {
  readonly name: string
  /** With its unit. */
  readonly value: string
  /** What it is held against, with its value. */
  readonly against: string
  /** Ours against theirs, of one run; what CI compares with the committed figure. */
  readonly ratio: number
  /** Whether the ratio may be at most this, or must be at least. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number }
}

/** A file of `measurements/`. */
export type Measure = (scale: Scale) => Promise<readonly Result[]>

export function isMet({ ratio, goal }: Result): boolean {
  return 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast
}

export function goalInWords({ goal }: Result): string {
  return 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`
}
