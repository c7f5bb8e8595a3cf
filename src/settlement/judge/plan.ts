import type { Order, OrderStatus } from '../../order.ts'
import { isOpen, isWatched } from './moves.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * Life of an order at the gateway, in seconds: the gateway's own default (BPC: time limits), sent with each registration so
 * that both sides agree on it.
 */
export const sessionTimeoutSecs = 1200

/** Ages after the order's expiry, because the gateway's status flips some time after it (BPC: time limits). */
const agesAfterExpiryMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, dayMs]

/** A hold stands for days and ends by a capture of ours or, rarely, in the bank's portal: once an hour is polite. */
const heldCheckMs = hourMs

/** A paid order is looked at once a day: money may go back in the bank's portal, or by a chargeback. */
const paidCheckMs = dayMs

/** A look that is due in an hour shall not come minutes late. Chosen by feel. */
const maxJitterMs = 20 * secondMs

/** How often an order beyond its plan is still asked about: only while the gateway stays silent. */
const afterPlanMs = hourMs

/** What the plan reads of an order. */
type Planned = Pick<Order, 'status' | 'createdAt' | 'expiresAt' | 'paidAt'>

/** What of the plan a store may choose. */
export interface PlanOptions {
  /**
   * Ages at which an open order is asked about before it expires, in seconds since Buy, ascending.
   */
  readonly looksAtSecs: readonly number[]
  /** How much later than planned a look may come, as a share of the wait in percent; 20 s at most. */
  readonly jitterPercent: number
  /** How long after its payment an order is looked at once a day, in days. */
  readonly watchPaidForDays: number
}

/** When the sweep looks at an order. */
export interface Plan {
  /** How long until the sweep looks at an order again, in milliseconds from `now`; null: never again. */
  nextCheckInMs(order: Planned, now: Date): number | null
  /** How long until the next look at an order that is open, in milliseconds from `now`. */
  openCheckInMs(order: Pick<Order, 'createdAt' | 'expiresAt'>, now: Date): number
  /** A little later than planned: orders of one rush shall not all be asked about at one instant. */
  jittered(ms: number): number
}

export function makePlan({ looksAtSecs, jitterPercent, watchPaidForDays }: PlanOptions): Plan {
  function openCheckInMs({ createdAt, expiresAt }: Pick<Order, 'createdAt' | 'expiresAt'>, now: Date): number {
    const looks = [
      ...looksAtSecs.map((ageSecs) => createdAt.getTime() + ageSecs * secondMs),
      ...agesAfterExpiryMs.map((ageMs) => expiresAt.getTime() + ageMs),
    ]
    return untilNext(looks, now) ?? afterPlanMs
  }

  const ofPaid: NextCheck = (order, now) => (isStillWatched(order, now, watchPaidForDays) ? paidCheckMs : null)
  const byStatus: Readonly<Record<OrderStatus, NextCheck>> = {
    registering: openCheckInMs,
    unknown: openCheckInMs,
    registered: openCheckInMs,
    held: () => heldCheckMs,
    paid: ofPaid,
    partially_refunded: ofPaid,
    refunded: never,
    reversed: never,
    declined: ofGivenUp,
    expired: ofGivenUp,
    review: never,
  }

  return {
    openCheckInMs,
    nextCheckInMs: (order, now) => byStatus[order.status](order, now),
    jittered: (ms) => Math.round(ms + Math.random() * Math.min((ms * jitterPercent) / 100, maxJitterMs)),
  }
}

type NextCheck = (order: Planned, now: Date) => number | null

function never(): null {
  return null
}

function ofGivenUp(order: Planned, now: Date): number | null {
  return untilNext(givenUpLooks(order), now) ?? null
}

/**
 * The last two looks of the plan: money that arrives later than a day after the expiry is told by a callback or nobody.
 */
function givenUpLooks({ expiresAt }: Planned): readonly number[] {
  return [hourMs, dayMs].map((ageMs) => expiresAt.getTime() + ageMs)
}

function untilNext(looks: readonly number[], now: Date): number | undefined {
  const next = looks.find((look) => look > now.getTime())
  return next === undefined ? undefined : next - now.getTime()
}

function isStillWatched({ paidAt }: Planned, now: Date, watchPaidForDays: number): boolean {
  return paidAt !== undefined && now.getTime() + paidCheckMs <= paidAt.getTime() + watchPaidForDays * dayMs
}

/**
 * When an order that is settled is looked at again after a question without an answer, in milliseconds. Chosen by feel.
 */
const watchedRetryMs = hourMs

/**
 * The same of an order that is open: its buyer may have paid, and the next look of the plan may be a day away. Chosen
 * by feel.
 */
const openRetryMs = 5 * minuteMs

/**
 * How soon an order is looked at again after a question that was not answered, or not even sent, in milliseconds;
 * undefined where its plan says it: never again, or once an hour beyond it.
 */
export function silentRetryInMs(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): number | undefined {
  if (isWatched(order.status)) return watchedRetryMs
  return isOpen(order.status) && !isBeyondPlan(order, now) ? openRetryMs : undefined
}

/** Whether the plan has run out: the gateway had a day after the order's expiry to say a final word. */
export function isBeyondPlan(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  return isOpen(order.status) && order.status !== 'held' && now >= planEndsAt(order.expiresAt)
}

/** After so long, in milliseconds, hardly any scheme lets a hold stand. Chosen by feel. */
const longestHoldMs = 31 * dayMs

/** Whether answers about the order that nobody can read have come for so long that a person must look. */
export function isUnreadableForGood(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  if (order.status === 'held') return now.getTime() >= order.expiresAt.getTime() + longestHoldMs
  return isBeyondPlan(order, now)
}

/** When the plan of an order ends that expires then. */
export function planEndsAt(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() + dayMs)
}

/** After this long a row that is still `registering` belongs to a process that died; in milliseconds. */
export function registrationPatienceMs(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5 * secondMs
}

/**
 * How long one caller has the right to an order, in milliseconds: three calls one after the other, and a little more.
 */
export function leaseMsOf(gatewayTimeoutMs: number): number {
  return 3 * gatewayTimeoutMs + 10 * secondMs
}

/** How long a caller waits for another one, in milliseconds: one call to the gateway, and a little more. */
export function patienceMsOf(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5 * secondMs
}

/**
 * How long between two questions of somebody who waits for the answer, in milliseconds: polling faster than that is
 * impolite (BPC: rate limits).
 */
export const askAgainMs = 1_000

/** Waits between tries of a hand-over, in milliseconds; the last one repeats. */
export const handOverWaitsMs = [secondMs, 5 * secondMs, 30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs] as const

/** After so long a hand-over is `stuck`: three days outlast a weekend's outage. */
const handOverGiveUpMs = 72 * hourMs

/**
 * Whether a hand-over that has failed by now is given up; of one that dies each time nobody ever hears that it failed.
 */
export function isHandOverOverdue({ tryNumber, dueForMs }: Tried): boolean {
  return dueForMs >= handOverGiveUpMs && tryNumber > handOverWaitsMs.length
}

/** A claim as far as its retries go: `dueForMs` are milliseconds since the goods became due. */
interface Tried {
  readonly tryNumber: number
  readonly dueForMs: number
}

/** How long until the next try of a hand-over, in milliseconds; undefined when it is given up. */
export function handOverRetryInMs(claim: Tried): number | undefined {
  if (claim.dueForMs >= handOverGiveUpMs) return undefined
  return handOverWaitsMs[Math.min(claim.tryNumber, handOverWaitsMs.length) - 1] ?? hourMs
}
