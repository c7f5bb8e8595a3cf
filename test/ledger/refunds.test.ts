import type { Refund } from '../../src/ledger/refund-ledger.ts'
import type { Order } from '../../src/order.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { paidOrder, registeredOrder } from './an-order.ts'

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`refunds in ${name}`, () => {
    let opened: OpenedLedger
    let order: Order
    beforeEach(async () => {
      opened = await openLedger()
      order = await paidOrder(opened.ledger)
    })
    afterEach(() => opened.close())

    const wanted = (amountMinor: number, key = 'a', leaseMs = 60_000) => ({
      orderNumber: order.orderNumber,
      key,
      amountMinor,
      externalRefundId: `${order.orderNumber}-${key}`,
      leaseMs,
    })
    const ask = async (amountMinor: number, key = 'a', leaseMs?: number): Promise<Refund> => {
      const asked = await opened.ledger.askRefund(wanted(amountMinor, key, leaseMs))
      if (asked.outcome !== 'asked') throw new Error(asked.outcome)
      return asked.refund
    }
    const complete = (refund: Refund, refundedMinor?: number) =>
      opened.ledger.completeRefund(refund, { refundedMinor, trigger: 'refund', detail: undefined })

    it('are recorded before they are sent, one at a time for each order', async () => {
      expect(await ask(500)).toEqual({
        orderNumber: order.orderNumber,
        key: 'a',
        amountMinor: 500,
        externalRefundId: `${order.orderNumber}-a`,
        refundedBeforeMinor: 0,
        tryNumber: 1,
        askedForMs: expect.any(Number),
      })

      expect(await opened.ledger.askRefund(wanted(500))).toEqual({ outcome: 'busy' })
      expect(await opened.ledger.askRefund(wanted(1, 'b'))).toEqual({ outcome: 'busy' })
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'refund-asked',
        detail: { key: 'a', amountMinor: 500 },
      })
      await expect(
        opened.sql(`insert into checkout_refunds
          select order_number, 'c', 1, 'id-c', 0, 'asked', asked_at, null, null, 0
          from checkout_refunds`),
      ).rejects.toThrow(/unique/i)
    })

    it("count by the gateway's total, or else by their own amount, and never lower the known total", async () => {
      expect(await complete(await ask(500))).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
      // Another amount was refunded at the bank, and was seen before this refund ended.
      const second = await ask(200, 'b')
      await opened.ledger.note(
        { ...order, status: 'partially_refunded' },
        {
          trigger: 'sweep',
          changes: { refundedMinor: 900 },
        },
      )
      expect(await complete(second)).toMatchObject({ refundedMinor: 900 })
      expect(await complete(await ask(100, 'c'), 1000)).toMatchObject({ refundedMinor: 1000 })
      expect(await complete(await ask(999, 'd'), 5000)).toMatchObject({ status: 'refunded', refundedMinor: 1999 })
    })

    it('record what was seen, and end the checks of an order with nothing left', async () => {
      await opened.ledger.plan(order, 60_000)
      const looks = async () => opened.sql('select next_check_at from checkout_orders where next_check_at is not null')
      const detail = { refundedAmount: 500 }

      await opened.ledger.completeRefund(await ask(500), { refundedMinor: 500, trigger: 'refund', detail })
      expect(await looks()).toHaveLength(1)
      await complete(await ask(500, 'b'))
      await complete(await ask(999, 'c'))

      expect(await looks()).toEqual([])
      const entries = (await opened.ledger.history(order.orderNumber)).filter(({ trigger }) => trigger === 'refund')
      expect(entries.map(({ kind, from, to, detail: seen }) => [kind, from, to, seen])).toEqual([
        ['refund-asked', undefined, 'paid', expect.objectContaining({ key: 'a' })],
        ['moved', 'paid', 'partially_refunded', { key: 'a', amountMinor: 500, seen: detail }],
        ['refund-asked', undefined, 'partially_refunded', expect.objectContaining({ key: 'b' })],
        ['refunded', undefined, 'partially_refunded', { key: 'b', amountMinor: 500 }],
        ['refund-asked', undefined, 'partially_refunded', expect.objectContaining({ key: 'c' })],
        ['moved', 'partially_refunded', 'refunded', { key: 'c', amountMinor: 999 }],
      ])
    })

    it('end once', async () => {
      const refund = await ask(500)

      expect(await complete(refund)).toMatchObject({ refundedMinor: 500 })
      expect(await complete(refund)).toBeUndefined()
      await opened.ledger.refuseRefund(refund, { trigger: 'refund', reason: 'late' })

      expect(await opened.ledger.askRefund(wanted(500))).toMatchObject({
        outcome: 'done',
        order: { refundedMinor: 500 },
      })
      expect(await opened.ledger.askRefund(wanted(501))).toEqual({ outcome: 'other-amount', amountMinor: 500 })
    })

    it('are not marked refused by a holder whose lease has expired', async () => {
      const slow = await ask(500)
      await opened.age('checkout_refunds', 'lease_until', 61_000)
      const next = await opened.ledger.askRefund(wanted(500))
      expect(next).toMatchObject({ outcome: 'asked', isNew: false, refund: { tryNumber: 2 } })

      await opened.ledger.refuseRefund(slow, { trigger: 'refund', reason: 'late' })
      await opened.ledger.postponeRefund(slow, 60_000)

      expect(await opened.sql('select state from checkout_refunds')).toEqual([{ state: 'asked' }])
      expect(await opened.ledger.askRefund(wanted(500))).toEqual({ outcome: 'busy' })
      // That it was made is true, whoever reports it.
      expect(await complete(slow)).toMatchObject({ refundedMinor: 500 })
    })

    it('that were refused may be asked for again', async () => {
      await opened.ledger.refuseRefund(await ask(500), { trigger: 'refund', reason: 'no' })
      expect((await opened.ledger.history(order.orderNumber)).at(-1)).toMatchObject({
        kind: 'refund-refused',
        from: undefined,
        to: 'paid',
        detail: { key: 'a', amountMinor: 500, reason: 'no' },
      })

      expect(await opened.ledger.askRefund(wanted(500))).toMatchObject({ outcome: 'asked', isNew: true })
      expect(await opened.sql('select key from checkout_refunds')).toHaveLength(1)
    })

    it('are known by order and key once asked for, unless they were refused', async () => {
      const { orderNumber } = order
      expect(await opened.ledger.hasRefund(orderNumber, 'a')).toBe(false)
      const refund = await ask(500)
      expect(await opened.ledger.hasRefund(orderNumber, 'a')).toBe(true)
      expect(await opened.ledger.hasRefund(orderNumber, 'b')).toBe(false)
      expect(await opened.ledger.hasRefund('nobody', 'a')).toBe(false)
      // With any key.
      expect(await opened.ledger.hasRefund(orderNumber)).toBe(true)
      expect(await opened.ledger.hasRefund('nobody')).toBe(false)

      await opened.ledger.refuseRefund(refund, { trigger: 'refund', reason: 'no' })
      expect(await opened.ledger.hasRefund(orderNumber, 'a')).toBe(false)
      expect(await opened.ledger.hasRefund(orderNumber)).toBe(false)
      await complete(await ask(500))
      expect(await opened.ledger.hasRefund(orderNumber, 'a')).toBe(true)
    })

    it('that were left unfinished come before one with another key', async () => {
      await ask(500, 'a', -1)

      expect(await opened.ledger.askRefund(wanted(1, 'b'))).toMatchObject({
        outcome: 'unfinished',
        refund: { key: 'a', amountMinor: 500, tryNumber: 2 },
        order: { orderNumber: order.orderNumber },
      })
      expect(await opened.sql('select key from checkout_refunds')).toEqual([{ key: 'a' }])
    })

    it('may be asked for while the order is in review', async () => {
      await opened.ledger.move(order, {
        to: 'review',
        trigger: 'sweep',
        checkInMs: null,
        changes: { reviewReason: 'chargeback' },
      })

      // Only by a caller that allows for the review.
      expect(await opened.ledger.askRefund(wanted(500))).toMatchObject({ outcome: 'not-refundable' })
      expect(await opened.sql('select key from checkout_refunds')).toEqual([])
      expect(await opened.ledger.askRefund({ ...wanted(500), mayBeReviewed: true })).toMatchObject({ outcome: 'asked' })
    })

    describe('that are refused with a move', () => {
      const changes = { reviewReason: 'late-payment' } as const
      const move = { to: 'review', trigger: 'refund', checkInMs: null, changes } as const
      const refuse = async (key = 'a') =>
        opened.ledger.refuseRefund(await ask(500, key), { trigger: 'refund', reason: 'no', move })
      const withhold = () => opened.sql("update checkout_orders set hand_over = 'none'")

      it('move an order with neither goods nor money on their way, in the same commit', async () => {
        await withhold()

        expect(await refuse()).toMatchObject({ status: 'review', reviewReason: 'late-payment' })

        expect((await opened.ledger.history(order.orderNumber)).slice(-2)).toMatchObject([
          { kind: 'refund-refused' },
          { kind: 'moved', from: 'paid', to: 'review' },
        ])
      })

      it('leave an order whose goods are due', async () => {
        expect(await refuse()).toBeUndefined()

        expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ status: 'paid', handOver: 'due' })
      })

      it('also move an order that was partially refunded in another way', async () => {
        await withhold()
        await complete(await ask(300, 'part'))

        expect(await refuse()).toMatchObject({ status: 'review', refundedMinor: 300 })
      })

      it('leave an order that was fully refunded in another way', async () => {
        await withhold()
        const refund = await ask(500)
        await opened.ledger.move(order, {
          to: 'refunded',
          trigger: 'sweep',
          checkInMs: null,
          changes: { refundedMinor: 1999 },
        })

        expect(await opened.ledger.refuseRefund(refund, { trigger: 'refund', reason: 'no', move })).toBeUndefined()
      })

      it('move nothing without a move, or if they had ended before', async () => {
        await withhold()
        const refund = await ask(500)
        expect(await opened.ledger.refuseRefund(refund, { trigger: 'refund', reason: 'no' })).toBeUndefined()

        expect(await opened.ledger.refuseRefund(refund, { trigger: 'refund', reason: 'no', move })).toBeUndefined()

        expect(await opened.ledger.find(order.orderNumber)).toMatchObject({ status: 'paid' })
      })
    })

    it("depend on what is left, and on the order's status", async () => {
      expect(await opened.ledger.askRefund(wanted(2000))).toMatchObject({ outcome: 'exceeds', leftMinor: 1999 })
      await complete(await ask(500, 'first'))
      expect(await opened.ledger.askRefund(wanted(1500))).toMatchObject({ outcome: 'exceeds', leftMinor: 1499 })
      expect(await opened.ledger.askRefund({ ...wanted(1), orderNumber: 'nobody' })).toEqual({ outcome: 'absent' })
      order = await registeredOrder(opened.ledger)
      expect(await opened.ledger.askRefund(wanted(1))).toEqual({ outcome: 'not-refundable', order })
      const ifReviewed = { ...wanted(1), mayBeReviewed: true }
      expect(await opened.ledger.askRefund(ifReviewed)).toEqual({ outcome: 'not-refundable', order })
    })

    it('are claimed by one sweep when they are due, and only by a sweep of their gateway', async () => {
      const gateway = order.gatewayAccount.slice(0, 12)
      const claim = () => opened.another().claimRefund({ gateway, orderNumber: undefined, leaseMs: 60_000 })
      const refund = await ask(500)
      expect(await claim()).toBeUndefined()
      await opened.ledger.postponeRefund(refund, -1_000)

      const claimed = (await Promise.all([claim(), claim(), claim()])).filter((one) => one !== undefined)

      expect(claimed).toMatchObject([{ refund: { key: 'a', tryNumber: 2 }, order: { orderNumber: order.orderNumber } }])
      await opened.ledger.postponeRefund(claimed[0]!.refund, -1_000)
      const others = { orderNumber: undefined, leaseMs: 1 }
      expect(await opened.ledger.claimRefund({ ...others, gateway: 'another' })).toBeUndefined()
      expect(await opened.ledger.claimRefund({ ...others, gateway, orderNumber: 'nobody' })).toBeUndefined()
      expect(await opened.ledger.claimRefund({ ...others, gateway })).toMatchObject({ refund: { tryNumber: 3 } })
    })

    it('are claimed however many before them are held by others', async () => {
      const gateway = order.gatewayAccount.slice(0, 12)
      for (let i = 0; i < 12; i += 1) {
        order = await paidOrder(opened.ledger)
        await opened.ledger.postponeRefund(await ask(500), i * 10 - 1_000)
      }
      const claim = async () => {
        const claimed = await opened.ledger.claimRefund({ gateway, orderNumber: undefined, leaseMs: 60_000 })
        return claimed?.order.orderNumber
      }

      const numbers: (string | undefined)[] = []
      for (let i = 0; i < 13; i += 1) numbers.push(await claim())

      expect(new Set(numbers).size).toBe(13)
      expect(numbers.at(-1)).toBeUndefined()
    })
  })
}
