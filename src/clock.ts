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

/** Shared by all copies of the library in a process: a store may load it as CommonJS, and its test as ES module. */
const movedTime = Symbol.for('express-hosted-checkout:moved-time')

/** Whoever keeps a time of their own that is to move along. Shared as well. */
const timeFollowers = Symbol.for('express-hosted-checkout:time-followers')

type TimeFollower = (ms: number) => void

const place = globalThis as { [movedTime]?: number; [timeFollowers]?: Set<TimeFollower> }

/**
 * How far the time of this process's stores is ahead of the machine's, in milliseconds. 0, unless a test has moved it
 * on (`express-hosted-checkout/testing`).
 */
export function movedOnMs(): number {
  return place[movedTime] ?? 0
}

/** For tests alone: moves the time of every store in this process. A negative number takes it back. */
export function moveTime(ms: number): void {
  place[movedTime] = movedOnMs() + ms
  for (const follow of place[timeFollowers] ?? []) follow(ms)
}

/**
 * For tests alone: tells of every move of time, in milliseconds; negative where it is taken back.
 *
 * @returns a function that ends it.
 */
export function followTime(follow: TimeFollower): () => void {
  const followers = place[timeFollowers] ?? new Set<TimeFollower>()
  place[timeFollowers] = followers.add(follow)
  return () => void followers.delete(follow)
}

export const systemClock: Clock = {
  now: () => new Date(Date.now() + movedOnMs()),
  elapsedMs: () => performance.now() + movedOnMs(),
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
