import type { CheckoutError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'

/** Each code is logged at most this often, in milliseconds: invented requests must not fill the log. */
const tellEveryMs = 10_000

/** Logs an error, or counts it for the next line. */
export type Tell = (error: CheckoutError, level: 'info' | 'warn' | 'error') => void

/** Logs the first error of each code at once, and then how many more there were. */
export function makeSparingLog(logger: Logger, message: (error: CheckoutError) => string): Tell {
  const kept = new Map<string, { toldAt: number; count: number }>()
  return (error, level) => {
    const { code, message: reason } = error
    const now = performance.now()
    const { toldAt, count } = kept.get(code) ?? { toldAt: -Infinity, count: 0 }
    const isDue = now - toldAt >= tellEveryMs
    kept.set(code, isDue ? { toldAt: now, count: 0 } : { toldAt, count: count + 1 })
    if (isDue) logger[level]({ code, reason, count: count + 1 }, message(error))
  }
}
