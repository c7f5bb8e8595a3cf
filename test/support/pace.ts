/** How long the machine is looked at, in milliseconds. */
const lookMs = 20

/** Times as slow as an idle machine, at most: beyond that, more patience would only be a longer wait. */
const maxSlowness = 4

/**
 * How many times as long as on an idle machine work takes now: 1 where nobody else wants the processors, 4 where three
 * others share ours.
 */
function slowness(): number {
  const start = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - start < lookMs);
  const { user } = process.cpuUsage(before)
  const elapsedMs = performance.now() - start
  return Math.min(maxSlowness, Math.max(1, (elapsedMs * 1_000) / Math.max(1, user)))
}

/** So many milliseconds on an idle machine, and as much longer as this one is slow at the moment. */
export function atThisPace(ms: number): number {
  return Math.round(ms * slowness())
}
