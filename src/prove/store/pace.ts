import type { Told } from '../watch/told.ts'

/** How long Node and the watcher may take to load, in milliseconds; where nothing else runs, it is 0.2 to 0.5 s. */
const usualLoadMs = 1_000

/** Nobody waits longer than this many times what is usual. */
const maxPace = 10

/**
 * How many times as long as usual things take on this machine now, 1 at least: by how long the store's processes took
 * to load. Many programs at once, or a small machine, must not make a store look as if it stood still.
 *
 * @param startedAt - when its first process was started, in milliseconds since 1970.
 */
export function paceOf(startedAt: number, told: readonly Told[]): number {
  const loadMs = told.flatMap((one) => (one.kind === 'watched' ? [one.loadMs] : []))
  const longestMs = loadMs.length === 0 ? Date.now() - startedAt : Math.max(...loadMs)
  return Math.min(maxPace, Math.max(1, longestMs / usualLoadMs))
}
