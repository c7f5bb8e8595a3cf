import type { Clock, SleepOptions } from './clock.ts'

/**
 * What work comes to, undefined where it takes longer than so many milliseconds: it goes on all the same, and whoever
 * began it answers for a failure that comes later.
 *
 * @throws whatever the work throws in time.
 */
export async function within<Result>(
  clock: Pick<Clock, 'sleep'>,
  patienceMs: number,
  work: Promise<Result>,
  { keepsAlive = false }: Pick<SleepOptions, 'keepsAlive'> = {},
): Promise<Result | undefined> {
  const over = new AbortController()
  try {
    return await Promise.race([
      work,
      clock.sleep(patienceMs, { keepsAlive, signal: over.signal }).then(() => undefined),
    ])
  } finally {
    over.abort()
  }
}
