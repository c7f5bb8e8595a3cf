import { payingOrderOf, stateOf } from '../../src/links/link-state.ts'
import { orderStatuses, reviewReasons } from '../../src/order.ts'
import type { Order, OrderStatus } from '../../src/order.ts'
import { anOrder } from '../support/samples.ts'

const linkOf = (order: Partial<Order>) => ({
  linkNumber: 'LINK1',
  withdrawnAt: undefined,
  isExpired: false,
  orders: [anOrder({ linkNumber: 'LINK1', ...order })],
})
const paying: readonly OrderStatus[] = ['held', 'paid', 'partially_refunded', 'refunded', 'review']

describe('the state of a payment link', () => {
  it.each(orderStatuses.map((status) => [status, paying.includes(status) ? 'paid' : 'open'] as const))(
    'with an order of its own that is %s is %s',
    (status, state) => {
      expect(stateOf(linkOf({ status }))).toBe(state)
    },
  )

  it.each(reviewReasons)('is paid while a person has not looked at its order: %s', (reviewReason) => {
    const link = linkOf({ status: 'review', reviewReason })

    expect(stateOf(link)).toBe('paid')
    expect(payingOrderOf(link)).toBe(link.orders[0])
  })

  it('is as it was if an order of the same reference, but of another link, was refunded', () => {
    expect(stateOf(linkOf({ status: 'refunded', linkNumber: 'LINK2' }))).toBe('open')
  })

  it('is withdrawn or expired only while nobody has paid', () => {
    const open = linkOf({ status: 'declined' })
    const withdrawnAt = new Date()

    expect(stateOf({ ...open, isExpired: true })).toBe('expired')
    expect(stateOf({ ...open, isExpired: true, withdrawnAt })).toBe('withdrawn')
    expect(stateOf({ ...linkOf({ status: 'paid' }), isExpired: true, withdrawnAt })).toBe('paid')
  })
})
