import type { Ledger } from '../../src/ledger/ledger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { moved, newOrder, paidOrder, registeredOrder } from './an-order.ts'

const bySweep = { trigger: 'sweep', checkInMs: 60_000 } as const

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`how orders stand in ${name}`, () => {
    let opened: OpenedLedger
    let ledger: Ledger
    beforeEach(async () => {
      opened = await openLedger()
      ledger = opened.another({ shop: { key: 'shop.example', formerKeys: [] } })
      await ledger.open()
    })
    afterEach(() => opened.close())

    const held = async (): Promise<Order> =>
      moved(await ledger.move(await registeredOrder(ledger), { ...bySweep, to: 'held' }))
    const handedOver = async (): Promise<Order> => {
      const order = await paidOrder(ledger)
      const claim = await ledger.claimHandOver(order.orderNumber, { leaseMs: 60_000 })
      return moved(await ledger.completeHandOver(claim!, 'return'))
    }

    it('is nothing in an empty ledger', async () => {
      expect(await ledger.orderCounts()).toEqual({ open: 0, held: 0, review: 0, stuck: 0, oldestOpen: undefined })
      expect(await ledger.orderTimes(10)).toEqual([])
    })

    it('counts what is open, on hold, in review and stuck', async () => {
      await registeredOrder(ledger)
      await ledger.add(newOrder())
      await held()
      await handedOver()
      const changes = { reviewReason: 'amount-differs' } as const
      await ledger.move(await registeredOrder(ledger), { ...bySweep, to: 'review', checkInMs: null, changes })
      const stuck = await paidOrder(ledger)
      const claim = await ledger.claimHandOver(stuck.orderNumber, { leaseMs: 60_000 })
      await ledger.failHandOver(claim!, { retryInMs: undefined, reason: 'no paper', trigger: 'sweep' })

      expect(await ledger.orderCounts()).toMatchObject({ open: 2, held: 1, review: 1, stuck: 1 })
    })

    it('knows the open order that was opened first, whatever its status', async () => {
      await handedOver()
      const oldest = await held()
      await opened.age('checkout_orders', 'created_at', 60_000)
      await registeredOrder(ledger)
      await ledger.add(newOrder())

      expect((await ledger.orderCounts()).oldestOpen?.orderNumber).toBe(oldest.orderNumber)
    })

    it("never counts another shop's", async () => {
      await registeredOrder(ledger)
      await handedOver()
      const other = opened.another({ shop: { key: 'other.example', formerKeys: [] } })
      await other.open()
      await other.add(newOrder({ shop: 'other.example' }))

      expect(await other.orderCounts()).toMatchObject({ open: 1, oldestOpen: { shop: 'other.example' } })
      expect(await other.orderTimes(10)).toEqual([])
    })

    it('tells how far the last paid orders came, and when', async () => {
      const early = await handedOver()
      await opened.age('checkout_orders', 'created_at', 60_000)
      const order = await registeredOrder(ledger)
      await ledger.noteReturn(order.orderNumber, new Date(Date.now() - 2_000))
      const changes = { capturedMinor: 1999, paidAt: new Date(0) }
      await ledger.move(order, { ...bySweep, to: 'paid', handOver: 'due', changes })
      await registeredOrder(ledger)

      const [last, first, ...others] = await ledger.orderTimes(2)

      const entries = await ledger.history(order.orderNumber)
      expect(others).toEqual([])
      expect(last).toEqual({
        createdAt: order.createdAt,
        registeredAt: entries[1]?.at,
        returnedAt: (await ledger.find(order.orderNumber))?.returnedAt,
        paidAt: entries[2]?.at,
        handedOverAt: undefined,
      })
      expect(first).toMatchObject({
        returnedAt: undefined,
        handedOverAt: (await ledger.history(early.orderNumber)).at(-1)?.at,
      })
      expect(await ledger.orderTimes(1)).toEqual([last])
    })

    it('keeps when a buyer first came back, as long ago as it was', async () => {
      const order = await registeredOrder(ledger)
      await ledger.noteReturn(order.orderNumber, new Date(Date.now() - 5_000))
      const { returnedAt } = moved(await ledger.find(order.orderNumber))
      const agoMs = Date.now() - (returnedAt?.getTime() ?? 0)
      expect(agoMs).toBeGreaterThanOrEqual(4_900)
      expect(agoMs).toBeLessThan(60_000)

      await ledger.noteReturn(order.orderNumber, new Date())
      const later = { ...bySweep, to: 'held', returnedAt: new Date() } as const
      expect(moved(await ledger.move(order, later))).toMatchObject({ status: 'held', returnedAt })
      // A clock of a process that is ahead makes no time that is still to come.
      const other = await registeredOrder(ledger)
      const ahead = { ...bySweep, to: 'held', returnedAt: new Date(Date.now() + 3_600_000) } as const
      const { returnedAt: now } = moved(await ledger.move(other, ahead))
      expect(Math.abs(now!.getTime() - Date.now())).toBeLessThan(60_000)
    })
  })
}
