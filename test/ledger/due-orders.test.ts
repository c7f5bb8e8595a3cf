import { orderStatuses } from '../../src/order.ts'
import type { Order } from '../../src/order.ts'
import { withClockOff } from '../support/clock.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder, registeredOrder } from './an-order.ts'

const everything = { statuses: orderStatuses, gateway: '', limit: 100, leaseMs: 60_000 }

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`orders to check in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it('are claimed once they are due, and again only after the lease', async () => {
      const { order } = await opened.ledger.add(newOrder({ checkInMs: 60_000 }))
      expect(await opened.ledger.claimDue(everything)).toEqual([])

      await opened.age('checkout_orders', 'next_check_at', 60_001)
      expect(await opened.ledger.claimDue(everything)).toEqual([order])
      expect(await opened.ledger.claimDue(everything)).toEqual([])

      await opened.age('checkout_orders', 'next_check_at', 60_001)
      expect(await opened.ledger.claimDue(everything)).toEqual([order])
    })

    it.each([-7_200_000, 7_200_000])(
      'are the same for a process whose clock is off by %i ms, and stay with their holder',
      async (offMs) => {
        const due = (await opened.ledger.add(newOrder({ checkInMs: -1000 }))).order
        await opened.ledger.add(newOrder({ checkInMs: 60_000 }))

        await withClockOff(offMs, async () => expect(await opened.another().claimDue(everything)).toEqual([due]))

        expect(await opened.ledger.claimDue(everything)).toEqual([])
        await withClockOff(offMs, async () => expect(await opened.another().claimDue(everything)).toEqual([]))
      },
    )

    it('have the given statuses, the longest waiting first, up to the limit', async () => {
      const orders: Order[] = []
      for (const checkInMs of [-3000, -1000, -2000]) {
        orders.push((await opened.ledger.add(newOrder({ checkInMs }))).order)
      }
      const registered = await registeredOrder(opened.ledger)
      await opened.ledger.plan(registered, -9000)

      const claimed = await opened.ledger.claimDue({ ...everything, statuses: ['registering'], gateway: '', limit: 2 })

      expect(new Set(claimed.map((each) => each.orderNumber))).toEqual(
        new Set([orders[0]!.orderNumber, orders[2]!.orderNumber]),
      )
      expect(await opened.ledger.claimDue({ ...everything, statuses: [] })).toEqual([])
      expect(await opened.ledger.claimDue({ ...everything, statuses: ['registered', 'held'] })).toEqual([registered])
    })

    it('are the longest waiting of all its keys for a shop that had others before', async () => {
      await opened.another({ shop: { key: 'old.example', formerKeys: [] } }).open()
      const shop = opened.another({ shop: { key: 'new.example', formerKeys: ['old.example'] } })
      const add = async (key: string, checkInMs: number): Promise<Order> =>
        (await opened.ledger.add(newOrder({ shop: key, checkInMs }))).order
      const [third, first] = [await add('new.example', -2000), await add('new.example', -4000)]
      const [fourth, second] = [await add('old.example', -1000), await add('old.example', -3000)]
      const claim = async (): Promise<Set<string>> =>
        new Set((await shop.claimDue({ ...everything, limit: 2 })).map(({ orderNumber }) => orderNumber))

      expect(await claim()).toEqual(new Set([first.orderNumber, second.orderNumber]))
      expect(await claim()).toEqual(new Set([third.orderNumber, fourth.orderNumber]))
    })

    it('are never checked again without a plan', async () => {
      opened.leaveBroken()
      const paid = await paidOrder(opened.ledger)
      const open = await registeredOrder(opened.ledger)
      await opened.ledger.plan(open, null)

      expect(await opened.ledger.claimDue(everything)).toEqual([])
      expect(await opened.sql('select * from checkout_orders where next_check_at is not null')).toEqual([])
      expect(await opened.ledger.find(paid.orderNumber)).toEqual(paid)
    })

    it('are planned only while they have the status they were read with', async () => {
      const order = await paidOrder(opened.ledger)

      expect(await opened.ledger.plan({ ...order, status: 'registered' }, -1000)).toBe(false)
      expect(await opened.ledger.claimDue(everything)).toEqual([])

      expect(await opened.ledger.plan(order, -1000)).toBe(true)
      expect(await opened.ledger.claimDue(everything)).toEqual([order])
    })

    it('each go to one of two processes', async () => {
      await Promise.all(Array.from({ length: 60 }, () => opened.ledger.add(newOrder({ checkInMs: -1000 }))))
      const processes = [opened.ledger, opened.another()]

      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) => processes[i % 2]!.claimDue({ ...everything, limit: 5 })),
      )

      const claimed = claims.flat().map(({ orderNumber }) => orderNumber)
      expect(new Set(claimed).size).toBe(claimed.length)
      claimed.push(...(await opened.ledger.claimDue(everything)).map(({ orderNumber }) => orderNumber))
      expect(new Set(claimed).size).toBe(60)
      expect(claimed).toHaveLength(60)
    })
  })
}
