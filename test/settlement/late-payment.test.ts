import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, LatePayment, Order } from '../../src/index.ts'
import { buy, movesOf, mounts, openStore, orderOf, secrets, shelf, shortTimeoutMs } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
afterEach(() => store.close())

/** One cart as three browsers saw it, each with its own page at the bank. */
const carts = {
  cart: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1' },
  grown: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1', description: 'With a gift' },
  again: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1', description: 'With another gift' },
}

/** The status answer about an order whose time has run out. */
const expired = { orderStatus: 6, actionCode: -2014 }

describe.each(mounts)('late money %s', (_title, mount) => {
  const open = async (latePayment: LatePayment, options: StoreOptions = {}): Promise<Store> =>
    (store = await openStore({
      ...options,
      mount,
      options: {
        catalog: { ...shelf, ...carts },
        latePayment,
        ...options.options,
      },
    }))

  /** An order that is expired in the ledger, but paid at the bank. */
  async function paidAfterExpiry(sku = 'mug'): Promise<{ gatewayOrderId: string; orderNumber: string }> {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), sku)
    store.bank.alter(gatewayOrderId, expired)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'expired' })
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: store.bank.order(gatewayOrderId)!.orderStatus, actionCode: 0 })
    return { gatewayOrderId, orderNumber }
  }

  /** Waits until no refund call is under way: the caller does not wait for it to end. */
  const untilRefundsAreUnknown = (): Promise<void> =>
    until(
      async () =>
        (await store.database.sql('select 1 from checkout_refunds where lease_until is not null')).length === 0,
    )

  /** The reason in the entry of the order's last move. */
  async function reasonOf(orderNumber: string): Promise<unknown> {
    const entries = await store.checkout.orders.history(orderNumber)
    return (entries.findLast(({ kind }) => kind === 'moved')?.detail as { reason?: unknown }).reason
  }

  describe('for an order that has expired', () => {
    it('goes to review when the bank refuses to refund it', async () => {
      await open('refund')
      const { gatewayOrderId, orderNumber } = await paidAfterExpiry()
      const body = '{"errorCode":"5","errorMessage":"Access denied"}'
      store.bank.fault({ kind: 'html', method: 'refund.do', body })
      await store.checkout.settle(orderNumber)

      await until(() => store.reviewed.length > 0)

      expect(store.reviewed).toMatchObject([{ orderNumber, status: 'review', reviewReason: 'late-payment' }])
      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'review', handOver: 'none' })
      expect(store.handedOver).toEqual([])
      const entries = await store.checkout.orders.history(orderNumber)
      expect(entries.slice(-2)).toMatchObject([
        { kind: 'refund-refused' },
        { kind: 'moved', from: 'paid', to: 'review' },
      ])
      // And the person may refund it.
      expect(await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'by-hand' })).toMatchObject({
        status: 'review',
        refundedMinor: 1999,
      })
      expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 1999 })
    })

    it('releases no goods while it is on its way back', async () => {
      await open('refund', { timeoutMs: shortTimeoutMs })
      const { orderNumber } = await paidAfterExpiry()
      store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
      await store.checkout.settle(orderNumber)

      expect(await store.checkout.handOver(orderNumber)).toMatchObject({ status: 'paid', handOver: 'due' })
      expect(store.handedOver).toEqual([])

      await untilRefundsAreUnknown()
      await store.database.age('checkout_refunds', 'next_try_at', 3_600_000)
      await store.checkout.reconcile()
      await store.checkout.reconcile()

      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'refunded', handOver: 'none' })
      expect(store.handedOver).toEqual([])
    })

    it('releases the goods after all when it cannot go back and somebody has asked for them', async () => {
      await open('refund', { timeoutMs: shortTimeoutMs })
      const { orderNumber } = await paidAfterExpiry()
      store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
      await store.checkout.settle(orderNumber)
      await store.checkout.handOver(orderNumber)
      const body = '{"errorCode":"5","errorMessage":"Access denied"}'
      store.bank.fault({ kind: 'html', method: 'refund.do', body })

      await untilRefundsAreUnknown()
      // A refused second attempt may mean that the first was made. It counts once that would have been seen.
      for (const column of ['next_try_at', 'asked_at']) await store.database.age('checkout_refunds', column, 3_600_000)
      await store.checkout.reconcile()
      await store.checkout.reconcile()

      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
      expect(store.reviewed).toEqual([])
    })

    it('releases the goods', async () => {
      await open('hand-over')
      const { orderNumber } = await paidAfterExpiry()

      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })

      expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
      expect(await movesOf(store, orderNumber)).toEqual([
        'registering > registered',
        'registered > expired',
        'expired > paid',
      ])
      expect(await reasonOf(orderNumber)).toBe('late-payment')
    })

    it('goes to review', async () => {
      await open('review')
      const { orderNumber } = await paidAfterExpiry()

      expect(await store.checkout.settle(orderNumber)).toMatchObject({
        status: 'review',
        reviewReason: 'late-payment',
        handOver: 'none',
        capturedMinor: 1999,
        paidAt: expect.any(Date),
      })

      expect(store.handedOver).toEqual([])
      expect(store.reviewed.map((order) => order.orderNumber)).toEqual([orderNumber])
    })

    it('is refunded', async () => {
      await open('refund')
      const { gatewayOrderId, orderNumber } = await paidAfterExpiry()

      await store.checkout.settle(orderNumber)
      await store.checkout.reconcile()

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 1999, depositedAmount: 0 })
      expect(await orderOf(store, gatewayOrderId)).toMatchObject({
        status: 'refunded',
        handOver: 'none',
        capturedMinor: 1999,
        refundedMinor: 1999,
      })
      expect(store.handedOver).toEqual([])
    })

    it('is found by the sweep, without a callback', async () => {
      await open('hand-over')
      const { orderNumber } = await paidAfterExpiry()
      await store.database.age('checkout_orders', 'next_check_at', 2 * 3_600_000)

      await store.checkout.start()
      await until(async () => (await store.checkout.orders.get(orderNumber))?.handOver === 'done')

      expect(store.handedOver).toHaveLength(1)
    })

    it('is held in manual capture, and asks for a person instead of reversing a hold', async () => {
      await open('refund', { options: { capture: 'manual' } })
      const { gatewayOrderId, orderNumber } = await paidAfterExpiry()

      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'review', reviewReason: 'late-payment' })

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 1, approvedAmount: 1999 })
    })
  })

  describe('for a reference that another order has paid', () => {
    /** Two orders of one cart, from two browsers, both paid at the bank. */
    async function bothPaid(): Promise<readonly Order[]> {
      const orders: Order[] = []
      for (const sku of ['cart', 'grown']) {
        const { gatewayOrderId } = await buy(store, store.browser(), sku)
        await store.bank.pay(gatewayOrderId)
        orders.push(await orderOf(store, gatewayOrderId))
      }
      return orders
    }

    async function settleBoth(): Promise<readonly Order[]> {
      const [first, second] = await bothPaid()
      return [await store.checkout.settle(first!.orderNumber), await store.checkout.settle(second!.orderNumber)]
    }

    it('hands both orders over', async () => {
      await open('hand-over')

      const [first, second] = await settleBoth()

      expect([first, second]).toMatchObject([{ handOver: 'done' }, { status: 'paid', handOver: 'done' }])
      expect(await reasonOf(first!.orderNumber)).toBeUndefined()
      expect(await reasonOf(second!.orderNumber)).toBe('reference-already-paid')
    })

    it('puts the second in review', async () => {
      await open('review')

      expect(await settleBoth()).toMatchObject([
        { status: 'paid', handOver: 'done' },
        { status: 'review', reviewReason: 'reference-already-paid', handOver: 'none', capturedMinor: 1999 },
      ])
    })

    it('refunds the second', async () => {
      await open('refund')

      const [, second] = await settleBoth()
      await store.checkout.reconcile()

      expect(store.handedOver).toHaveLength(1)
      expect(store.bank.order(second!.gatewayOrderId!)).toMatchObject({ refundedAmount: 1999 })
      expect(await store.checkout.orders.get(second!.orderNumber)).toMatchObject({
        status: 'refunded',
        handOver: 'none',
      })
    })

    it('does not count late money on its way back: the buyer who paid in time gets the goods', async () => {
      await open('refund', { timeoutMs: shortTimeoutMs })
      const late = await paidAfterExpiry('cart')
      store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
      expect(await store.checkout.settle(late.orderNumber)).toMatchObject({ status: 'paid', handOver: 'none' })
      const { gatewayOrderId } = await buy(store, store.browser(), 'grown')
      const third = await buy(store, store.browser(), 'again')
      await store.bank.pay(gatewayOrderId)

      const { orderNumber } = await orderOf(store, gatewayOrderId)
      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })

      await untilRefundsAreUnknown()
      await store.database.age('checkout_refunds', 'next_try_at', 3_600_000)
      await store.checkout.reconcile()
      await store.checkout.reconcile()
      expect(await store.checkout.orders.get(late.orderNumber)).toMatchObject({ status: 'refunded', handOver: 'none' })
      expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 0 })
      // A further payment of the reference releases no goods.
      await store.bank.pay(third.gatewayOrderId)
      const again = await orderOf(store, third.gatewayOrderId)
      expect(await store.checkout.settle(again.orderNumber)).toMatchObject({ handOver: 'none' })
    })

    it('does not count a refunded payment', async () => {
      await open('review')
      const [first, second] = await bothPaid()
      await store.checkout.settle(first!.orderNumber)
      store.bank.refundInPortal(first!.gatewayOrderId!, 1999)
      await store.checkout.settle(first!.orderNumber)

      expect(await store.checkout.settle(second!.orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    })

    it('counts a hold, and does not take its capture for a second payment', async () => {
      await open('review', { options: { capture: 'manual' } })
      const [first, second] = await settleBoth()

      expect([first, second]).toMatchObject([{ status: 'held' }, { status: 'review' }])
      store.bank.alter(first!.gatewayOrderId!, {
        orderStatus: 2,
        paymentAmountInfo: {
          approvedAmount: 1999,
          depositedAmount: 1999,
          refundedAmount: 0,
          paymentState: 'DEPOSITED',
        },
      })

      expect(await store.checkout.settle(first!.orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    })

    it('does not take the capture of one of two holds for a second payment', async () => {
      await open('hand-over', { options: { capture: 'manual' } })
      const [first] = await settleBoth()
      const stricter = anotherProcess({ capture: 'manual', latePayment: 'review' })
      store.bank.alter(first!.gatewayOrderId!, {
        orderStatus: 2,
        paymentAmountInfo: {
          approvedAmount: 1999,
          depositedAmount: 1999,
          refundedAmount: 0,
          paymentState: 'DEPOSITED',
        },
      })

      const settled = await stricter.settle(first!.orderNumber)

      await stricter.close()
      expect(settled).toMatchObject({ status: 'paid', handOver: 'done' })
    })

    it('makes one of them the first when several processes settle both at the same time', async () => {
      await open('review')
      const others = [anotherProcess(), anotherProcess()]
      const [first, second] = await bothPaid()

      const settled = await Promise.all([
        others[0]!.settle(first!.orderNumber),
        others[1]!.settle(second!.orderNumber),
        store.checkout.settle(second!.orderNumber),
        store.checkout.settle(first!.orderNumber),
      ])

      for (const other of others) await other.close()
      expect(new Set(settled.map(({ status, orderNumber }) => `${status} ${orderNumber}`)).size).toBe(2)
      expect(store.handedOver).toHaveLength(1)
    })

    function anotherProcess(options: Partial<CheckoutOptions> = {}) {
      return hostedCheckout({
        gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
        baseUrl: store.baseUrl,
        secret: secrets.signing,
        databaseUrl: store.database.databaseUrl,
        catalog: shelf,
        onPaid: (order) => void store.handedOver.push(order),
        latePayment: 'review',
        ...options,
      })
    }
  })
})
