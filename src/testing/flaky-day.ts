import { makeChance } from '../chance.ts'
import { callMethods, callbackOperations, methodsOf } from '../sandbox/fault-kinds.ts'
import type { SandboxFaultKind } from '../sandbox/fault-kinds.ts'
import type { FaultChoice } from '../sandbox/faults.ts'

/**
 * What goes wrong on such a day: what a network and a busy bank do. None of it lies, which would rightly need a person,
 * and none waits for a time-out.
 */
export const flakyKinds = [
  'reset-before',
  'reset-after',
  'reset-mid-body',
  'rate-limited',
  'server-error',
  'server-error-after',
  'html',
  'truncated-json',
  'not-an-object',
  'empty-body',
  'missing-fields',
  'redirect',
  'gzip',
  'duplicate-callback',
] as const satisfies readonly SandboxFaultKind[]

/** How many calls go wrong, from 0 to 1. Chosen by feel: a purchase takes some three calls. */
const share = 0.35

/** The same faults for the same seed, as long as the store makes the same calls. */
export function makeFlakyDay(seed: number): FaultChoice {
  const chance = makeChance(seed)
  return (method) => {
    if (![...callMethods, ...callbackOperations].includes(method) || chance.share() >= share) return undefined
    const fitting = flakyKinds.filter((kind) => methodsOf(kind).includes(method))
    const kind = fitting[chance.below(fitting.length)]
    return kind && { kind, ...(kind === 'duplicate-callback' && { delayMs: 0 }) }
  }
}

/** A seed to write down: six digits. */
export function newSeed(): number {
  return 100_000 + Math.floor(Math.random() * 900_000)
}
