/**
 * Time as settlement needs it. Whether an order is paid and handed over never depends on it; when a registration that
 * never arrived expires, and when a person is asked, does: a clock that is hours wrong makes those early or late.
 */
export interface Clock {
  now(): Date
  /** Milliseconds since some moment, on a clock that only goes forward: for how long somebody waits. */
  elapsedMs(): number
  /** Resolves after so many milliseconds; keeps the process alive meanwhile only where that is asked for. */
  sleep(ms: number, options?: { readonly keepsAlive?: boolean }): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms, { keepsAlive = false } = {}) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      if (!keepsAlive) timer.unref()
    }),
}
