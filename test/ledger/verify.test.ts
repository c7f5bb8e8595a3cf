import type { Ledger } from '../../src/ledger/ledger.ts'
import type { OrderViolationCode } from '../../src/ledger/violations.ts'
import { lateRefundKey } from '../../src/order.ts'
import type { Order } from '../../src/order.ts'
import { everyMove } from '../../src/settlement/judge/moves.ts'
import { ledgers } from '../support/ledgers.ts'
import type { OpenedLedger } from '../support/ledgers.ts'
import { endedUnpaid, newOrder, paidOrder, registeredOrder } from './an-order.ts'

const terms = { isHandOverWanted: true, moves: everyMove }
const twoHoursMs = 7_200_000

for (const [name, openLedger] of Object.entries(ledgers)) {
  describe(`the invariants in ${name}`, () => {
    let opened: OpenedLedger
    beforeEach(async () => (opened = await openLedger()))
    afterEach(() => opened.close())

    const found = async (): Promise<string[]> =>
      (await opened.ledger.violations(terms)).map(({ code, orderNumber }) => `${code} ${orderNumber}`)

    it('hold in an empty ledger, and for orders of every outcome', async () => {
      expect(await found()).toEqual([])

      const { ledger } = opened
      await registeredOrder(ledger)
      await ledger.add(newOrder({ reuseKey: 'browser' }))
      await paidOrder(ledger)
      const done = await paidOrder(ledger)
      await ledger.completeHandOver((await ledger.claimHandOver(done.orderNumber, { leaseMs: 1_000 }))!, 'sweep')
      await refunded(ledger, done, 500)
      await refunded(ledger, await paidOrder(ledger), 1999)
      for (const to of ['declined', 'expired', 'reversed'] as const) {
        await ledger.move(await registeredOrder(ledger), { to, trigger: 'sweep', checkInMs: null })
      }
      await ledger.move(await registeredOrder(ledger), {
        to: 'review',
        trigger: 'sweep',
        checkInMs: null,
        changes: { reviewReason: 'amount-differs' },
      })

      expect(await found()).toEqual([])
    })

    /** Each breaks one invariant in a ledger with a paid order whose goods went out. */
    const broken: Record<OrderViolationCode, string | ((order: Order) => Promise<unknown>)> = {
      'paid-without-hand-over': "update checkout_orders set hand_over = 'none'",
      'hand-over-without-task': "update checkout_orders set hand_over = 'due'",
      'hand-over-overdue': () => overdue(),
      'closing-overdue': async () => {
        const order = await endedUnpaid(opened.ledger, 'expired')
        await opened.ledger.makeClosingsDue({ gateway: '', orderNumber: order.orderNumber, limit: 1 })
        return opened.age('checkout_closings', 'next_try_at', twoHoursMs)
      },
      'handed-over-without-payment': async () => {
        const order = await registeredOrder(opened.ledger)
        return opened.sql(`update checkout_orders set hand_over = 'done' where order_number = '${order.orderNumber}'`)
      },
      'paid-without-amount': "update checkout_orders set captured_minor = 0, capture = 'manual'",
      'paid-in-part': 'update checkout_orders set captured_minor = captured_minor - 1',
      'paid-without-time': 'update checkout_orders set paid_at = null',
      'reference-paid-twice': async () => {
        await handedOver(opened.ledger)
        return opened.sql("update checkout_orders set reference = 'cart-1'")
      },
      'refunds-above-captured': async (order) => {
        await refunded(opened.ledger, order, 500)
        return opened.sql("update checkout_orders set captured_minor = 499, refunded_minor = 499, capture = 'manual'")
      },
      'refunds-not-counted': async (order) => {
        await refunded(opened.ledger, order, 500)
        return opened.sql('update checkout_orders set refunded_minor = 499')
      },
      'refund-unresolved': async (order) => {
        await opened.ledger.askRefund(refundOf(order, 500))
        return opened.age('checkout_refunds', 'asked_at', twoHoursMs)
      },
      'open-without-look': async () => {
        await registeredOrder(opened.ledger)
        return opened.sql("update checkout_orders set next_check_at = null where status = 'registered'")
      },
      'look-overdue': async () => {
        await registeredOrder(opened.ledger)
        return opened.age('checkout_orders', 'next_check_at', twoHoursMs)
      },
      'review-without-reason': async () => {
        await opened.ledger.move(await registeredOrder(opened.ledger), {
          to: 'review',
          trigger: 'sweep',
          checkInMs: null,
        })
      },
      'closed-holds-key': "update checkout_orders set reuse_key = 'browser'",
      'status-without-entry': "update checkout_orders set status = 'partially_refunded'",
      'history-broken': (order) =>
        // The ledger's own compare-and-set would refuse it.
        opened.sql(`insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger)
          select order_number, created_at, 'moved', 'held', 'paid', 'settle' from checkout_orders
          where order_number = '${order.orderNumber}'`),
      'move-without-rule': async () => {
        const order = await registeredOrder(opened.ledger)
        await opened.ledger.move(order, { to: 'registering', trigger: 'settle', checkInMs: 60_000 })
      },
    }

    it.each(Object.entries(broken))('report %s, and nothing else', async (code, breakIt) => {
      opened.leaveBroken()
      const order = await handedOver(opened.ledger)
      expect(await found()).toEqual([])

      await (typeof breakIt === 'string' ? opened.sql(breakIt) : breakIt(order))

      const codes = (await opened.ledger.violations(terms)).map((violation) => violation.code)
      // Some faults imply another.
      const also = { 'refunds-above-captured': ['refunds-not-counted'] }
      const others = (also as Record<string, string[]>)[code] ?? []
      expect(codes.filter((one) => !others.includes(one))).toEqual([code])
    })

    it('require no hand-over in a store without one', async () => {
      await paidOrder(opened.ledger)
      await opened.sql('delete from checkout_hand_overs')
      await opened.sql("update checkout_orders set hand_over = 'none'")
      const owed = [{ code: 'paid-without-hand-over', message: expect.stringContaining('handOver(orderNumber)') }]

      // The order's own record counts, whatever the store does now. An order of version 0.1.0 has none.
      expect(await opened.ledger.violations({ ...terms, isHandOverWanted: false })).toMatchObject(owed)
      await opened.sql('update checkout_orders set hands_over = null')
      expect(await opened.ledger.violations({ ...terms, isHandOverWanted: false })).toEqual([])
      expect(await opened.ledger.violations(terms)).toMatchObject(owed)
      await opened.sql('update checkout_orders set hands_over = 0')
      expect(await opened.ledger.violations(terms)).toEqual([])
    })

    it('require no hand-over for late money on its way back, unless its refund was refused', async () => {
      const order = await registeredOrder(opened.ledger)
      await opened.ledger.move(order, {
        to: 'paid',
        trigger: 'sweep',
        checkInMs: null,
        changes: { capturedMinor: 1999, paidAt: new Date() },
        refund: { key: lateRefundKey, amountMinor: 1999, externalRefundId: 'late' },
      })
      expect(await found()).toEqual([])

      await opened.sql("update checkout_refunds set state = 'refused'")

      expect(await found()).toEqual([`paid-without-hand-over ${order.orderNumber}`])
    })

    it('allow two paid orders of one reference if the second was recorded as such', async () => {
      await handedOver(opened.ledger)
      const second = await registeredOrder(opened.ledger)
      await opened.ledger.move(second, {
        to: 'paid',
        trigger: 'sweep',
        handOver: 'due',
        checkInMs: null,
        changes: { capturedMinor: 1999, paidAt: new Date() },
        detail: { reason: 'reference-already-paid' },
      })
      await opened.sql("update checkout_orders set reference = 'cart-1'")

      expect(await found()).toEqual([])
    })

    it('allow a second paid order of one reference while late money for the first is on its way back', async () => {
      const late = await registeredOrder(opened.ledger)
      await opened.ledger.move(late, {
        to: 'paid',
        trigger: 'sweep',
        checkInMs: null,
        changes: { capturedMinor: 1999, paidAt: new Date() },
        refund: { key: lateRefundKey, amountMinor: 1999, externalRefundId: 'late' },
      })
      const inTime = await handedOver(opened.ledger)
      await opened.sql("update checkout_orders set reference = 'cart-1'")
      expect(await found()).toEqual([])

      await opened.sql("update checkout_refunds set state = 'refused'")

      const [first] = [late.orderNumber, inTime.orderNumber].sort()
      expect(await found()).toContain(`reference-paid-twice ${first}`)
    })

    it('count a hold as a payment of its reference', async () => {
      const held = await registeredOrder(opened.ledger)
      await opened.ledger.move(held, { to: 'held', trigger: 'sweep', checkInMs: 60_000 })
      const paid = await handedOver(opened.ledger)
      expect(await found()).toEqual([])

      await opened.sql("update checkout_orders set reference = 'cart-1'")

      const [first] = [held.orderNumber, paid.orderNumber].sort()
      expect(await found()).toEqual([`reference-paid-twice ${first}`])
    })

    it('require no hand-over while all of the money is on its way back', async () => {
      const order = await paidOrder(opened.ledger)
      await overdue()
      expect(await found()).toEqual([`hand-over-overdue ${order.orderNumber}`])

      await opened.ledger.askRefund(refundOf(order, 1999))

      expect(await found()).toEqual([])
    })

    /** Makes the hand-over hours overdue. */
    async function overdue(): Promise<void> {
      await opened.sql(`update checkout_hand_overs set next_try_at = due_at`)
      await opened.age('checkout_hand_overs', 'next_try_at', twoHoursMs)
      await opened.sql("update checkout_orders set hand_over = 'due'")
    }
  })
}

async function handedOver(ledger: Ledger): Promise<Order> {
  const { orderNumber } = await paidOrder(ledger)
  return (await ledger.completeHandOver((await ledger.claimHandOver(orderNumber, { leaseMs: 1_000 }))!, 'sweep'))!
}

function refundOf({ orderNumber }: Order, amountMinor: number) {
  return { orderNumber, key: 'a', amountMinor, externalRefundId: `id-${orderNumber}`, leaseMs: 1_000 }
}

async function refunded(ledger: Ledger, order: Order, amountMinor: number): Promise<void> {
  const asked = await ledger.askRefund(refundOf(order, amountMinor))
  if (asked.outcome !== 'asked') throw new Error(asked.outcome)
  await ledger.completeRefund(asked.refund, { refundedMinor: undefined, trigger: 'refund', detail: undefined })
}
