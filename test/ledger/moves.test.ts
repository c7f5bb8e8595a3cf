import { silentLogger } from '../../src/logger.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { Decline, Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { newOrder, paidOrder, registeredOrder } from './an-order.ts'

const decline: Decline = {
  actionCode: '-2007',
  category: 'timeout-or-expired',
  text: 'The time to pay has run out.',
  canRetry: true,
  advice: 'new-order',
}

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`moves in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    it('change the order and write the entry', async () => {
      const { order } = await opened.ledger.add(newOrder())

      const moved = await opened.ledger.move(order, {
        to: 'registered',
        trigger: 'checkout',
        checkInMs: 20_000,
        changes: { gatewayOrderId: 'bank-1', formUrl: 'https://bank.example/pay' },
        detail: { answered: true },
      })

      expect(moved).toEqual({
        ...order,
        status: 'registered',
        gatewayOrderId: 'bank-1',
        formUrl: 'https://bank.example/pay',
      })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(moved)
      const [opening, move, ...more] = await opened.ledger.history(order.orderNumber)
      expect(more).toEqual([])
      expect(opening).toMatchObject({ kind: 'opened', from: undefined, to: 'registering', trigger: 'checkout' })
      expect(move).toEqual({
        entryNumber: expect.any(Number),
        orderNumber: order.orderNumber,
        at: expect.any(Date),
        kind: 'moved',
        from: 'registering',
        to: 'registered',
        trigger: 'checkout',
        detail: { answered: true },
        capturedMinor: 0,
        refundedMinor: 0,
        chargedBackMinor: 0,
      })
      expect(move!.entryNumber).toBeGreaterThan(opening!.entryNumber)
      expect(Math.abs(move!.at.getTime() - Date.now())).toBeLessThan(60_000)
    })

    it('keep every change, and clear what is set to undefined', async () => {
      const order = await registeredOrder(opened.ledger)
      const paidAt = new Date('2026-01-31T09:30:00.123Z')

      const full = await opened.ledger.note(order, {
        trigger: 'callback',
        changes: {
          capturedMinor: 1999,
          refundedMinor: 1,
          decline,
          reviewReason: 'amount-differs',
          paymentWay: 'CARD',
          card: { maskedNumber: '411111**1111', brand: undefined },
          approvalCode: '123456',
          paidAt,
        },
      })
      expect(full).toEqual({
        ...order,
        capturedMinor: 1999,
        refundedMinor: 1,
        decline,
        reviewReason: 'amount-differs',
        paymentWay: 'CARD',
        card: { maskedNumber: '411111**1111', brand: undefined },
        approvalCode: '123456',
        paidAt,
      })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(full)

      const emptied = await opened.ledger.note(order, {
        trigger: 'callback',
        changes: {
          formUrl: undefined,
          decline: undefined,
          paymentWay: undefined,
          card: undefined,
          approvalCode: undefined,
          paidAt: undefined,
        },
      })
      expect(emptied).toEqual({
        ...order,
        formUrl: undefined,
        capturedMinor: 1999,
        refundedMinor: 1,
        reviewReason: 'amount-differs',
      })
    })

    it('may be mere notes, which leave the planned check alone', async () => {
      const order = await registeredOrder(opened.ledger)
      const [before] = await opened.sql('select next_check_at from checkout_orders')

      const noted = await opened.ledger.note(order, { trigger: 'return', detail: 'looked' })

      expect(noted).toEqual(order)
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'noted',
        from: undefined,
        to: 'registered',
        detail: 'looked',
      })
      expect(await opened.sql('select next_check_at from checkout_orders')).toEqual([before])
    })

    it('write nothing for an order that has another status or does not exist', async () => {
      const order = await paidOrder(opened.ledger)
      const history = await opened.ledger.history(order.orderNumber)
      const asSeen = { ...order, status: 'registered' } as const
      const nobody = { ...asSeen, orderNumber: 'nobody' } as const

      for (const seen of [asSeen, nobody]) {
        const move = { to: 'declined', trigger: 'return', checkInMs: 0, changes: { decline } } as const
        expect(await opened.ledger.move(seen, move)).toBeUndefined()
        expect(await opened.ledger.note(seen, { trigger: 'return', changes: { decline } })).toBeUndefined()
      }

      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect(await opened.ledger.history(order.orderNumber)).toEqual(history)
    })

    it('let one of twenty callers in two processes move an order, with one entry and one hand-over', async () => {
      const order = await registeredOrder(opened.ledger)
      const processes = [opened.ledger, opened.another()]

      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          processes[i % 2]!.move(order, {
            to: 'paid',
            trigger: 'callback',
            checkInMs: null,
            handOver: 'due',
            changes: { capturedMinor: order.amountMinor, paidAt: new Date() },
            detail: { caller: i },
          }),
        ),
      )

      expect(outcomes.filter(Boolean)).toHaveLength(1)
      const moves = (await opened.ledger.history(order.orderNumber)).filter(({ to }) => to === 'paid')
      expect(moves).toMatchObject([{ detail: { caller: outcomes.findIndex(Boolean) } }])
      expect(await opened.sql('select * from checkout_hand_overs')).toHaveLength(1)
    })

    it('make the goods due once in the life of an order', async () => {
      opened.leaveBroken()
      const order = await paidOrder(opened.ledger)
      const claim = await opened.ledger.claimHandOver(order.orderNumber, { leaseMs: 1000 })
      await opened.ledger.completeHandOver(claim!, 'sweep')

      const reviewed = await opened.ledger.move(order, { to: 'review', trigger: 'sweep', checkInMs: null })
      const paid = await opened.ledger.move(reviewed!, {
        to: 'paid',
        trigger: 'settle',
        checkInMs: null,
        handOver: 'due',
      })

      expect(paid?.handOver).toBe('done')
      expect(await opened.ledger.unfinishedHandOvers({ gateway: '', limit: 10, isEarly: true })).toEqual([])
    })

    it('refuse a gateway id that another order has, and write nothing', async () => {
      await registeredOrder(opened.ledger, { gatewayOrderId: 'bank-1' })
      const { order } = await opened.ledger.add(newOrder())

      const move = opened.ledger.move(order, {
        to: 'registered',
        trigger: 'checkout',
        checkInMs: 0,
        changes: { gatewayOrderId: 'bank-1' },
      })

      await expect(move).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_RESPONSE' })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect(await opened.ledger.history(order.orderNumber)).toHaveLength(1)
    })

    it('are rolled back as a whole when a part is refused', async () => {
      const order = await registeredOrder(opened.ledger)

      const move = opened.ledger.move(order, {
        to: 'paid',
        trigger: 'return',
        checkInMs: null,
        handOver: 'due',
        changes: { capturedMinor: order.amountMinor + 1 },
      })

      await expect(move).rejects.toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      expect(await opened.ledger.find(order.orderNumber)).toEqual(order)
      expect(await opened.sql('select * from checkout_hand_overs')).toEqual([])
    })

    it('keep a separate history for each order, oldest first', async () => {
      const first = await paidOrder(opened.ledger)
      const second = await registeredOrder(opened.ledger)

      const kinds = async ({ orderNumber }: Order): Promise<string[]> =>
        (await opened.ledger.history(orderNumber)).map(({ to }) => to)

      expect(await kinds(first)).toEqual(['registering', 'registered', 'paid'])
      expect(await kinds(second)).toEqual(['registering', 'registered'])
      expect(await opened.ledger.history('nobody')).toEqual([])
    })

    describe('reported to a listener', () => {
      it('are reported once each, after the commit, with the order as it then was', async () => {
        const told: { entry: Entry; order: Order; stored: Order | undefined }[] = []
        const ledger = opened.another({
          onEntry: async (entry, order) => {
            told.push({ entry, order, stored: await opened.ledger.find(entry.orderNumber) })
          },
        })

        const order = await registeredOrder(ledger)
        await ledger.note(order, { trigger: 'return' })
        await ledger.move({ ...order, status: 'paid' }, { to: 'review', trigger: 'return', checkInMs: null })
        await untilTold(told, 3)
        // The listener looks the order up before it records an entry, so one may overtake another.
        told.sort((one, other) => one.entry.entryNumber - other.entry.entryNumber)

        expect(told.map(({ entry }) => entry)).toEqual(await ledger.history(order.orderNumber))
        expect(told.map(({ order: { status } }) => status)).toEqual(['registering', 'registered', 'registered'])
        expect(told.every(({ stored }) => stored)).toBe(true)
      })

      it('are not reported when the transaction is refused', async () => {
        const told: Entry[] = []
        const ledger = opened.another({ onEntry: (entry) => told.push(entry) })

        await ledger.add(newOrder({ orderNumber: 'same' }))
        await expect(ledger.add(newOrder({ orderNumber: 'same' }))).rejects.toThrow()

        expect(told).toHaveLength(1)
      })

      it('are written silently when nobody listens', async () => {
        const error = jest.fn()
        const ledger = opened.another({ logger: { ...silentLogger, error } })

        await ledger.add(newOrder())
        await new Promise((resolve) => setImmediate(resolve))

        expect(error).not.toHaveBeenCalled()
      })

      for (const [how, fail] of Object.entries({
        throws: () => {
          throw new Error('listener broke')
        },
        rejects: () => Promise.reject(new Error('listener broke')),
      })) {
        it(`stay written when it ${how}`, async () => {
          const logged: object[] = []
          const logger = {
            info: () => undefined,
            warn: () => undefined,
            error: (object: object) => logged.push(object),
          }
          const ledger = opened.another({ onEntry: fail, logger })

          const { order } = await ledger.add(newOrder())
          await untilTold(logged, 1)

          expect(await ledger.find(order.orderNumber)).toEqual(order)
          expect(logged).toMatchObject([
            { orderNumber: order.orderNumber, kind: 'opened', err: { message: 'listener broke' } },
          ])
        })
      }
    })

    it('never lower the refunded amount', async () => {
      const paid = await paidOrder(opened.ledger)
      const partly = (await opened.ledger.move(paid, {
        to: 'partially_refunded',
        trigger: 'sweep',
        checkInMs: null,
        changes: { refundedMinor: 900 },
      }))!

      expect(await opened.ledger.note(partly, { trigger: 'sweep', changes: { refundedMinor: 700 } })).toMatchObject({
        refundedMinor: 900,
      })
      expect(await opened.ledger.note(partly, { trigger: 'sweep', changes: { refundedMinor: 901 } })).toMatchObject({
        refundedMinor: 901,
      })
    })

    describe('of an order whose reference may be paid already', () => {
      const gateway = 'bank.example/payment/rest/#'

      async function ofReference(reference: string, gatewayAccount = `${gateway}login`): Promise<Order> {
        const { order } = await opened.ledger.add(newOrder({ reference, gatewayAccount }))
        return order
      }

      /** Moves the order to paid with its goods due, or to review if the reference is paid. */
      function pay(order: Order, ledger = opened.ledger): Promise<Order | undefined> {
        const money = {
          trigger: 'sweep',
          checkInMs: null,
          changes: { capturedMinor: 1999, paidAt: new Date() },
        } as const
        const instead = { ...money, to: 'review', changes: { ...money.changes, reviewReason: 'late-payment' } } as const
        const clause = { reference: order.reference!, gateways: [gateway], instead }
        return ledger.move(order, { ...money, to: 'paid', handOver: 'due', ifReferenceIsPaid: clause })
      }

      it('pay the first, and apply the alternative to the second', async () => {
        const [first, second, other] = [
          await ofReference('cart'),
          await ofReference('cart'),
          await ofReference('other'),
        ]

        expect(await pay(first)).toMatchObject({ status: 'paid', handOver: 'due' })
        expect(await pay(second)).toMatchObject({ status: 'review', handOver: 'none', reviewReason: 'late-payment' })
        expect(await pay(other)).toMatchObject({ status: 'paid' })

        expect((await opened.ledger.history(second.orderNumber)).at(-1)).toMatchObject({ kind: 'moved', to: 'review' })
      })

      it("do not count the order's own hold, only another order's", async () => {
        const [first, second] = [await ofReference('cart'), await ofReference('cart')]
        const held = await opened.ledger.move(first, { to: 'held', trigger: 'return', checkInMs: null })

        expect(await pay(second)).toMatchObject({ status: 'review' })
        expect(await pay(held!)).toMatchObject({ status: 'paid' })
      })

      it('do not count an order of another gateway', async () => {
        await pay(await ofReference('cart', 'test.bank.example/payment/rest/#login'))

        expect(await pay(await ofReference('cart'))).toMatchObject({ status: 'paid' })
      })

      it('pay one of several orders that different processes pay at the same time', async () => {
        const processes = [opened.ledger, opened.another(), opened.another()]
        for (let round = 0; round < 25; round += 1) {
          const orders = await Promise.all(processes.map(() => ofReference(`cart-${round}`)))

          const paid = await Promise.all(orders.map((order, index) => pay(order, processes[index])))

          expect(paid.map((order) => order?.status).sort()).toEqual(['paid', 'review', 'review'])
        }
      })
    })
  })
}

async function untilTold(told: readonly unknown[], count: number): Promise<void> {
  for (let i = 0; i < 200 && told.length < count; i += 1) await new Promise((resolve) => setTimeout(resolve, 10))
}
