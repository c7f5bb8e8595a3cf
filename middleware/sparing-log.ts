import type { CheckoutError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'

/** Kinds that are told apart. Beyond that they are told anew. Chosen by feel. */
const maxKinds = 1_000

/** Each code is logged at most this often, in milliseconds: invented requests must not fill the log. */
const tellEveryMs = 10_000

/** Logs an error, or counts it for the next line. */
export type Tell = (error: CheckoutError, level: 'info' | 'warn' | 'error') => void

/** Logs the first error of each code at once, and then how many more there were. */
export function makeSparingLog(logger: Logger, message: (error: CheckoutError) => string): Tell {
  const countDue = makeSparing()
  return (error, level) => {
    const { code, message: reason } = error
    const count = countDue(code)
    if (count > 0) logger[level]({ code, reason, count }, message(error))
  }
}

/**
 * Tells of each kind at once when it first comes, and then now and then.
 *
 * @returns how often it came since it was last told; 0 if it is not to be told now.
 */
export function makeSparing(): (kind: string) => number {
  const kept = new Map<string, { toldAt: number; count: number }>()
  return (kind) => {
    const now = performance.now()
    if (kept.size >= maxKinds) kept.clear()
    const { toldAt, count } = kept.get(kind) ?? { toldAt: -Infinity, count: 0 }
    const isDue = now - toldAt >= tellEveryMs
    kept.set(kind, isDue ? { toldAt: now, count: 0 } : { toldAt, count: count + 1 })
    return isDue ? count + 1 : 0
  }
}
