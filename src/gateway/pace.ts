import { systemClock } from '../clock.ts'
import type { Door } from './door.ts'

/**
 * Waits until one more call may go out. Rejects if `signal` aborts first.
 */
export type Pace = (door: Door, signal: AbortSignal) => Promise<void>

export interface PaceOptions {
  /** Calls in any 60 seconds; undefined: as many as there are. */
  readonly requestsPerMinute: number | undefined
  /** A monotonic clock, in milliseconds. */
  readonly now?: (() => number) | undefined
}

const minuteMs = 60_000

/** The part of the minute that questions leave to registrations and to calls that move money. Chosen by feel. */
const keptForSales = 0.25

/**
 * Holds calls back so that the bank gets no more than its limit in any minute. Questions wait first: they may not use
 * the last part of it, and everybody else goes before them.
 */
export function makePace({ requestsPerMinute, now = systemClock.elapsedMs }: PaceOptions): Pace {
  if (requestsPerMinute === undefined) return () => Promise.resolve()
  const maxQuestions = Math.max(1, requestsPerMinute - Math.ceil(requestsPerMinute * keptForSales))
  const sentAtMs: number[] = []
  const waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  /** How long until a call may go through this door, in milliseconds. */
  function waitMs(door: Door): number {
    const max = door === 'questions' ? maxQuestions : (requestsPerMinute ?? Infinity)
    const oldest = sentAtMs.at(-max)
    return oldest === undefined ? 0 : Math.max(0, oldest + minuteMs - now())
  }

  function letGo(): void {
    clearTimeout(timer)
    while (sentAtMs.length > 0 && (sentAtMs[0] ?? 0) + minuteMs <= now()) sentAtMs.shift()
    for (let next = nextOf(waiting); next; next = nextOf(waiting)) {
      const leftMs = waitMs(next.door)
      if (leftMs > 0) {
        timer = setTimeout(letGo, Math.ceil(leftMs))
        return
      }
      waiting.splice(waiting.indexOf(next), 1)
      sentAtMs.push(now())
      next.go()
    }
  }

  return (door, signal) =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(call), 1)
        letGo()
        reject(new Error(String(signal.reason)))
      }
      const go = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const call: Waiting = { door, go }
      waiting.push(call)
      signal.addEventListener('abort', giveUp, { once: true })
      letGo()
    })
}

interface Waiting {
  readonly door: Door
  readonly go: () => void
}

/** Questions come last. */
function nextOf(waiting: readonly Waiting[]): Waiting | undefined {
  return waiting.find(({ door }) => door !== 'questions') ?? waiting[0]
}
