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

  it('carries the reason, whatever happens to the money', () => {
    for (const each of ['hand-over', 'review', 'refund'] as const) {
      expect(made(each).detail).toEqual({ orderStatus: 2, reason: 'late-payment' })
    }
  })

  it('is the normal move if the goods go out anyway', () => {
    expect(made('hand-over')).toEqual({ ...inTime, detail: { orderStatus: 2, reason: 'late-payment' } })
  })

  it('refunds the captured amount, or the whole order if that is unknown', () => {
    expect(made('refund')).toMatchObject({ to: 'paid', refund: { key: 'late payment', amountMinor: 500 } })
    expect(made('refund')).not.toHaveProperty('handOver')
    const { changes: _changes, ...bare } = inTime
    expect(made('refund', bare)).toMatchObject({ refund: { amountMinor: 1999 } })
    expect(made('refund', { ...inTime, changes: {} })).toMatchObject({ refund: { amountMinor: 1999 } })
  })

  it('puts a hold in review instead of reversing it', () => {
    expect(made('refund', { ...inTime, to: 'held' })).toMatchObject({
      to: 'review',
      checkInMs: null,
      changes: { reviewReason: 'late-payment' },
    })
  })

  it.each([undefined, null, 'text', 7, ['a', 'b']])('drops a detail that is not an object: %p', (detail) => {
    expect(withReason(detail, 'why')).toEqual({ reason: 'why' })
  })
})
