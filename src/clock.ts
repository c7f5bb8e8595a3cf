/**
 * Time as settlement needs it. It never decides whether an order is paid and handed over. It does decide when a
 * registration that never arrived expires, and when a person is asked: a clock that is hours wrong makes those early or
 * late.
 */
export interface Clock {
  now(): Date
  /** Milliseconds since some moment, on a clock that only goes forward. Measures waits. */
  elapsedMs(): number
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
  sleep(ms: number, options?: SleepOptions): Promise<void>
}

export interface SleepOptions {
  /** Whether the wait keeps the process alive. */
  readonly keepsAlive?: boolean
  readonly signal?: AbortSignal
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms, { keepsAlive = false, signal } = {}) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(end, ms)
      if (!keepsAlive) timer.unref()
      signal?.addEventListener('abort', end)

      function end(): void {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
        resolve()
      }
    }),
}
