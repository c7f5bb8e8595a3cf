import type { ListQuery } from '../../src/ledger/order-query.ts'
import { handOverStatuses, orderStatuses } from '../../src/order.ts'
import type { HandOverStatus, OrderStatus } from '../../src/order.ts'
import { isOrderView, orderViewNames, orderViews } from '../../src/search/order-views.ts'

/** The views of each status while its goods are on their way as usual. */
const viewsOf: Readonly<Record<OrderStatus, readonly string[]>> = {
  registering: ['open'],
  unknown: ['open'],
  registered: ['open'],
  held: ['held'],
  paid: ['paid'],
  partially_refunded: ['paid', 'given-back'],
  refunded: ['given-back'],
  reversed: ['not-paid'],
  declined: ['not-paid'],
  expired: ['not-paid'],
  review: ['needs-a-person'],
}

function isIn(query: ListQuery, status: OrderStatus, handOver: HandOverStatus): boolean {
  const statuses = query.status === undefined ? orderStatuses : [query.status].flat()
  return (
    statuses.includes(status) &&
    (query.handOver ?? handOver) === handOver &&
    (!query.needsPerson || status === 'review' || handOver === 'stuck')
  )
}

describe('the views of orders', () => {
  const views = (status: OrderStatus, handOver: HandOverStatus): readonly string[] =>
    orderViewNames.filter((name) => isIn(orderViews[name], status, handOver))

  it.each(orderStatuses)('show %s where it belongs', (status) => {
    expect(views(status, 'none')).toEqual(['all', ...viewsOf[status]])
    expect(views(status, 'done')).toEqual(['all', ...viewsOf[status]])
  })

  it('show goods that are due, and those that need a person, whatever the status of the order', () => {
    for (const status of orderStatuses) {
      expect(views(status, 'due')).toContain('goods-due')
      expect(views(status, 'stuck')).toContain('needs-a-person')
    }
    expect(handOverStatuses.filter((one) => views('paid', one).includes('goods-due'))).toEqual(['due'])
    expect(handOverStatuses.filter((one) => views('paid', one).includes('needs-a-person'))).toEqual(['stuck'])
  })

  it('have names that an address can hold, and no others', () => {
    expect(orderViewNames.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
    expect(orderViewNames.every(isOrderView)).toBe(true)
    expect(['', 'sold', 'constructor', '__proto__', 'toString'].filter(isOrderView)).toEqual([])
  })
})
