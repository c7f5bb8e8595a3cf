import { handOverRetryInMs, isBeyondPlan, registrationPatienceMs } from '../../../src/settlement/judge/plan.ts'
import type { Order } from '../../../src/order.ts'
import type { Plan } from '../../../src/settlement/judge/plan.ts'
import { watchedStatuses } from '../../../src/settlement/judge/moves.ts'
import { anOrder, aPlan } from '../../support/samples.ts'

const createdAt = new Date('2026-01-01T12:00:00Z')
const expiresAt = new Date('2026-01-01T12:20:00Z')
const order = anOrder({ createdAt, expiresAt })
const after = (ms: number): Date => new Date(createdAt.getTime() + ms)

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

describe('the plan of an open order', () => {
  /** The first `count` checks, in seconds since Buy. */
  function looksOf(plan: Plan, count: number): number[] {
    const looks: number[] = []
    for (let ageMs = 0; looks.length < count;) {
      ageMs += plan.nextCheckInMs(order, after(ageMs))!
      looks.push(ageMs / secondMs)
    }
    return looks
  }

  it('checks at 20 s, 40 s, 60 s, 2, 4, 8, 15 min, and 30 s, 2 min, 10 min, 1 h, 24 h after expiry', () => {
    const expiry = 20 * 60
    expect(looksOf(aPlan(), 12)).toEqual([
      20,
      40,
      60,
      120,
      240,
      480,
      900,
      expiry + 30,
      expiry + 120,
      expiry + 600,
      expiry + 3600,
      expiry + 86_400,
    ])
  })

  it.each(['registering', 'unknown', 'registered'] as const)('is the same for %s', (status) => {
    expect(aPlan().nextCheckInMs({ ...order, status }, after(0))).toBe(20 * secondMs)
  })

  it('gives a registration its deadline plus five seconds', () => {
    expect(registrationPatienceMs(15_000)).toBe(20_000)
  })

  it('checks when the store says, until the order expires', () => {
    const plan = aPlan({ looksAtSecs: [5, 700] })

    expect(looksOf(plan, 4)).toEqual([5, 700, 1230, 1320])
    expect(plan.openCheckInMs(order, after(6 * secondMs))).toBe(694 * secondMs)
  })

  it('checks once an hour beyond its end', () => {
    expect(aPlan().nextCheckInMs(order, after(25 * hourMs))).toBe(hourMs)
  })

  it('checks a hold once an hour', () => {
    expect(aPlan().nextCheckInMs({ ...order, status: 'held' }, after(0))).toBe(hourMs)
  })

  it('ends a day after expiry, but never for a hold', () => {
    const dayAfterExpiry = 20 * minuteMs + 24 * hourMs
    expect(isBeyondPlan(order, after(dayAfterExpiry - 1))).toBe(false)
    expect(isBeyondPlan(order, after(dayAfterExpiry))).toBe(true)
    expect(isBeyondPlan({ ...order, status: 'held' }, after(dayAfterExpiry))).toBe(false)
  })
})

describe('the plan of a settled order', () => {
  /** Every check from the start, in hours. */
  function looksOf(settled: Order, watchPaidForDays = 30): number[] {
    const looks: number[] = []
    for (let ageMs = 0; ;) {
      const waitMs = aPlan({ watchPaidForDays }).nextCheckInMs(settled, after(ageMs))
      if (waitMs === null) return looks
      ageMs += waitMs
      looks.push(ageMs / hourMs)
    }
  }

  it.each(['declined', 'expired'] as const)('checks %s orders 1 h and 24 h after expiry, and never again', (status) => {
    expect(looksOf({ ...order, status })).toEqual([1 + 1 / 3, 24 + 1 / 3])
  })

  it.each(['paid', 'partially_refunded'] as const)('checks %s orders once a day while they are watched', (status) => {
    const paid = { ...order, status, paidAt: createdAt }

    expect(looksOf(paid, 3)).toEqual([24, 48, 72])
    expect(looksOf(paid)).toHaveLength(30)
    expect(looksOf(paid, 0)).toEqual([])
  })

  it('does not check a paid order whose time of payment is unknown', () => {
    expect(looksOf({ ...order, status: 'paid', paidAt: undefined })).toEqual([])
  })

  it.each(['refunded', 'reversed', 'review'] as const)('never checks %s orders', (status) => {
    expect(looksOf({ ...order, status, paidAt: createdAt })).toEqual([])
  })

  it('never counts as exceeded', () => {
    for (const status of watchedStatuses) expect(isBeyondPlan({ ...order, status }, after(99 * hourMs))).toBe(false)
  })
})

describe('a randomly delayed check', () => {
  const all = (jitterPercent: number, ms: number): number[] =>
    Array.from({ length: 2_000 }, () => aPlan({ jitterPercent }).jittered(ms) - ms)

  it('is late by up to the share that the store sets, and by 20 s at most', () => {
    const tenth = all(10, 10_000)
    expect(Math.min(...tenth)).toBeLessThan(100)
    expect(Math.max(...tenth)).toBeGreaterThan(900)
    expect(Math.max(...tenth)).toBeLessThanOrEqual(1_000)
    expect(Math.max(...all(100, hourMs))).toBeLessThanOrEqual(20_000)
    expect(Math.max(...all(100, hourMs))).toBeGreaterThan(18_000)
    expect(new Set(all(0, hourMs))).toEqual(new Set([0]))
  })
})

describe('the waits of a hand-over', () => {
  it('are 1 s, 5 s, 30 s, 2 min, 10 min, 1 h, then hourly', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 70].map((tryNumber) => handOverRetryInMs({ tryNumber, dueForMs: 0 }))

    expect(waits).toEqual([secondMs, 5 * secondMs, 30 * secondMs, 2 * minuteMs, 10 * minuteMs, hourMs, hourMs, hourMs])
  })

  it('end after 72 hours', () => {
    expect(handOverRetryInMs({ tryNumber: 75, dueForMs: 72 * hourMs - 1 })).toBe(hourMs)
    expect(handOverRetryInMs({ tryNumber: 75, dueForMs: 72 * hourMs })).toBeUndefined()
  })
})
