import type { Order } from '../order.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/**
 * Life of an order at the gateway, in seconds: the gateway's own default (protocol 15), sent with each registration so
 * that both sides agree on it.
 */
export const sessionTimeoutSecs = 1200

/** Ages at which an open order is asked about, in milliseconds since it was written (safety 4, "Sweep"). */
const agesMs = [20, 40, 60, 2 * 60, 4 * 60, 8 * 60, 15 * 60].map((seconds) => seconds * secondMs)

/** The same after the order's expiry, because the gateway's status flips some time after it (protocol 15). */
const agesAfterExpiryMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, 24 * hourMs]

/** A hold stands for days and ends by a capture of ours or, rarely, in the bank's portal: once an hour is polite. */
const heldCheckMs = hourMs

/** How often an order beyond its plan is still asked about: only while the gateway stays silent. */
const afterPlanMs = hourMs

/** How long until the sweep looks at an open order again, in milliseconds from `now`. */
export function nextCheckInMs(order: Pick<Order, 'status' | 'createdAt' | 'expiresAt'>, now: Date): number {
  if (order.status === 'held') return heldCheckMs
  const looks = [
    ...agesMs.map((ageMs) => order.createdAt.getTime() + ageMs),
    ...agesAfterExpiryMs.map((ageMs) => order.expiresAt.getTime() + ageMs),
  ]
  const next = looks.find((look) => look > now.getTime())
  return next === undefined ? afterPlanMs : next - now.getTime()
}

/** Whether the plan has run out: the gateway had a day after the order's expiry to say a final word. */
export function isBeyondPlan(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  return order.status !== 'held' && now.getTime() >= order.expiresAt.getTime() + 24 * hourMs
}

/** After this long a row that is still `registering` belongs to a process that died; in milliseconds. */
export function registrationPatienceMs(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5 * secondMs
}

/** Waits between tries of a hand-over, in milliseconds; the last one repeats (safety 4, "Hand-over"). */
const handOverWaitsMs = [secondMs, 5 * secondMs, 30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs] as const

/** After so long a hand-over is `stuck`: three days outlast a weekend's outage (safety 4). */
const handOverGiveUpMs = 72 * hourMs

/** How long until the next try of a hand-over, in milliseconds; undefined when it is given up. */
export function handOverRetryInMs(claim: {
  readonly tryNumber: number
  readonly dueForMs: number
}): number | undefined {
  if (claim.dueForMs >= handOverGiveUpMs) return undefined
  return handOverWaitsMs[Math.min(claim.tryNumber, handOverWaitsMs.length) - 1] ?? hourMs
}
