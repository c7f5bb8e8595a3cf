import type { OrderQuery } from '../../src/ledger/order-query.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`search in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const search = async (query: OrderQuery): Promise<Order[]> => {
      const orders: Order[] = []
      for await (const order of opened.ledger.search(query)) orders.push(order)
      return orders
    }
    const numbers = async (query: OrderQuery): Promise<string[]> =>
      (await search(query)).map(({ orderNumber }) => orderNumber)

    it('finds orders by their properties', async () => {
      const { order: tea } = await opened.ledger.add(newOrder({ sku: 'tea', reference: 'cart-1' }))
      const { order: mug } = await opened.ledger.add(newOrder({ sku: 'mug', reference: 'cart-2' }))
      const registered = await registeredOrder(opened.ledger)
      const paid = await paidOrder(opened.ledger)

      expect(await search({ sku: 'mug' })).toEqual([mug])
      expect(await search({ reference: 'cart-1' })).toEqual([tea])
      expect(await search({ status: 'registered' })).toEqual([registered])
      expect(new Set(await numbers({ status: ['registered', 'paid'] }))).toEqual(
        new Set([registered.orderNumber, paid.orderNumber]),
      )
      expect(await search({ handOver: 'due' })).toEqual([paid])
      expect(await search({ sku: 'mug', reference: 'cart-1' })).toEqual([])
      expect(await search({ status: [] })).toEqual([])
      expect(await search({ limit: 0 })).toEqual([])
      expect(await search({})).toHaveLength(4)
    })

    it('finds orders of a reference by their other properties', async () => {
      const { order } = await opened.ledger.add(newOrder({ sku: 'tea', reference: 'cart-1' }))
      const reference = 'cart-1'

      expect(await search({ reference, sku: 'tea', status: 'registering', handOver: 'none' })).toEqual([order])
      expect(await search({ reference, status: ['registering', 'paid'] })).toEqual([order])
      expect(await search({ reference, status: ['registered', 'paid'] })).toEqual([])
      expect(await search({ reference, handOver: 'due' })).toEqual([])
      expect(await search({ reference, sku: 'mug' })).toEqual([])
    })

    it('finds orders by when they were opened: from since, before until', async () => {
      const { order } = await opened.ledger.add(newOrder())
      const at = order.createdAt
      const later = new Date(at.getTime() + 1)

      expect(await search({ since: at, until: later })).toEqual([order])
      expect(await search({ since: later })).toEqual([])
      expect(await search({ until: at })).toEqual([])
    })

    it('yields every order once, newest first, over many pages and many orders of the same moment', async () => {
      const made = []
      // As many at a time as the ledger has connections, so nothing waits for one.
      for (let tens = 0; tens < 25; tens += 1) {
        made.push(...(await Promise.all(Array.from({ length: 10 }, () => opened.ledger.add(newOrder())))))
      }
      // Half of them opened in the same millisecond, across a page boundary.
      const at = made[0]!.order.createdAt.toISOString()
      await opened.sql(
        `update checkout_orders set created_at = '${at}' where order_number in
          (select order_number from checkout_orders order by order_number limit 125)`,
      )

      const found = await search({})

      expect(new Set(found.map(({ orderNumber }) => orderNumber)).size).toBe(250)
      expect(found).toHaveLength(250)
      const times = found.map(({ createdAt }) => createdAt.getTime())
      expect(times).toEqual([...times].sort((a, b) => b - a))
      const all = found.map(({ orderNumber }) => orderNumber)
      expect(await numbers({ limit: 130 })).toEqual(all.slice(0, 130))
      expect(await numbers({ limit: 100 })).toEqual(all.slice(0, 100))
    })

    it('reads no further than its caller', async () => {
      await Promise.all(Array.from({ length: 3 }, () => opened.ledger.add(newOrder())))

      for await (const order of opened.ledger.search({})) {
        expect(order.status).toBe('registering')
        break
      }

      expect(await search({})).toHaveLength(3)
    })
  })
}
