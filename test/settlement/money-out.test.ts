import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout, Order } from '../../src/index.ts'
import { asked, buy, mounts, openStore, orderOf, secrets, shelf, shortTimeoutMs, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
const others: HostedCheckout[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await store.close()
})

/** Faults in which the bank acts and its answer is lost, and faults in which it does nothing. */
const lostAfter = ['silence-after', 'reset-after', 'server-error-after', 'truncated-json'] as const
const lostBefore = ['silence-before', 'reset-before', 'server-error', 'html', 'rate-limited'] as const

describe.each(mounts)('money out %s', (_title, mount) => {
  let gatewayOrderId: string
  let orderNumber: string

  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
  }

  async function hold(options: StoreOptions = {}): Promise<void> {
    await open({ ...options, options: { capture: 'manual', ...options.options } })
    await store.bank.pay(gatewayOrderId)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'held', handOver: 'none' })
  }

  function anotherProcess(timeoutMs = 20_000): HostedCheckout {
    const other = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      onPaid: (order) => void store.handedOver.push(order),
    })
    others.push(other)
    return other
  }

  const sent = (method: string): number => timesAsked(store, method)
  const kinds = async (): Promise<string[]> =>
    (await store.checkout.orders.history(orderNumber)).map(({ kind }) => kind)

  describe('capture', () => {
    it('that waits for another one asks the gateway once a second, not all the time', async () => {
      await hold()
      store.bank.fault({ kind: 'silence-before', method: 'deposit.do' })
      const first = anotherProcess(shortTimeoutMs).capture(orderNumber)
      await asked(store, 'deposit.do')
      const before = sent('getOrderStatusExtended.do')

      const second = anotherProcess().capture(orderNumber)

      await expect(first).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      // Each of the two asks before and after. In between, the second asks once per second while the first is
      // unanswered.
      expect(sent('getOrderStatusExtended.do') - before).toBeLessThanOrEqual(5 + Math.ceil(shortTimeoutMs / 1_000))
      expect(await second).toMatchObject({ status: 'paid' })
    })

    it('takes all of a hold, and then the goods go out', async () => {
      await hold()

      expect(await store.checkout.capture(orderNumber)).toMatchObject({
        status: 'paid',
        handOver: 'done',
        capturedMinor: 1999,
        capturingMinor: 1999,
      })

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 2, depositedAmount: 1999 })
      expect(store.handedOver).toHaveLength(1)
      expect(await kinds()).toEqual(['opened', 'moved', 'moved', 'capture-asked', 'moved', 'handed-over'])
    })

    it('takes a part, and no more than that can be refunded', async () => {
      await hold()

      expect(await store.checkout.capture(orderNumber, { amountMinor: 1500 })).toMatchObject({
        status: 'paid',
        handOver: 'done',
        capturedMinor: 1500,
        amountMinor: 1999,
      })

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ depositedAmount: 1500 })
      await expect(store.checkout.refund(orderNumber, { amountMinor: 1501, key: 'a' })).rejects.toMatchObject({
        code: 'CHECKOUT_AMOUNT',
      })
      expect(await store.checkout.refund(orderNumber, { amountMinor: 1500, key: 'a' })).toMatchObject({
        status: 'refunded',
        refundedMinor: 1500,
      })
    })

    it('is made once, however often it is asked for', async () => {
      await hold()
      const processes = [store.checkout, anotherProcess(), anotherProcess()]

      const orders = await Promise.all(
        Array.from({ length: 20 }, (_, index) => processes[index % 3]!.capture(orderNumber, { amountMinor: 1500 })),
      )
      orders.push(await store.checkout.capture(orderNumber, { amountMinor: 1500 }))

      expect(orders.every(({ status, capturedMinor }) => status === 'paid' && capturedMinor === 1500)).toBe(true)
      expect(sent('deposit.do')).toBe(1)
      expect(store.handedOver).toHaveLength(1)
    })

    it('accepts no other amount after the first', async () => {
      await hold()
      await store.checkout.capture(orderNumber, { amountMinor: 1500 })

      await expect(store.checkout.capture(orderNumber)).resolves.toMatchObject({ capturedMinor: 1500 })
      await expect(store.checkout.capture(orderNumber, { amountMinor: 499 })).rejects.toMatchObject({
        code: 'CHECKOUT_ILLEGAL_MOVE',
      })
      expect(sent('deposit.do')).toBe(1)
    })

    it.each([0, -1, 1.5, 2000, '1500', null])(
      'refuses %p minor units of 1999 before anything is sent',
      async (amountMinor) => {
        await hold()

        await expect(store.checkout.capture(orderNumber, { amountMinor: amountMinor as number })).rejects.toMatchObject(
          {
            code: 'CHECKOUT_AMOUNT',
          },
        )
        expect(sent('deposit.do')).toBe(0)
      },
    )

    it('is refused for an order that is not held', async () => {
      await open()

      await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
      await expect(store.checkout.capture('nobody')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    })

    it.each(lostAfter)('is found to be done when its answer is lost (%s)', async (kind) => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'deposit.do' })

      expect(await store.checkout.capture(orderNumber)).toMatchObject({ status: 'paid' })

      expect(sent('deposit.do')).toBe(1)
    })

    it.each(lostBefore)('is unknown after %s, is not repeated by the sweep, but can be by the store', async (kind) => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'deposit.do' })

      await expect(store.checkout.capture(orderNumber, { amountMinor: 1500 })).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringContaining('Money may have moved'),
      })
      await store.checkout.reconcile()
      expect(sent('deposit.do')).toBe(1)
      await expect(store.checkout.capture(orderNumber, { amountMinor: 1000 })).rejects.toMatchObject({
        code: 'CHECKOUT_AMOUNT',
        message: expect.stringContaining('capture of 15.00 EUR of order'),
      })

      expect(await store.checkout.capture(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1500 })
    })

    it('is found by the sweep even if the bank did not answer afterwards', async () => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-after', method: 'deposit.do' })
      const capture = store.checkout.capture(orderNumber, { amountMinor: 1500 })
      await asked(store, 'deposit.do')
      store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })
      await expect(capture).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

      expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })

      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ capturedMinor: 1500 })
    })

    it('says that money may have moved if the ledger is away after it was sent', async () => {
      await hold()
      store.bank.fault({ kind: 'slow', method: 'deposit.do', delayMs: 300 })
      const capture = store.checkout.capture(orderNumber).catch((error: unknown) => error)
      await asked(store, 'deposit.do')
      await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

      expect(await capture).toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringContaining('Money may have moved'),
        cause: { code: 'CHECKOUT_LEDGER_UNAVAILABLE' },
      })
      await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1999 })
    })

    it('sends nothing while the bank cannot be asked first', async () => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

      await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringContaining('nothing was sent'),
      })

      expect(sent('deposit.do')).toBe(0)
      expect(await kinds()).not.toContain('capture-asked')
    })

    it('finds a capture already made in the bank', async () => {
      await hold()
      store.bank.alter(gatewayOrderId, {
        orderStatus: 2,
        paymentAmountInfo: {
          approvedAmount: 1999,
          depositedAmount: 1999,
          refundedAmount: 0,
          paymentState: 'DEPOSITED',
        },
      })

      expect(await store.checkout.capture(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1999 })

      expect(sent('deposit.do')).toBe(0)
    })

    it('is completed after the process that asked for it died', async () => {
      await hold()
      await store.database.sql('update checkout_orders set capturing_minor = 1500')
      await store.database.sql("update checkout_orders set instructed_until = '2000-01-01T00:00:00.000Z'")

      expect(await store.checkout.capture(orderNumber)).toMatchObject({ capturedMinor: 1500 })
    })

    it('waits for the current holder, and finally says that the order is busy', async () => {
      await hold({ timeoutMs: shortTimeoutMs })
      await store.database.sql("update checkout_orders set instructed_until = '2100-01-01T00:00:00.000Z'")

      await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })

      expect(sent('deposit.do')).toBe(0)
    })
  })

  describe('reverse', () => {
    it('that is refused forgets no capture with a lost answer: the bank may still carry it out', async () => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-before', method: 'deposit.do' })
      await expect(store.checkout.capture(orderNumber, { amountMinor: 500 })).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      })
      store.bank.fault({ kind: 'html', method: 'reverse.do', body: '{"errorCode":"5","errorMessage":"Access denied"}' })
      await expect(store.checkout.reverse(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED' })
      expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'held', capturingMinor: 500 })

      const late = { userName: 'sandbox-api', password: secrets.password, orderId: gatewayOrderId, amount: '500' }
      await fetch(`${store.bank.url}deposit.do`, { method: 'POST', body: new URLSearchParams(late) })

      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 500 })
    })

    it('reverses a hold', async () => {
      await hold()

      expect(await store.checkout.reverse(orderNumber)).toMatchObject({ status: 'reversed', capturedMinor: 0 })
      expect(await store.checkout.reverse(orderNumber)).toMatchObject({ status: 'reversed' })

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 3 })
      expect(sent('reverse.do')).toBe(1)
      expect(await kinds()).toEqual(['opened', 'moved', 'moved', 'reverse-asked', 'moved'])
      expect(store.handedOver).toEqual([])
    })

    it('is refused for an order that is not held', async () => {
      await open()
      await store.bank.pay(gatewayOrderId)

      await expect(store.checkout.reverse(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
      expect(sent('reverse.do')).toBe(0)
    })

    it.each(lostAfter)('is found to be done when its answer is lost (%s)', async (kind) => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'reverse.do' })

      expect(await store.checkout.reverse(orderNumber)).toMatchObject({ status: 'reversed' })
      expect(sent('reverse.do')).toBe(1)
    })

    it.each(lostBefore)('is unknown after %s, and is never repeated automatically', async (kind) => {
      await hold({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'reverse.do' })

      await expect(store.checkout.reverse(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      await store.checkout.reconcile()

      expect(sent('reverse.do')).toBe(1)
      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'held' })
    })

    it('and capture at the same time: the bank does one of them, and the ledger says which', async () => {
      await hold({ timeoutMs: 10_000 })

      const [captured, reversed] = await Promise.allSettled([
        store.checkout.capture(orderNumber),
        anotherProcess().reverse(orderNumber),
      ])

      const order = await orderOf(store, gatewayOrderId)
      const { orderStatus } = store.bank.order(gatewayOrderId)!
      expect([order.status, orderStatus]).toEqual(captured.status === 'fulfilled' ? ['paid', 2] : ['reversed', 3])
      expect(captured.status === 'fulfilled').toBe(reversed.status === 'rejected')
      expect(sent('deposit.do') + sent('reverse.do')).toBe(1)
    })
  })

  describe('decline', () => {
    it('closes an unpaid order', async () => {
      await open()

      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'declined', formUrl: undefined })
      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'declined' })

      expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 6 })
      expect(sent('decline.do')).toBe(1)
      expect(await kinds()).toEqual(['opened', 'moved', 'decline-asked', 'moved'])
    })

    it('closes one after a failed attempt too', async () => {
      await open()
      await store.bank.pay(gatewayOrderId, { number: '5168494895055780' })

      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'declined' })
    })

    it('says that the time had already run out', async () => {
      await open()
      store.bank.expire(gatewayOrderId)

      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'expired' })
      expect(sent('decline.do')).toBe(0)
    })

    it('leaves an order that was paid meanwhile, and hands it over', async () => {
      await open()
      await store.bank.pay(gatewayOrderId)

      await expect(store.checkout.decline(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    })

    it("sends nothing while the buyer is on the issuer's page", async () => {
      await open()
      store.bank.alter(gatewayOrderId, { orderStatus: 5 })

      await expect(store.checkout.decline(orderNumber)).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message: expect.stringContaining('cannot be declined now'),
      })
      expect(sent('decline.do')).toBe(0)
    })

    it('hands over an order that was paid between the question and the call, whatever the bank answers', async () => {
      await open({ timeoutMs: 10_000 })
      store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 400 })

      const declining = store.checkout.decline(orderNumber)
      await asked(store, 'getOrderStatusExtended.do')
      await store.bank.pay(gatewayOrderId)
      await expect(declining).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    })

    it.each(lostAfter)('is found to be done when its answer is lost (%s)', async (kind) => {
      await open({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'decline.do' })

      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'declined' })
    })

    it.each(lostBefore)('is unknown after %s, and may be repeated', async (kind) => {
      await open({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind, method: 'decline.do' })

      await expect(store.checkout.decline(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      expect(await store.checkout.decline(orderNumber)).toMatchObject({ status: 'declined' })
    })
  })

  it('is refused after close', async () => {
    await hold()
    await store.checkout.close()

    const calls: Promise<Order>[] = [
      store.checkout.capture(orderNumber),
      store.checkout.reverse(orderNumber),
      store.checkout.refund(orderNumber, { amountMinor: 1, key: 'a' }),
      store.checkout.decline(orderNumber),
    ]

    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
  })
})
