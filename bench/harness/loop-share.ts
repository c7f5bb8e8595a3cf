import type { Running } from './processes.ts'

/**
 * Does the work, and tells how much of the time the event loop of a store was busy meanwhile, as a percentage. Waits
 * for the disk hold it too. A store that is busy all the time makes its buyers queue, whatever it does for each.
 */
export async function loopShare<Made>(
  store: Pick<Running, 'usage'>,
  work: () => Promise<Made>,
): Promise<{ readonly made: Made; readonly percent: number }> {
  const before = (await store.usage()).loopMs
  const made = await work()
  const after = (await store.usage()).loopMs
  const busyMs = after.busy - before.busy
  return { made, percent: (100 * busyMs) / (busyMs + after.idle - before.idle) }
}
