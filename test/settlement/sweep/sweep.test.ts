import {
  asked,
  buy,
  mounts,
  movesOf,
  onlyOrder,
  openStore,
  orderOf,
  shortTimeoutMs,
  timesAsked,
} from '../../support/store.ts'
import type { Store, StoreOptions } from '../../support/store.ts'
import { until } from '../../support/until.ts'

const hourMs = 3_600_000

let store: Store
afterEach(async () => store.close())

describe.each(mounts)('the sweep %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))
  const none = { asked: 0, paid: 0, declined: 0, expired: 0, review: 0, unreachable: 0, handedOver: 0, stuck: 0 }
  const nothing = { ...none, isWhole: true }

  const asksAbout = (id: string): number =>
    store.bank.requests.filter(({ method, parameters }) => method !== 'register.do' && parameters.orderId === id).length

  /** Shows that the sweep has run: another buyer's order, paid and due, was asked about and handed over. */
  async function sweepsAnother(): Promise<string> {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const row = `where order_number = '${orderNumber}'`
    await store.database.sql(`update checkout_orders set next_check_at = '2020-01-01T00:00:00.000Z' ${row}`)
    await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')
    return orderNumber
  }

  it('hands over to a buyer who paid and never came back', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)

    expect(await store.checkout.reconcile()).toEqual({ ...nothing, asked: 1, paid: 1, handedOver: 1 })

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
    expect(await store.checkout.reconcile()).toEqual(nothing)
  })

  it('does so within the time that it is given, where that is enough', async () => {
    await open()
    const [due, newer] = [await buy(store, store.browser()), await buy(store, store.browser(), 'tea')]
    for (const { gatewayOrderId } of [due, newer]) await store.bank.pay(gatewayOrderId)
    await store.database.sql(`update checkout_orders set next_check_at = '2020-01-01T00:00:00.000Z'
      where order_number = '${due.orderNumber}'`)

    const report = await store.checkout.reconcile({ forMs: 60_000 })

    expect(report).toEqual({ ...nothing, asked: 2, paid: 2, handedOver: 2 })
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([due.orderNumber, newer.orderNumber])
    expect(await store.checkout.reconcile({ forMs: 60_000 })).toEqual(nothing)
  })

  it('ends when its time is over though the bank is slow, and finds the rest the next time', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 4_000 })

    expect(await store.checkout.reconcile({ forMs: 500 })).toEqual({ ...nothing, isWhole: false })
    expect(await store.checkout.reconcile({ forMs: 60_000 })).toMatchObject({ isWhole: true })
    await until(() => store.handedOver.length > 0)

    expect(store.handedOver).toHaveLength(1)
  })

  it.each([
    [{ forMs: 0 }, 'reconcile: forMs: wanted a whole number of milliseconds from 1 to 86400000, got 0.'],
    [{ forMs: '10' }, 'reconcile: forMs: wanted a whole number of milliseconds from 1 to 86400000, got "10".'],
    [{ forms: 10 }, 'reconcile: unknown name "forms". Did you mean "forMs"?'],
    [10, 'reconcile: wanted an object, got a number.'],
  ])('asks nothing for %j', async (terms, message) => {
    await open()
    await buy(store, store.browser())

    await expect(store.checkout.reconcile(terms as never)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message,
    })
    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(0)
  })

  it('does so by itself once started, when the order is due', async () => {
    await open()
    await store.checkout.start()
    await store.checkout.start()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 25_000)

    await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')

    expect(store.handedOver).toHaveLength(1)
  })

  it('asks about a waiting buyer before it checks paid orders, however long those have been due', async () => {
    await open({ options: { sweep: { concurrency: 1 } } })
    for (let i = 0; i < 3; i += 1) await store.bank.pay((await buy(store, store.browser())).gatewayOrderId)
    await store.checkout.reconcile()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    const paid = store.bank.orders().filter((order) => order.orderNumber !== orderNumber)
    await store.database.age('checkout_orders', 'next_check_at', 25 * hourMs)
    // The waiting buyer's order has been due for a much shorter time.
    const waiting = await store.database.another().find(orderNumber)
    await store.database.another().plan(waiting!, -1_000)
    const before = store.bank.requests.length

    await store.checkout.start()
    await until(() => store.bank.requests.length >= before + 4)

    const asked = store.bank.requests.slice(before, before + 4).map(({ parameters }) => parameters.orderId)
    expect(asked[0]).toBe(gatewayOrderId)
    expect(new Set(asked)).toEqual(new Set([gatewayOrderId, ...paid.map((order) => order.gatewayOrderId)]))
  })

  it('asks nothing before the order is due', async () => {
    await open()
    await store.checkout.start()
    const { gatewayOrderId } = await buy(store, store.browser())

    await sweepsAnother()

    expect(asksAbout(gatewayOrderId)).toBe(0)
  })

  it('declines, expires and puts in review as the gateway says', async () => {
    await open()
    const orders = await Promise.all([1, 2, 3, 4].map(() => buy(store, store.browser())))
    const [declined, expired, review] = orders.map(({ gatewayOrderId }) => gatewayOrderId) as [
      string,
      string,
      string,
      string,
    ]
    store.bank.alter(declined, { orderStatus: 6, actionCode: 116 })
    store.bank.expire(expired)
    await store.bank.pay(review)
    store.bank.alter(review, { amount: 1 })

    expect(await store.checkout.reconcile()).toEqual({ ...nothing, asked: 4, declined: 1, expired: 1, review: 1 })

    expect(store.handedOver).toEqual([])
    expect(store.reviewed).toHaveLength(1)
  })

  it('counts what it could not reach, and reaches it the next time', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

    expect(await store.checkout.reconcile()).toEqual({ ...nothing, asked: 1, unreachable: 1 })
    expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
  })

  it('goes on after the ledger was away for a moment', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 400 })

    const report = store.checkout.reconcile()
    await asked(store, 'getOrderStatusExtended.do')
    await store.database.sql('alter table checkout_entries rename to checkout_entries_away')
    expect(await report).toEqual(nothing)
    expect(store.log.join('\n')).toContain('order could not be settled, the sweep tries again')
    await store.database.sql('alter table checkout_entries_away rename to checkout_entries')

    expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
  })

  it('retries failed hand-overs', async () => {
    let calls = 0
    await open({
      options: {
        onPaid: (order) => {
          calls += 1
          if (calls < 3) throw new Error('the parcel service is closed')
          store.handedOver.push(order)
        },
      },
    })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)

    expect(await store.checkout.reconcile()).toEqual({ ...nothing, asked: 1, paid: 1 })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'due' })
    expect(await store.checkout.reconcile()).toEqual({ ...nothing, handedOver: 1 })
    expect(store.handedOver).toHaveLength(1)
  })

  it('counts a hand-over that it gives up', async () => {
    await open({
      options: {
        onPaid: () => {
          throw new Error('never')
        },
      },
    })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()
    await store.database.age('checkout_hand_overs', 'due_at', 73 * hourMs)

    expect(await store.checkout.reconcile()).toEqual({ ...nothing, stuck: 1 })
    expect((await orderOf(store, gatewayOrderId)).handOver).toBe('stuck')
  })

  describe('finds out the outcome of an unanswered registration:', () => {
    async function unknownOrder(kind: 'silence-after' | 'silence-before'): Promise<void> {
      await open({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'register.do' })
      await store.browser().get(store.path('/checkout/mug')).expect(503)
      expect((await onlyOrder(store)).status).toBe('unknown')
    }

    it('paid after all, it is handed over', async () => {
      await unknownOrder('silence-after')
      const { orderNumber } = await onlyOrder(store)
      await store.bank.pay(store.bank.order(orderNumber)!.gatewayOrderId)

      expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
      expect(await movesOf(store, orderNumber)).toEqual(['registering > unknown', 'unknown > paid'])
      expect(await onlyOrder(store)).toMatchObject({ gatewayOrderId: store.bank.order(orderNumber)!.gatewayOrderId })
    })

    it('there and unpaid, it is closed at the bank: nobody can pay it any more', async () => {
      await unknownOrder('silence-after')
      const { orderNumber } = await onlyOrder(store)

      expect(await store.checkout.reconcile()).toMatchObject({ asked: 1, declined: 1 })

      const { gatewayOrderId, orderStatus } = store.bank.order(orderNumber)!
      expect(orderStatus).toBe(6)
      expect(await onlyOrder(store)).toMatchObject({ status: 'declined', gatewayOrderId, handOver: 'none' })
      const entries = await store.checkout.orders.history(orderNumber)
      expect(entries.map(({ kind }) => kind)).toEqual(['opened', 'moved', 'noted', 'moved'])
      expect(entries[2]).toMatchObject({ detail: { reason: 'declined-at-the-gateway-because-nobody-can-pay-it' } })
    })

    it.each(['silence-after', 'silence-before', 'reset-after', 'server-error'] as const)(
      'there and unpaid, it ends up closed although the bank answers the closing with %s',
      async (kind) => {
        await unknownOrder('silence-after')
        store.bank.fault({ kind, method: 'decline.do' })

        for (let passes = 0; passes < 2; passes += 1) await store.checkout.reconcile()

        expect((await onlyOrder(store)).status).toBe('declined')
        expect(store.bank.order((await onlyOrder(store)).orderNumber)).toMatchObject({ orderStatus: 6 })
      },
    )

    it('there with a payment attempt, it stays open until the gateway gives a final word', async () => {
      await unknownOrder('silence-after')
      const { orderNumber } = await onlyOrder(store)
      await store.bank.pay(store.bank.order(orderNumber)!.gatewayOrderId, { number: '5168494895055780' })

      await store.checkout.reconcile()
      expect((await onlyOrder(store)).status).toBe('unknown')
      await store.bank.pay(store.bank.order(orderNumber)!.gatewayOrderId)

      expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
    })

    it('paid between the check and the closing, it is handed over', async () => {
      await unknownOrder('silence-after')
      const { orderNumber } = await onlyOrder(store)
      store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 200 })

      const pass = store.checkout.reconcile()
      await asked(store, 'getOrderStatusExtended.do')
      await store.bank.pay(store.bank.order(orderNumber)!.gatewayOrderId)

      expect(await pass).toMatchObject({ paid: 1, handedOver: 1 })
      expect(store.bank.order(orderNumber)).toMatchObject({ orderStatus: 2 })
    })

    it('never there, it expires once its time is up, and not before', async () => {
      await unknownOrder('silence-before')

      expect(await store.checkout.reconcile()).toMatchObject({ asked: 1, expired: 0 })
      await store.database.age('checkout_orders', 'expires_at', 1_300_000)
      expect(await store.checkout.reconcile()).toMatchObject({ expired: 1 })
      expect((await onlyOrder(store)).status).toBe('expired')
    })
  })

  it('leaves a registration alone that may still be under way', async () => {
    await open()
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 800 })
    const buying = buy(store, store.browser())
    await asked(store, 'register.do')

    expect(await store.checkout.reconcile()).toEqual(nothing)

    await buying
    expect((await onlyOrder(store)).status).toBe('registered')
  })

  it('finds a registration whose process died before the answer', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.database.sql(
      "update checkout_orders set status = 'registering', gateway_order_id = null, form_url = null",
    )
    await store.database.age('checkout_orders', 'created_at', 60_000)
    await store.bank.pay(gatewayOrderId)

    expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
  })

  it('takes an order from a registration with a late answer before it closes it at the bank', async () => {
    await open({ timeoutMs: 3_000 })
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 1_500 })
    const buying = store
      .browser()
      .get(store.path('/checkout/mug'))
      .then((answer) => answer)
    await asked(store, 'register.do')
    await store.database.age('checkout_orders', 'created_at', 60_000)

    expect(await store.checkout.reconcile()).toMatchObject({ declined: 1 })

    // The page is closed: nobody may be sent there.
    expect((await buying).status).toBe(503)
    expect(await onlyOrder(store)).toMatchObject({ status: 'declined', formUrl: undefined })
    expect(await movesOf(store, (await onlyOrder(store)).orderNumber)).toEqual([
      'registering > unknown',
      'unknown > declined',
    ])
  })

  it('closes an order whose page was on a disallowed host', async () => {
    await open()
    store.bank.fault({ kind: 'foreign-form-url', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(502)

    expect(await store.checkout.reconcile()).toMatchObject({ declined: 1 })

    expect(store.bank.orders()).toMatchObject([{ orderStatus: 6 }])
  })

  it('puts an order in review if there is no final word a day after it expired', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    store.bank.alter(gatewayOrderId, { orderStatus: 7 })
    await store.database.age('checkout_orders', 'expires_at', 25 * hourMs)

    expect(await store.checkout.reconcile()).toMatchObject({ review: 1 })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({
      status: 'review',
      reviewReason: 'no-final-word-a-day-after-expiry',
    })
  })

  describe('with an order in review for lack of a final word', () => {
    let gatewayOrderId: string
    let orderNumber: string
    const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')

    beforeEach(async () => {
      await open()
      const browser = store.browser()
      gatewayOrderId = (await buy(store, browser)).gatewayOrderId
      orderNumber = (await orderOf(store, gatewayOrderId)).orderNumber
      await store.database.age('checkout_orders', 'expires_at', 25 * hourMs)
      await store.checkout.reconcile()
      expect(store.reviewed).toMatchObject([{ orderNumber, reviewReason: 'no-final-word-a-day-after-expiry' }])
    })

    const callback = () =>
      store
        .browser()
        .get(store.path('/payment/callback'))
        .query({ mdOrder: gatewayOrderId, operation: 'deposited', status: '1', orderNumber })

    it('records money that comes after all, and notifies the person', async () => {
      await store.bank.pay(gatewayOrderId)

      await callback().expect(200)

      const told = { orderNumber, status: 'review', reviewReason: 'late-payment', capturedMinor: 1999 }
      expect(store.reviewed.slice(1)).toMatchObject([told])
      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ ...told, handOver: 'none' })
      expect((await store.checkout.orders.history(orderNumber)).at(-1)).toMatchObject({
        kind: 'noted',
        trigger: 'callback',
        detail: { orderStatus: 2 },
      })
      // Notified once, and the person may refund it.
      await callback().expect(200)
      expect(store.reviewed).toHaveLength(2)
      expect(await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'by-hand' })).toMatchObject({
        refundedMinor: 1999,
      })
    })

    it('leaves it unchanged if the bank gives it the id of another order', async () => {
      const { gatewayOrderId: others } = await buy(store, store.browser(), 'tea')
      await store.database.sql(
        `update checkout_orders set gateway_order_id = null where order_number = '${orderNumber}'`,
      )
      store.bank.alter(gatewayOrderId, { attributes: [{ name: 'mdOrder', value: others }] })

      expect(await store.checkout.settle(orderNumber)).toMatchObject({
        status: 'review',
        reviewReason: 'no-final-word-a-day-after-expiry',
        gatewayOrderId: undefined,
      })

      expect(store.reviewed).toHaveLength(1)
      const violations = await store.checkout.verify()
      expect(violations.filter(({ code }) => code === 'move-without-rule')).toEqual([])
    })

    it('also reports money that does not match, with the reason', async () => {
      await store.bank.pay(gatewayOrderId)
      store.bank.alter(gatewayOrderId, { amount: 1 })

      await store.checkout.settle(orderNumber)

      expect(store.reviewed.slice(1)).toMatchObject([{ status: 'review', reviewReason: 'amount-differs' }])
    })

    it('changes nothing without a final word, and answers a buyer who comes back from the ledger', async () => {
      const before = questions()
      await store
        .browser()
        .get(store.path(`/payment/return?orderId=${gatewayOrderId}`))
        .expect(200)
      expect(questions()).toBe(before)

      await callback().expect(200)
      const body = '{"errorCode":"6","errorMessage":"Unknown order id"}'
      store.bank.fault({ kind: 'html', method: 'getOrderStatusExtended.do', body })
      // Another callback within two seconds would cause no question.
      await store.checkout.settle(orderNumber)

      expect(questions()).toBe(before + 2)
      expect(store.reviewed).toHaveLength(1)
      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({
        status: 'review',
        reviewReason: 'no-final-word-a-day-after-expiry',
      })
    })
  })

  it('never asks about an order of another gateway', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.database.sql(
      "update checkout_orders set gateway_account = 'live.bank.example/payment/rest/#000000000000'",
    )
    await store.database.age('checkout_orders', 'next_check_at', 60_000)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.start()

    expect(await store.checkout.reconcile()).toEqual(nothing)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'registered' })
    await sweepsAnother()

    expect(asksAbout(gatewayOrderId)).toBe(0)
    expect(store.log.join('\n')).toContain('belongs to another gateway')
  })

  it("hands over no order of another gateway: its money may be a test bank's", async () => {
    let isBroken = true
    const handedOver: string[] = []
    await open({
      options: {
        onPaid: ({ orderNumber }) => {
          if (isBroken) throw new Error('out of boxes')
          handedOver.push(orderNumber)
        },
      },
    })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const { orderNumber } = await orderOf(store, gatewayOrderId)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'due' })
    await store.database.sql(
      "update checkout_orders set gateway_account = 'test.bank.example/payment/rest/#000000000000'",
    )
    await store.database.age('checkout_hand_overs', 'next_try_at', 60_000)
    isBroken = false
    await store.checkout.start()

    expect(await store.checkout.reconcile()).toMatchObject({ handedOver: 0 })
    const another = await sweepsAnother()

    expect(handedOver).toEqual([another])
    // A person who moved the shop to another bank address says so.
    expect(await store.checkout.handOver(orderNumber)).toMatchObject({ handOver: 'done' })
    expect(handedOver).toEqual([another, orderNumber])
  })
})
