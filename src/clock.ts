/**
 * Time as settlement needs it. Whether an order is paid and handed over never depends on it; when a registration that
 * never arrived expires, and when a person is asked, does: a clock that is hours wrong makes those early or late.
 */
export interface Clock {
  now(): Date
  /** Milliseconds since some moment, on a clock that only goes forward: for how long somebody waits. */
  elapsedMs(): number
  /** Resolves after so many milliseconds, or at once when the signal fires. */
  sleep(ms: number, options?: SleepOptions): Promise<void>
}

export interface SleepOptions {
  /** Whether the process stays alive meanwhile. */
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
