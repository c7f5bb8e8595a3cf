import type { Clock } from '../../src/settlement/clock.ts'

/** A clock that stands still; a sleep on it is over at once. */
export function clockAt(time: Date): Clock {
  return { now: () => time, sleep: () => Promise.resolve() }
}

/** A clock that stands still until somebody sleeps: then it is so many milliseconds later, at once. */
export function steppingClock(): Clock & { readonly nowMs: () => number; readonly sleeps: readonly number[] } {
  const sleeps: number[] = []
  const nowMs = (): number => sleeps.reduce((total, ms) => total + ms, 0)
  return { now: () => new Date(nowMs()), sleep: (ms) => Promise.resolve(void sleeps.push(ms)), nowMs, sleeps }
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
