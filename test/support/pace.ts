/** How long to measure, in milliseconds. */
const sampleMs = 20

/** Beyond this factor, more patience would only mean a longer wait. */
const maxSlowness = 4

/**
 * How many times longer work takes now than on an idle machine: 1 if nothing else wants the CPU, 4 if we share it with
 * three others.
 */
function slowness(): number {
  const start = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - start < sampleMs);
  const { user } = process.cpuUsage(before)
  const elapsedMs = performance.now() - start
  return Math.min(maxSlowness, Math.max(1, (elapsedMs * 1_000) / Math.max(1, user)))
}

/** Scales a time meant for an idle machine to this machine's current speed. */
export function atThisPace(ms: number): number {
  return Math.round(ms * slowness())
}
