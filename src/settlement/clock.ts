/**
 * Time as settlement needs it. Whether an order is paid and handed over never depends on it; when a registration that
 * never arrived expires, and when a person is asked, does: a clock that is hours wrong makes those early or late.
 */
export interface Clock {
  now(): Date
  /** Resolves after so many milliseconds; does not keep the process alive. */
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
}
