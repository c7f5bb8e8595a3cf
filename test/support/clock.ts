import type { Clock } from '../../src/clock.ts'

/** A clock that stands still; a sleep on it is over at once. */
export function clockAt(time: Date): Clock {
  return { now: () => time, elapsedMs: () => time.getTime(), sleep: () => Promise.resolve() }
}

export interface SteppingClock extends Clock {
  readonly nowMs: () => number
  readonly sleeps: readonly number[]
  /** Whether each sleep was to keep the process alive. */
  readonly kept: readonly boolean[]
}

/** A clock that stands still until somebody sleeps: then it is so many milliseconds later, at once. */
export function steppingClock(): SteppingClock {
  const sleeps: number[] = []
  const kept: boolean[] = []
  const nowMs = (): number => sleeps.reduce((total, ms) => total + ms, 0)
  const sleep: Clock['sleep'] = (ms, { keepsAlive = false } = {}) => {
    sleeps.push(ms)
    kept.push(keepsAlive)
    return Promise.resolve()
  }
  return { now: () => new Date(nowMs()), elapsedMs: nowMs, sleep, nowMs, sleeps, kept }
}

/** Everything that tells time or waits, except `Date`. */
const timers = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
]

/** Does something as a process would whose clock is off by so many milliseconds; its timers run as they should. */
export async function withClockOff<T>(offMs: number, work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + offMs, doNotFake: timers })
  try {
    return await work()
  } finally {
    jest.useRealTimers()
  }
}
