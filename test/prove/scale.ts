import { runSeed } from '../support/seed.ts'

/** How much of a proof this run does, and from which seed. */
export interface Scale {
  readonly count: number
  readonly seed: number
  readonly isFull: boolean
}

/**
 * A slice of a proof in `npm test`, all of it in `npm run prove`. `PROVE_COUNT` and `PROVE_SEED` override this. Prints
 * how to repeat the run.
 */
export function scaleOf(name: string, { slice, full }: { readonly slice: number; readonly full: number }): Scale {
  const isFull = process.env.PROVE === 'full'
  const count = Number(process.env.PROVE_COUNT ?? (isFull ? full : slice))
  const seed = runSeed()
  process.stdout.write(`prove ${name}: ${count}, seed ${seed} (repeat with PROVE_SEED=${seed} PROVE_COUNT=${count})\n`)
  return { count, seed, isFull }
}
