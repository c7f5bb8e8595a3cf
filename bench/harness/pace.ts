import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  readonly perSecond: number
  readonly seconds: number
}

/**
 * Begins work at a fixed pace, as buyers come: nobody waits for an answer to the one before. Ends once all of it has
 * ended, and fails with the first that fails.
 */
export async function atPace({ perSecond, seconds }: Pace, work: () => Promise<unknown>): Promise<void> {
  const total = perSecond * seconds
  const begun: Promise<unknown>[] = []
  const startedAt = performance.now()
  while (begun.length < total) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1_000) * perSecond)
    while (begun.length < due) {
      const one = work()
      // What fails early is not unhandled: it is waited for below.
      one.catch(() => undefined)
      begun.push(one)
    }
    await sleep(1)
  }
  await Promise.all(begun)
}

/** Does the work, and adds to a list how many milliseconds it took. */
export async function timed<Made>(tookMs: number[], work: () => Promise<Made>): Promise<Made> {
  const startedAt = performance.now()
  const made = await work()
  tookMs.push(performance.now() - startedAt)
  return made
}
