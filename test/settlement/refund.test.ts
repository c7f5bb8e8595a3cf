import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout, Order } from '../../src/index.ts'
import {
  buy,
  mounts,
  movesOf,
  openStore,
  orderOf,
  secrets,
  shelf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
const others: HostedCheckout[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await store.close()
})

describe.each(mounts)('a refund %s', (_title, mount) => {
  let gatewayOrderId: string
  let orderNumber: string

  async function payOne(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }

  /** The same store in another process. */
  function anotherProcess(): HostedCheckout {
    const other = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
    })
    others.push(other)
    return other
  }

  const sent = (): number => timesAsked(store, 'refund.do')
  const atTheBank = (): number => store.bank.order(gatewayOrderId)!.refundedAmount
  const refund = (amountMinor: number, key: string): Promise<Order> =>
    store.checkout.refund(orderNumber, { amountMinor, key })
  /** The order's refunds in the ledger. */
  const rows = () => store.database.sql('select key, amount_minor, state from checkout_refunds order by asked_at, key')

  it('repays part after part, up to what is left', async () => {
    await payOne()

    expect(await refund(500, 'one')).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    expect(await refund(499, 'two')).toMatchObject({ status: 'partially_refunded', refundedMinor: 999 })
    await expect(refund(1001, 'three')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('At most 10.00 EUR of order'),
    })
    expect(await refund(1000, 'three')).toMatchObject({ status: 'refunded', refundedMinor: 1999 })

    expect(sent()).toBe(3)
    expect(atTheBank()).toBe(1999)
    expect(await movesOf(store, orderNumber)).toEqual([
      ...['registering > registered', 'registered > paid'],
      ...['paid > partially_refunded', 'partially_refunded > refunded'],
    ])
    const entries = await store.checkout.orders.history(orderNumber)
    expect(entries.slice(-6).map(({ kind }) => kind)).toEqual([
      ...['refund-asked', 'moved', 'refund-asked', 'refunded', 'refund-asked', 'moved'],
    ])
    await expect(refund(1, 'four')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
  })

  it('sends the bank its own id and the amount that must still be captured', async () => {
    await payOne()
    await refund(500, 'one')
    await refund(100, 'two')

    const [one, two] = store.bank.requests.filter(({ method }) => method === 'refund.do')
    expect(one!.parameters).toMatchObject({ amount: '500', expectedDepositedAmount: '1999', currency: '978' })
    expect(two!.parameters).toMatchObject({ amount: '100', expectedDepositedAmount: '1499' })
    expect(one!.parameters.externalRefundId).toMatch(/^[0-9a-f]{32}$/)
    expect(two!.parameters.externalRefundId).not.toBe(one!.parameters.externalRefundId)
  })

  it('is made once per key, and never with another amount', async () => {
    await payOne()

    await refund(500, 'one')
    expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })
    await expect(refund(501, 'one')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('for 5.00 EUR before'),
    })

    expect(sent()).toBe(1)
    expect(atTheBank()).toBe(500)
  })

  it.each([0, -1, 0.5, NaN, Infinity, 2 ** 53, '500', null, undefined])(
    'of %p is refused before anything is sent',
    async (amountMinor) => {
      await payOne()

      await expect(refund(amountMinor as number, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT' })

      expect(sent()).toBe(0)
      expect(await rows()).toEqual([])
    },
  )

  it.each(['', ' ', 'two words', 'ä', 'x'.repeat(65), 7, undefined])(
    'with the key %p is refused before anything is sent',
    async (key) => {
      await payOne()

      await expect(refund(500, key as string)).rejects.toMatchObject({ code: 'CHECKOUT_INVALID_REQUEST' })

      expect(await rows()).toEqual([])
    },
  )

  it('is refused for orders without money, and for orders that do not exist', async () => {
    store = await openStore({ mount })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))

    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
    await expect(store.checkout.refund('nobody', { amountMinor: 1, key: 'one' })).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_NOT_FOUND',
    })
    expect(sent()).toBe(0)
  })

  it('cannot be made with a token, and says so before anything is asked', async () => {
    await payOne()
    const byToken = hostedCheckout({
      gateway: { url: store.bank.url, token: 'a-token' },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
    })
    others.push(byToken)
    const before = store.bank.requests.length

    const calls = [
      byToken.refund(orderNumber, { amountMinor: 1, key: 'one' }),
      byToken.capture(orderNumber),
      byToken.reverse(orderNumber),
      byToken.decline(orderNumber),
    ]

    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_REFUSED',
        errorCode: 'token',
        message: expect.stringContaining('gateway.user and gateway.password'),
      })
    }
    expect(store.bank.requests).toHaveLength(before)
  })

  it('is refused for an order of another gateway', async () => {
    await payOne()
    await store.database.sql("update checkout_orders set gateway_account = 'live.bank.example/payment/rest/#0'")

    await expect(refund(500, 'one')).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining('live.bank.example'),
    })
    expect(sent()).toBe(0)
  })

  describe('whose answer is lost', () => {
    it.each(['silence-after', 'reset-after', 'server-error-after', 'truncated-json', 'empty-body'] as const)(
      '(%s) is found to be made',
      async (kind) => {
        await payOne({ timeoutMs: shortTimeoutMs })
        store.bank.fault({ kind, method: 'refund.do' })

        expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })

        expect(sent()).toBe(1)
        expect(atTheBank()).toBe(500)
      },
    )

    it.each(['silence-before', 'reset-before', 'server-error', 'rate-limited', 'html', 'redirect'] as const)(
      '(%s) before it was made is unknown, and is made once by a repeat with the same key',
      async (kind) => {
        await payOne({ timeoutMs: shortTimeoutMs })
        store.bank.fault({ kind, method: 'refund.do' })

        await expect(refund(500, 'one')).rejects.toMatchObject({
          code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
          message: expect.stringContaining('asking again with the same key is safe'),
        })
        expect(await rows()).toMatchObject([{ key: 'one', state: 'asked' }])
        expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })

        expect(atTheBank()).toBe(500)
        const ids = store.bank.requests
          .filter(({ method }) => method === 'refund.do')
          .map(({ parameters }) => parameters)
        expect(ids[1]).toEqual(ids[0])
      },
    )

    it('together with that of the question after it is unknown, and still made once', async () => {
      await payOne({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-after', method: 'refund.do' })
      store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

      await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })

      // Asked about first: it was already there.
      expect(sent()).toBe(1)
    })

    it('is resumed by the sweep, without the store', async () => {
      await payOne({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
      await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      await store.database.age('checkout_refunds', 'next_try_at', 120_000)

      await store.checkout.start()
      await until(async () => (await orderOf(store, gatewayOrderId)).refundedMinor === 500)

      expect(atTheBank()).toBe(500)
      expect(await rows()).toMatchObject([{ state: 'done' }])
    })

    it('is not resumed before it is due, nor while another process is at it', async () => {
      await payOne({ timeoutMs: shortTimeoutMs })
      store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
      await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

      await store.checkout.reconcile()
      expect(sent()).toBe(1)
      await store.database.sql("update checkout_refunds set lease_until = '2100-01-01T00:00:00.000Z'")
      await store.database.age('checkout_refunds', 'next_try_at', 120_000)
      await store.checkout.reconcile()

      expect(sent()).toBe(1)
    })

    it('because its process died is completed before another one is made', async () => {
      await payOne()
      await dead('lost', 300)

      expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 800 })

      expect(atTheBank()).toBe(800)
      expect(await rows()).toMatchObject([
        { key: 'lost', state: 'done' },
        { key: 'one', state: 'done' },
      ])
    })

    it('because its process died after the bank made it is not made again', async () => {
      await payOne()
      await dead('lost', 300)
      await until(async () => (await refund(300, 'lost')).refundedMinor === 300)
      await store.database.sql("update checkout_refunds set state = 'asked', next_try_at = asked_at, try_count = 1")
      await store.database.sql("update checkout_orders set refunded_minor = 0, status = 'paid'")

      await store.checkout.reconcile()

      expect(sent()).toBe(1)
      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'partially_refunded', refundedMinor: 300 })
    })

    it('is not sent again before the bank has been asked about it', async () => {
      await payOne({ timeoutMs: shortTimeoutMs })
      await dead('lost', 300)
      store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

      await expect(refund(300, 'lost')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
      expect(sent()).toBe(0)

      expect(await refund(300, 'lost')).toMatchObject({ refundedMinor: 300 })
      expect(sent()).toBe(1)
    })

    it('delays another one while its outcome is unknown', async () => {
      await payOne({ timeoutMs: shortTimeoutMs })
      await dead('lost', 300)
      store.bank.fault({ kind: 'silence-before', method: 'refund.do', times: 2 })

      await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })

      expect(atTheBank()).toBe(0)
      expect(await rows()).toMatchObject([{ key: 'lost', state: 'asked' }])
      store.bank.clearFaults()
    })

    /** A refund recorded by a process that died right afterwards. */
    async function dead(key: string, amountMinor: number): Promise<void> {
      await store.database.sql(
        `insert into checkout_refunds (
          order_number, key, amount_minor, external_refund_id, refunded_before_minor, state,
          asked_at,
           next_try_at, lease_until, try_count)
         select order_number, '${key}', ${amountMinor}, 'dead-${key}', 0, 'asked', created_at, created_at, created_at, 1
         from checkout_orders`,
      )
    }
  })

  it('that the bank refuses is not made, and its key may be used again', async () => {
    await payOne()
    await store.database.sql("update checkout_orders set gateway_order_id = 'not-at-the-bank'")

    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: '6' })
    expect(await rows()).toMatchObject([{ state: 'refused' }])
    expect((await store.checkout.orders.history(orderNumber)).at(-1)).toMatchObject({ kind: 'refund-refused' })

    await store.database.sql(`update checkout_orders set gateway_order_id = '${gatewayOrderId}'`)
    expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })
    expect(atTheBank()).toBe(500)
  })

  it("after one in the bank's portal refuses more than is left, and records that one", async () => {
    await payOne()
    store.bank.refundInPortal(gatewayOrderId, 1500)

    await expect(refund(600, 'one')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('At most 4.99 EUR of order'),
    })

    expect(atTheBank()).toBe(1500)
    expect(await rows()).toEqual([])
    expect(await refund(499, 'one-again')).toMatchObject({ status: 'refunded', refundedMinor: 1999 })
  })

  it("is not taken for one of the same amount made in the bank's portal before", async () => {
    await payOne()
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await refund(500, 'goodwill')).toMatchObject({ status: 'partially_refunded', refundedMinor: 1000 })

    expect(sent()).toBe(1)
    expect(atTheBank()).toBe(1000)
  })

  it('is not sent while the gateway cannot be asked first; a done one repeats without asking', async () => {
    await payOne()
    await refund(500, 'one')
    store.bank.fault({ kind: 'server-error', method: 'getOrderStatusExtended.do' })

    await expect(refund(100, 'two')).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      message: expect.stringContaining('This call moved no money'),
    })
    const questions = store.bank.requests.length
    expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })

    expect(store.bank.requests).toHaveLength(questions)
    expect(await rows()).toHaveLength(1)
  })

  it('without an answer is not sent again while the question about it is refused', async () => {
    await payOne({ timeoutMs: shortTimeoutMs })
    store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    const body = '{"errorCode":"5","errorMessage":"Access denied"}'
    store.bank.fault({ kind: 'html', method: 'getOrderStatusExtended.do', body })

    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    expect(sent()).toBe(1)
    expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })
    expect(atTheBank()).toBe(500)
  })

  it("made in the bank's portal while ours is under way is told apart, and known to the next one", async () => {
    await payOne()
    const questions = store.bank.requests.length
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 300 })
    const first = refund(600, 'one')
    first.catch(() => undefined)
    await until(() => store.bank.requests.length > questions)
    store.bank.refundInPortal(gatewayOrderId, 1500)

    await expect(first).rejects.toMatchObject({ code: expect.stringMatching(/^CHECKOUT_(AMOUNT|GATEWAY_REFUSED)$/) })

    expect(atTheBank()).toBe(1500)
    expect(await refund(499, 'two')).toMatchObject({ status: 'refunded', refundedMinor: 1999 })
  })

  it('of an order in review leaves it in review', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { chargeback: true })
    await store.checkout.settle(orderNumber)

    expect(await refund(500, 'one')).toMatchObject({ status: 'review', refundedMinor: 500 })
  })

  it.each([1, 3])('never exceeds what was captured, with 50 at once over %i checkout(s)', async (count) => {
    await payOne({ timeoutMs: 20_000 })
    const checkouts = [store.checkout, ...Array.from({ length: count - 1 }, anotherProcess)]

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        checkouts[index % count]!.refund(orderNumber, { amountMinor: 100, key: `refund-${index}` }),
      ),
    )

    const made = results.filter(({ status }) => status === 'fulfilled')
    expect(made).toHaveLength(19)
    expect(atTheBank()).toBe(1900)
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ refundedMinor: 1900, status: 'partially_refunded' })
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CHECKOUT_AMOUNT' })
    }
  })

  it('is made once for 50 calls at once with the same key', async () => {
    await payOne({ timeoutMs: 20_000 })
    const checkouts = [store.checkout, anotherProcess()]

    const orders = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        checkouts[index % 2]!.refund(orderNumber, { amountMinor: 700, key: 'same' }),
      ),
    )

    expect(orders.every(({ refundedMinor }) => refundedMinor === 700)).toBe(true)
    expect(sent()).toBe(1)
    expect(atTheBank()).toBe(700)
  })
})
