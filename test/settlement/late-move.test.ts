import type { Move } from '../../src/ledger/order-ledger.ts'
import { lateMove } from '../../src/settlement/late-move.ts'
import { withReason } from '../../src/settlement/with-reason.ts'
import { anOrder } from '../support/samples.ts'

describe('the move of late money', () => {
  const inTime: Move = {
    to: 'paid',
    trigger: 'sweep',
    checkInMs: 1_000,
    handOver: 'due',
    changes: { capturedMinor: 500 },
    detail: { orderStatus: 2 },
  }
  const made = (latePayment: Parameters<typeof lateMove>[3], move = inTime): Move =>
    lateMove(move, anOrder({ status: 'expired' }), 'late-payment', latePayment)

  it('says why, whatever is made of it', () => {
    for (const each of ['hand-over', 'review', 'refund'] as const) {
      expect(made(each).detail).toEqual({ orderStatus: 2, reason: 'late-payment' })
    }
  })

  it('is the one in time where the goods go out all the same', () => {
    expect(made('hand-over')).toEqual({ ...inTime, detail: { orderStatus: 2, reason: 'late-payment' } })
  })

  it('gives back what was captured, and all of the order where that is not told', () => {
    expect(made('refund')).toMatchObject({ to: 'paid', refund: { key: 'late payment', amountMinor: 500 } })
    expect(made('refund')).not.toHaveProperty('handOver')
    const { changes: _changes, ...bare } = inTime
    expect(made('refund', bare)).toMatchObject({ refund: { amountMinor: 1999 } })
    expect(made('refund', { ...inTime, changes: {} })).toMatchObject({ refund: { amountMinor: 1999 } })
  })

  it('puts a hold before a person instead of letting it go', () => {
    expect(made('refund', { ...inTime, to: 'held' })).toMatchObject({
      to: 'review',
      checkInMs: null,
      changes: { reviewReason: 'late-payment' },
    })
  })

  it.each([undefined, null, 'text', 7, ['a', 'b']])('keeps no detail that has no names: %p', (detail) => {
    expect(withReason(detail, 'why')).toEqual({ reason: 'why' })
  })
})
