import { orderStatuses } from '../../../src/order.ts'
import type { OrderStatus } from '../../../src/order.ts'
import {
  assertMove,
  everyMove,
  resolvedStatuses,
  isOpen,
  isReviewedMoney,
  lacksFinalWord,
  mayMove,
  moves,
  openStatuses,
  watchedStatuses,
} from '../../../src/settlement/judge/moves.ts'

describe('the table of moves', () => {
  it('reaches every status from registering', () => {
    const reached = new Set<OrderStatus>(['registering'])
    for (const status of reached) for (const next of moves[status]) reached.add(next)

    expect([...reached].sort()).toEqual([...orderStatuses].sort())
  })

  it('has no way back', () => {
    const reachable = (from: OrderStatus): Set<OrderStatus> => {
      const found = new Set<OrderStatus>(moves[from])
      for (const status of found) for (const next of moves[status]) found.add(next)
      return found
    }

    for (const status of orderStatuses) expect([status, reachable(status).has(status)]).toEqual([status, false])
  })

  it('names the final statuses', () => {
    expect(orderStatuses.filter((status) => moves[status].length === 0)).toEqual(['refunded', 'reversed', 'review'])
  })

  it('asks the gateway about orders that may still get money, and no others', () => {
    expect(openStatuses).toEqual(['registering', 'unknown', 'registered', 'held'])
    expect(orderStatuses.filter(isOpen)).toEqual([...openStatuses])
  })

  it('watches settled orders whose money may still come or go, and no others', () => {
    expect(watchedStatuses).toEqual(['paid', 'partially_refunded', 'declined', 'expired'])
    for (const status of watchedStatuses)
      expect([status, isOpen(status), moves[status].length > 0]).toEqual([status, false, true])
  })

  it('asks about orders in review only if money was taken, or nothing was known of it', () => {
    const unknown = ['no-final-word-a-day-after-expiry', 'unreadable-a-day-after-expiry'] as const
    const taken = (capturedMinor: number) => (status: OrderStatus) => isReviewedMoney({ status, capturedMinor })

    expect(orderStatuses.filter(taken(1))).toEqual(['review'])
    expect(orderStatuses.filter(taken(0))).toEqual([])
    for (const reviewReason of unknown)
      expect(orderStatuses.filter((status) => lacksFinalWord({ status, reviewReason }))).toEqual(['review'])
    expect(lacksFinalWord({ status: 'review', reviewReason: 'chargeback' })).toBe(false)
  })

  it('is available as a list', () => {
    expect(everyMove).toHaveLength(Object.values(moves).flat().length + resolvedStatuses.length)
    expect(everyMove).toContain('review>paid')
    expect(everyMove).toContain('registered>paid')
    expect(everyMove).toContain('expired>review')
  })

  it('refuses a move that it does not contain', () => {
    expect(mayMove('refunded', 'paid')).toBe(false)
    expect(() => assertMove('refunded', 'paid')).toThrow(
      expect.objectContaining({
        code: 'CHECKOUT_ILLEGAL_MOVE',
        message: 'An order cannot move from refunded to paid.',
      }),
    )
    expect(() => assertMove('registered', 'paid')).not.toThrow()
  })
})
