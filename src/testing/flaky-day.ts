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
  const random = mulberry32(seed)
  return (method) => {
    if (![...callMethods, ...callbackOperations].includes(method) || random() >= share) return undefined
    const fitting = flakyKinds.filter((kind) => methodsOf(kind).includes(method))
    const kind = fitting[Math.floor(random() * fitting.length)]
    return kind && { kind, ...(kind === 'duplicate-callback' && { delayMs: 0 }) }
  }
}

/** A seed to write down: six digits. */
export function newSeed(): number {
  return 100_000 + Math.floor(Math.random() * 900_000)
}

/** From 0 to 1 (Mulberry32, Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
