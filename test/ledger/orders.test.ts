import { DatabaseSync } from 'node:sqlite'
import type { NewOrder } from '../../src/ledger/order-ledger.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import type { Order } from '../../src/order.ts'
import { newOrder, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`orders in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it('keeps all of a new order', async () => {
      const order = newOrder({
        reference: 'cart-7',
        description: 'Ünïcode ✓',
        metadata: { gift: true, lines: [1, null, 'two'] },
        amountMinor: 999_999_999_999,
        currency: 'KWD',
        language: 'en',
        capture: 'manual',
        shop: 'shop.example',
        handsOver: false,
        isRepeatable: true,
        again: '/cart',
        linkNumber: 'LINK1',
        tellsClosed: true,
        email: 'buyer@shop.example',
        clientId: 'client-1',
        bindingId: 'binding-1',
        expiresInMs: 1_200_000,
      })

      const added = await opened.ledger.add(order)

      const { createdAt, expiresAt, ...rest } = added.order
      expect(added.isNew).toBe(true)
      expect(rest).toEqual({
        orderNumber: order.orderNumber,
        gatewayOrderId: undefined,
        formUrl: undefined,
        sku: order.sku,
        reference: 'cart-7',
        description: 'Ünïcode ✓',
        metadata: { gift: true, lines: [1, null, 'two'] },
        amountMinor: 999_999_999_999,
        currency: 'KWD',
        language: 'en',
        capture: 'manual',
        gatewayAccount: order.gatewayAccount,
        capturingMinor: undefined,
        capturedMinor: 0,
        refundedMinor: 0,
        status: 'registering',
        handOver: 'none',
        decline: undefined,
        reviewReason: undefined,
        paymentWay: undefined,
        card: undefined,
        approvalCode: undefined,
        shop: 'shop.example',
        handsOver: false,
        isRepeatable: true,
        again: '/cart',
        linkNumber: 'LINK1',
        closing: 'owed',
        email: 'buyer@shop.example',
        clientId: 'client-1',
        bindingId: 'binding-1',
        paidAt: undefined,
      })
      expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(60_000)
      expect(Math.abs(expiresAt.getTime() - createdAt.getTime() - 1_200_000)).toBeLessThan(5_000)
      expect(await opened.ledger.find(order.orderNumber)).toEqual(added.order)
    })

    it('tells null from undefined in the metadata', async () => {
      const withNull = await opened.ledger.add(newOrder({ metadata: null }))
      const without = await opened.ledger.add(newOrder({ metadata: undefined }))

      expect((await opened.ledger.find(withNull.order.orderNumber))?.metadata).toBeNull()
      expect((await opened.ledger.find(without.order.orderNumber))?.metadata).toBeUndefined()
    })

    it('finds nothing under an unknown number or id, whatever its characters', async () => {
      for (const odd of [
        '',
        'nobody',
        "'; drop table checkout_orders; --",
        'nul\0byte',
        '\ud800',
        'x'.repeat(10_000),
      ]) {
        expect(await opened.ledger.find(odd)).toBeUndefined()
        expect(await opened.ledger.findByGatewayOrderId(odd)).toBeUndefined()
      }
    })

    it('finds an order by its gateway id', async () => {
      const order = await registeredOrder(opened.ledger, { gatewayOrderId: 'bank-1' })

      expect(await opened.ledger.findByGatewayOrderId('bank-1')).toEqual(order)
      expect(await opened.ledger.findByGatewayOrderId('BANK-1')).toBeUndefined()
    })

    it('refuses an existing order number, and keeps the order that has it', async () => {
      const first = await opened.ledger.add(newOrder({ orderNumber: 'same', sku: 'first' }))

      const second = opened.ledger.add(newOrder({ orderNumber: 'same', sku: 'second' }))

      await expect(second).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      expect(await opened.ledger.find('same')).toEqual(first.order)
      expect(await opened.ledger.history('same')).toHaveLength(1)
    })

    it("keeps the buyer's data out of the error of a refused write", async () => {
      const order = newOrder({ amountMinor: -1, metadata: { email: 'buyer@shop.example' } })

      const error = await opened.ledger.add(order).catch((caught: unknown) => caught)

      expect(error).toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      const { inspect } = await import('node:util')
      expect(inspect(error, { depth: 10 })).not.toContain('buyer@shop.example')
    })

    describe('with a reuse key', () => {
      const keyed = (changes: Partial<NewOrder> = {}): NewOrder =>
        newOrder({ reuseKey: 'browser', reuseOpenForMs: 600_000, reuseRegisteringForMs: 60_000, ...changes })

      it('takes a second checkout to the order that holds it', async () => {
        const first = await opened.ledger.add(keyed())
        const second = await opened.ledger.add(keyed())

        expect(second).toEqual({ order: first.order, isNew: false })
        expect(await opened.ledger.findReusable(keyed())).toEqual({
          order: first.order,
          startedBy: undefined,
          ageMs: expect.any(Number),
        })
        expect(await opened.sql('select order_number from checkout_orders')).toHaveLength(1)
        expect(await opened.ledger.history(first.order.orderNumber)).toHaveLength(1)
      })

      it('keeps other keys, and orders without one, apart', async () => {
        const added = [keyed(), keyed({ reuseKey: 'other' }), newOrder(), newOrder()].map((each) =>
          opened.ledger.add(each),
        )

        expect((await Promise.all(added)).map(({ isNew }) => isNew)).toEqual([true, true, true, true])
        expect(await opened.ledger.findReusable({ ...keyed(), reuseKey: undefined })).toBeUndefined()
        expect(await opened.ledger.findReusable({ ...keyed(), reuseKey: 'third' })).toBeUndefined()
      })

      it('adds exactly one order for twenty checkouts in two processes at once', async () => {
        const processes = [opened.ledger, opened.another()]

        const added = await Promise.all(Array.from({ length: 20 }, (_, i) => processes[i % 2]!.add(keyed())))

        expect(added.filter(({ isNew }) => isNew)).toHaveLength(1)
        expect(new Set(added.map(({ order }) => order.orderNumber)).size).toBe(1)
        expect(await opened.sql('select * from checkout_orders')).toHaveLength(1)
        expect(await opened.sql('select * from checkout_entries')).toHaveLength(1)
      })

      it('adds exactly one order for twenty checkouts that all find the key stale', async () => {
        const first = await opened.ledger.add(keyed())
        await opened.age('checkout_orders', 'created_at', 61_000)
        const processes = [opened.ledger, opened.another()]

        const added = await Promise.all(Array.from({ length: 20 }, (_, i) => processes[i % 2]!.add(keyed())))

        expect(added.filter(({ isNew }) => isNew)).toHaveLength(1)
        expect(added.map(({ order }) => order.orderNumber)).not.toContain(first.order.orderNumber)
        expect(await opened.sql('select * from checkout_orders')).toHaveLength(2)
      })

      const stale: Record<string, (order: Order) => Promise<unknown>> = {
        'registering for too long': () => opened.age('checkout_orders', 'created_at', 60_001),
        'open for too long': async (order) => {
          await opened.ledger.move(order, registered)
          await opened.age('checkout_orders', 'created_at', 600_001)
        },
        expired: () => opened.age('checkout_orders', 'expires_at', 1_200_001),
        'of unknown outcome': (order) =>
          opened.ledger.move(order, { to: 'unknown', trigger: 'checkout', checkInMs: 0 }),
        'freed by a move': (order) => opened.ledger.move(order, { ...registered, freesReuseKey: true }),
        'freed by a note': (order) => opened.ledger.note(order, { trigger: 'return', freesReuseKey: true }),
      }
      const registered = { to: 'registered', trigger: 'checkout', checkInMs: 1000 } as const

      for (const [why, make] of Object.entries(stale)) {
        it(`opens a new order if the holder is ${why}`, async () => {
          const first = await opened.ledger.add(keyed())
          await make(first.order)

          expect(await opened.ledger.findReusable(keyed())).toBeUndefined()
          const second = await opened.ledger.add(keyed())

          expect(second.isNew).toBe(true)
          expect(second.order.orderNumber).not.toBe(first.order.orderNumber)
          expect((await opened.ledger.findReusable(keyed()))?.order.orderNumber).toBe(second.order.orderNumber)
        })
      }

      it('still takes a checkout to a recent open order', async () => {
        const first = await opened.ledger.add(keyed())
        await opened.ledger.move(first.order, registered)
        await opened.age('checkout_orders', 'created_at', 590_000)

        expect((await opened.ledger.findReusable(keyed()))?.order.orderNumber).toBe(first.order.orderNumber)
        expect(await opened.ledger.add(keyed())).toMatchObject({ isNew: false, order: { status: 'registered' } })
      })
    })

    it('refuses to read a status it does not know', async () => {
      opened.leaveBroken()
      const { order } = await opened.ledger.add(newOrder())
      await writeUnknownStatus(opened, order.orderNumber)

      const found = opened.ledger.find(order.orderNumber)

      await expect(found).rejects.toMatchObject({
        code: 'CHECKOUT_LEDGER_UNAVAILABLE',
        message: expect.stringContaining('"shipped"'),
      })
    })
  })
}

/** As a later version of the schema might, with a longer list of statuses. */
async function writeUnknownStatus(opened: OpenedLedger, orderNumber: string): Promise<void> {
  const update = `update checkout_orders set status = 'shipped' where order_number = '${orderNumber}'`
  if (opened.databaseUrl.startsWith('postgres')) {
    await opened.sql('alter table checkout_orders drop constraint checkout_orders_status_check')
    await opened.sql(update)
    return
  }
  const database = new DatabaseSync(opened.databaseUrl.slice('sqlite:'.length))
  database.exec('pragma ignore_check_constraints = on')
  database.exec(update)
  database.close()
}
