import { handOverRetryInMs, isBeyondPlan, nextCheckInMs } from '../../src/settlement/plan.ts'
import type { Order } from '../../src/order.ts'
import { watchedStatuses } from '../../src/settlement/moves.ts'
import { anOrder } from '../support/samples.ts'

const createdAt = new Date('2026-01-01T12:00:00Z')
const expiresAt = new Date('2026-01-01T12:20:00Z')
const order = anOrder({ createdAt, expiresAt })
const after = (ms: number): Date => new Date(createdAt.getTime() + ms)

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

describe('the plan of an open order', () => {
  it('looks at 20 s, 40 s, 60 s, 2, 4, 8, 15 min, and 30 s, 2 min, 10 min, 1 h, 24 h after expiry', () => {
    const looks: number[] = []
    for (let ageMs = 0; looks.length < 12;) {
      ageMs += nextCheckInMs(order, after(ageMs), 30)!
      looks.push(ageMs / secondMs)
    }

    const expiry = 20 * 60
    expect(looks).toEqual([
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

  it('goes on once an hour beyond its end', () => {
    expect(nextCheckInMs(order, after(25 * hourMs), 30)).toBe(hourMs)
  })

  it('looks at a hold once an hour', () => {
    expect(nextCheckInMs({ ...order, status: 'held' }, after(0), 30)).toBe(hourMs)
  })

  it('ends a day after expiry, but never for a hold', () => {
    const dayAfterExpiry = 20 * minuteMs + 24 * hourMs
    expect(isBeyondPlan(order, after(dayAfterExpiry - 1))).toBe(false)
    expect(isBeyondPlan(order, after(dayAfterExpiry))).toBe(true)
    expect(isBeyondPlan({ ...order, status: 'held' }, after(dayAfterExpiry))).toBe(false)
  })
})

describe('the plan of an order that is settled', () => {
  /** Every look from the beginning on, in hours. */
  function looksOf(settled: Order, watchPaidForDays = 30): number[] {
    const looks: number[] = []
    for (let ageMs = 0; ;) {
      const waitMs = nextCheckInMs(settled, after(ageMs), watchPaidForDays)
      if (waitMs === null) return looks
      ageMs += waitMs
      looks.push(ageMs / hourMs)
    }
  }

  it.each(['declined', 'expired'] as const)('looks at %s 1 h and 24 h after expiry, and never again', (status) => {
    expect(looksOf({ ...order, status })).toEqual([1 + 1 / 3, 24 + 1 / 3])
  })

  it.each(['paid', 'partially_refunded'] as const)('looks at %s once a day for as long as it is watched', (status) => {
    const paid = { ...order, status, paidAt: createdAt }

    expect(looksOf(paid, 3)).toEqual([24, 48, 72])
    expect(looksOf(paid)).toHaveLength(30)
    expect(looksOf(paid, 0)).toEqual([])
  })

  it.each(['refunded', 'reversed', 'review'] as const)('never looks at %s', (status) => {
    expect(looksOf({ ...order, status, paidAt: createdAt })).toEqual([])
  })

  it('is never beyond itself', () => {
    for (const status of watchedStatuses) expect(isBeyondPlan({ ...order, status }, after(99 * hourMs))).toBe(false)
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
