import { orderStatuses } from '../../../src/order.ts'
import { notInReview, refusalFor } from '../../../src/settlement/judge/refusals.ts'
import { anOrder } from '../../support/samples.ts'

describe('why the status of an order does not allow what is wanted', () => {
  it.each([
    ['capture', { status: 'paid', capturedMinor: 1999 }, 'captured: it is paid already, 19.99 EUR'],
    [
      'reverse',
      { status: 'partially_refunded', capturedMinor: 1999, refundedMinor: 500 },
      'reversed: it is paid already, 19.99 EUR, and 5.00 EUR went back',
    ],
    [
      'refund',
      { status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 },
      'refunded: nothing is left to refund, all of 19.99 EUR went back',
    ],
    [
      'decline',
      { status: 'refunded', capturedMinor: 1999, refundedMinor: 1999 },
      'closed at the bank: it is refunded already, all of 19.99 EUR went back',
    ],
    ['refund', { status: 'held' }, 'refunded: its money is on hold, and not captured'],
    ['handOver', { status: 'registered' }, 'handed over: it is not paid'],
    ['review', { status: 'reversed' }, 'put in review: its hold was released'],
    ['decline', { status: 'review' }, 'closed at the bank: it is in review, and a person must decide first'],
    ['capture', { currency: 'JPY', status: 'paid', capturedMinor: 1999 }, 'captured: it is paid already, 1999 JPY'],
  ] as const)('is said in whole words to whoever wants to %s (%j)', (wish, fields, words) => {
    expect(refusalFor(anOrder(fields), wish)).toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
      message: `Order ORDER1 cannot be ${words}. Nothing was sent, no money moved.`,
    })
  })

  it('is said of an order that is not in review', () => {
    expect(notInReview(anOrder({ status: 'paid', capturedMinor: 1999 }), 'refunded').message).toBe(
      'Order ORDER1 cannot be resolved as refunded: it is not in review, it is paid already, 19.99 EUR. Nothing has ' +
        'changed.',
    )
  })

  it('names no status by its name in the ledger', () => {
    for (const status of orderStatuses.filter((one) => one.includes('_'))) {
      expect(refusalFor(anOrder({ status }), 'capture').message).not.toContain(status)
    }
  })
})
