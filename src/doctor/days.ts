const dayMs = 24 * 3_600_000

/** `2026-11-29`, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10)
}

/** Whole days from now until then; less than 0 if it is over. */
export function daysUntil(then: Date, now: Date): number {
  return Math.floor((then.getTime() - now.getTime()) / dayMs)
}
