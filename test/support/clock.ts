import type { Clock } from '../../src/clock.ts'

/** A clock that stands still. Sleeps on it return at once. */
export function clockAt(time: Date): Clock {
  return { now: () => time, elapsedMs: () => time.getTime(), sleep: () => Promise.resolve() }
}

export interface SteppingClock extends Clock {
  readonly nowMs: () => number
  readonly sleeps: readonly number[]
  /** For each sleep, whether it should keep the process alive. */
  readonly kept: readonly boolean[]
}

/** A clock that stands still, except that a sleep advances it at once. */
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

/** Everything that tells the time or waits, except `Date`. */
const timers = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
]

/** Runs work as in a process whose clock is off by `offMs` milliseconds. Timers run normally. */
export async function withClockOff<T>(offMs: number, work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + offMs, doNotFake: timers })
  try {
    return await work()
  } finally {
    jest.useRealTimers()
  }
}
