import type { Order } from '../order.ts'
import { isOpen } from './moves.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * Life of an order at the gateway, in seconds: the gateway's own default (protocol 15), sent with each registration so
 * that both sides agree on it.
 */
export const sessionTimeoutSecs = 1200

/** Ages at which an open order is asked about, in milliseconds since it was written (safety 4, "Sweep"). */
const agesMs = [20, 40, 60, 2 * 60, 4 * 60, 8 * 60, 15 * 60].map((seconds) => seconds * secondMs)

/** The same after the order's expiry, because the gateway's status flips some time after it (protocol 15). */
const agesAfterExpiryMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, dayMs]

/** A hold stands for days and ends by a capture of ours or, rarely, in the bank's portal: once an hour is polite. */
const heldCheckMs = hourMs

/** A paid order is looked at once a day (safety F28): money may go back in the bank's portal, or by a chargeback. */
const paidCheckMs = dayMs

/** How often an order beyond its plan is still asked about: only while the gateway stays silent. */
const afterPlanMs = hourMs

/** How long after its payment an order is looked at once a day, in days: option `watchPaidForDays`. */
export type WatchPaidForDays = number

/** What the plan reads of an order. */
type Planned = Pick<Order, 'status' | 'createdAt' | 'expiresAt' | 'paidAt'>

/** How long until the sweep looks at an order again, in milliseconds from `now`; null: never again. */
export function nextCheckInMs(order: Planned, now: Date, watchPaidForDays: WatchPaidForDays): number | null {
  switch (order.status) {
    case 'held':
      return heldCheckMs
    case 'registering':
    case 'unknown':
    case 'registered':
      return firstCheckInMs(order, now)
    case 'declined':
    case 'expired':
      return untilNext(givenUpLooks(order), now) ?? null
    case 'paid':
    case 'partially_refunded':
      return isWatched(order, now, watchPaidForDays) ? paidCheckMs : null
    case 'refunded':
    case 'reversed':
    case 'review':
      return null
  }
}

/** How long until the first look at an order that has just been registered, in milliseconds from `now`. */
export function firstCheckInMs(order: Pick<Order, 'createdAt' | 'expiresAt'>, now: Date): number {
  return untilNext(openLooks(order), now) ?? afterPlanMs
}

function openLooks({ createdAt, expiresAt }: Pick<Order, 'createdAt' | 'expiresAt'>): readonly number[] {
  return [
    ...agesMs.map((ageMs) => createdAt.getTime() + ageMs),
    ...agesAfterExpiryMs.map((ageMs) => expiresAt.getTime() + ageMs),
  ]
}

/** The last two looks of the plan: money that arrives later than a day after the expiry is told by a callback or nobody. */
function givenUpLooks({ expiresAt }: Planned): readonly number[] {
  return [hourMs, dayMs].map((ageMs) => expiresAt.getTime() + ageMs)
}

function untilNext(looks: readonly number[], now: Date): number | undefined {
  const next = looks.find((look) => look > now.getTime())
  return next === undefined ? undefined : next - now.getTime()
}

function isWatched({ paidAt }: Planned, now: Date, watchPaidForDays: WatchPaidForDays): boolean {
  return paidAt !== undefined && now.getTime() + paidCheckMs <= paidAt.getTime() + watchPaidForDays * dayMs
}

/**
 * A little later than planned, up to a tenth and 20 s: orders of one rush shall not all be asked about at one instant.
 */
export function jittered(ms: number): number {
  return Math.round(ms + Math.random() * Math.min(ms / 10, 20 * secondMs))
}

/** When an order that is settled is looked at again after a question without an answer, in milliseconds. Chosen by feel. */
export const watchedRetryMs = hourMs

/** Whether the plan has run out: the gateway had a day after the order's expiry to say a final word. */
export function isBeyondPlan(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  return isOpen(order.status) && order.status !== 'held' && now.getTime() >= order.expiresAt.getTime() + dayMs
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
