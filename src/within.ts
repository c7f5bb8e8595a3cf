import type { Clock, SleepOptions } from './clock.ts'

/**
 * The result of the work; undefined if it takes longer than `patienceMs` milliseconds. The work goes on regardless: a
 * failure that comes later is its starter's to handle.
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
    // With a reason of its own: making the usual one costs more than all the rest.
    over.abort('over')
  }
}
