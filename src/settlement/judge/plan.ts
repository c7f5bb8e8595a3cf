import type { Order, OrderStatus } from '../../order.ts'
import { isOpen, isWatched } from './moves.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * Life of an order at the gateway, in seconds: the gateway's own default (BPC: time limits). It is sent with each
 * registration, so that both sides agree on it.
 */
export const sessionTimeoutSecs = 1200

/** When to look after the order's expiry: the gateway's status changes some time after it (BPC: time limits). */
const agesAfterExpiryMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, dayMs]

/** A hold lasts for days and ends by our capture or, rarely, in the bank's portal: once an hour is polite. */
const heldCheckMs = hourMs

/** A paid order is looked at once a day: money may go back in the bank's portal, or by a chargeback. */
const paidCheckMs = dayMs

/** A look that is due in an hour must not come minutes late. Chosen by feel. */
const maxJitterMs = 20 * secondMs

/** How often an order is still asked about once its plan is over: only while the gateway does not answer. */
const afterPlanMs = hourMs

/** What the plan reads from an order. */
type Planned = Pick<Order, 'status' | 'createdAt' | 'expiresAt' | 'paidAt'>

/** What a store may choose about the plan. */
export interface PlanOptions {
  /** Ages at which an open order is asked about before it expires, in seconds since Buy, ascending. */
  readonly looksAtSecs: readonly number[]
  /** How much later than planned a look may come, as a percentage of the wait; 20 s at most. */
  readonly jitterPercent: number
  /** For how many days after its payment an order is looked at once a day. */
  readonly watchPaidForDays: number
}

/** When the sweep looks at an order. */
export interface Plan {
  /** How long until the sweep looks at an order again, in milliseconds from `now`; null: never again. */
  nextCheckInMs(order: Planned, now: Date): number | null
  /** How long until the next look at an open order, in milliseconds from `now`. */
  openCheckInMs(order: Pick<Order, 'createdAt' | 'expiresAt'>, now: Date): number
  /** A little later than planned: the orders of one rush must not all be asked about at the same instant. */
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
 * The last two looks of the plan. Money that arrives more than a day after expiry is reported by a callback, or not at
 * all.
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

/** When a settled order is looked at again after an unanswered question, in milliseconds. Chosen by feel. */
const watchedRetryMs = hourMs

/** The same for an open order: its buyer may have paid, and the plan's next look may be a day away. Chosen by feel. */
const openRetryMs = 5 * minuteMs

/**
 * How soon an order is looked at again after a question that was not answered, or not even sent, in milliseconds.
 * Undefined if the plan decides: never again, or once an hour after the plan is over.
 */
export function silentRetryInMs(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): number | undefined {
  if (isWatched(order.status)) return watchedRetryMs
  return isOpen(order.status) && !isBeyondPlan(order, now) ? openRetryMs : undefined
}

/** Whether the plan is over: the gateway had a day after the order's expiry to give a final word. */
export function isBeyondPlan(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  return isOpen(order.status) && order.status !== 'held' && now >= planEndsAt(order.expiresAt)
}

/** Hardly any scheme keeps a hold for longer than this, in milliseconds. Chosen by feel. */
const longestHoldMs = 31 * dayMs

/** Whether unreadable answers about the order have come for so long that a person must look. */
export function isUnreadableForGood(order: Pick<Order, 'status' | 'expiresAt'>, now: Date): boolean {
  if (order.status === 'held') return now.getTime() >= order.expiresAt.getTime() + longestHoldMs
  return isBeyondPlan(order, now)
}

/**
 * Whether a payment has waited for its acknowledgement for so long that a person must look: a day after the order
 * expired, or after the money came if that was later.
 */
export function isAcknowledgingOver(
  { expiresAt }: Pick<Order, 'expiresAt'>,
  paidAt: Date | undefined,
  now: Date,
): boolean {
  return now.getTime() >= Math.max(expiresAt.getTime(), paidAt?.getTime() ?? 0) + dayMs
}

/** When the plan ends for an order that expires at `expiresAt`. */
export function planEndsAt(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() + dayMs)
}

/** After this long, in milliseconds, a row that is still `registering` belongs to a process that died. */
export function registrationPatienceMs(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5 * secondMs
}

/** How long one caller has the right to an order, in milliseconds: three calls in a row, and a little more. */
export function leaseMsOf(gatewayTimeoutMs: number): number {
  return 3 * gatewayTimeoutMs + 10 * secondMs
}

/** How long a caller waits for another one, in milliseconds: one call to the gateway, and a little more. */
export function patienceMsOf(gatewayTimeoutMs: number): number {
  return gatewayTimeoutMs + 5 * secondMs
}

/**
 * How long a waiting caller pauses between two questions, in milliseconds: faster polling is impolite (BPC: rate
 * limits).
 */
export const askAgainMs = 1_000

/** Waits between attempts to hand over, in milliseconds; the last one repeats. */
export const handOverWaitsMs = [secondMs, 5 * secondMs, 30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs] as const

/** After this long a hand-over is `stuck`: three days outlast a weekend's outage. */
const handOverGiveUpMs = 72 * hourMs

/**
 * Whether a hand-over that has not worked by now is given up. One whose process dies each time never reports a failure.
 */
export function isHandOverOverdue({ tryNumber, dueForMs }: Tried): boolean {
  return dueForMs >= handOverGiveUpMs && tryNumber > handOverWaitsMs.length
}

/** What the retries need of a claim; `dueForMs` are the milliseconds since the goods became due. */
interface Tried {
  readonly tryNumber: number
  readonly dueForMs: number
}

/** How long until the next attempt to hand over, in milliseconds; undefined if it is given up. */
export function handOverRetryInMs(claim: Tried): number | undefined {
  if (claim.dueForMs >= handOverGiveUpMs) return undefined
  return handOverWaitsMs[Math.min(claim.tryNumber, handOverWaitsMs.length) - 1] ?? hourMs
}
