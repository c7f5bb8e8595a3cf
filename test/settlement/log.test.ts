import { GatewayUnavailableError, LedgerUnavailableError, hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout, Logger } from '../../src/index.ts'
import { buy, openStore, secrets, shelf, shortTimeoutMs } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

/** One line of a store's log. */
interface Line {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly object: object
}

// What a store learns about its orders while everything runs by itself: which order, and its outcome.
describe('the log of a store', () => {
  let store: Store
  let other: HostedCheckout | undefined
  const lines: Line[] = []
  const write = (level: Line['level']) => (object: object, message: string) =>
    void lines.push({ level, message, object })
  const logger: Logger = { info: write('info'), warn: write('warn'), error: write('error') }

  beforeEach(() => void lines.splice(0))
  afterEach(async () => {
    await other?.close()
    other = undefined
    await store.close()
  })

  /** Opens a store with one order. */
  async function openWithOrder({ options, ...others }: StoreOptions = {}): Promise<{
    gatewayOrderId: string
    orderNumber: string
  }> {
    store = await openStore({ ...others, options: { logger, ...options } })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    lines.splice(0, lines.length - 1)
    return { gatewayOrderId, orderNumber }
  }

  it('reports every move and the hand-over', async () => {
    const { gatewayOrderId, orderNumber } = await openWithOrder()
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    expect(lines).toEqual([
      {
        level: 'info',
        message: 'order moved',
        object: { orderNumber, from: 'registering', to: 'registered', trigger: 'checkout' },
      },
      {
        level: 'info',
        message: 'order moved',
        object: { orderNumber, from: 'registered', to: 'paid', trigger: 'settle' },
      },
      { level: 'info', message: 'order handed over', object: { orderNumber, tryNumber: 1 } },
    ])
  })

  it('reports a failed hand-over, with what the handler threw', async () => {
    const thrown = new Error('the parcel service is closed')
    const onPaid = (): never => {
      throw thrown
    }
    const { gatewayOrderId, orderNumber } = await openWithOrder({ options: { onPaid } })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    const failed = lines.filter(({ level }) => level === 'error')
    expect(failed).toEqual([
      {
        level: 'error',
        message: 'hand-over failed',
        object: { orderNumber, tryNumber: 1, retryInMs: 1_000, err: thrown },
      },
    ])

    await store.database.age('checkout_hand_overs', 'due_at', 73 * 3_600_000)
    await store.checkout.reconcile()
    expect(lines.slice(-2)).toEqual([
      { level: 'error', message: 'hand-over is stuck', object: { orderNumber, tryNumber: 2, err: thrown } },
      { level: 'error', message: 'order needs a person', object: expect.objectContaining({ orderNumber }) },
    ])
  })

  it('reports goods that are not owed any more', async () => {
    const { gatewayOrderId, orderNumber } = await openWithOrder({
      options: {
        onPaid: () => {
          throw new Error('not yet')
        },
      },
    })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'all' })
    lines.splice(0)

    await store.checkout.reconcile()

    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'the money went back before the goods went out',
        object: { orderNumber },
      },
    ])
  })

  it('reports a gateway that could not be asked', async () => {
    const { orderNumber } = await openWithOrder()
    store.bank.fault({ kind: 'server-error', method: 'getOrderStatusExtended.do' })
    await store.checkout.settle(orderNumber)

    expect(lines.slice(1)).toEqual([
      {
        level: 'warn',
        message: 'gateway could not be asked',
        object: {
          orderNumber,
          code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
          reason: expect.stringContaining('getOrderStatusExtended.do'),
        },
      },
    ])
  })

  it('reports an order of another gateway', async () => {
    const { orderNumber } = await openWithOrder()
    other = hostedCheckout({
      gateway: { url: `${store.bank.url}another/`, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      logger,
    })

    await other.settle(orderNumber)

    expect(lines.slice(1)).toEqual([
      { level: 'warn', message: 'order belongs to another gateway, not asked about', object: { orderNumber } },
    ])
  })

  it('reports refunds: made, refused, and not yet known', async () => {
    const { gatewayOrderId, orderNumber } = await openWithOrder({ timeoutMs: shortTimeoutMs })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    lines.splice(0)

    await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'one' })
    expect(lines).toEqual([
      { level: 'info', message: 'money was given back', object: { orderNumber, key: 'one', amountMinor: 500 } },
    ])

    lines.splice(0)
    await store.database.sql("update checkout_orders set gateway_order_id = 'not-at-the-bank'")
    await expect(store.checkout.refund(orderNumber, { amountMinor: 499, key: 'two' })).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_REFUSED',
    })
    expect(lines).toEqual([
      {
        level: 'error',
        message: 'a refund was not made',
        object: { orderNumber, key: 'two', amountMinor: 499, reason: expect.stringContaining('errorCode 6') },
      },
    ])

    lines.splice(0)
    await store.database.sql(`update checkout_orders set gateway_order_id = '${gatewayOrderId}'`)
    store.bank.fault({ kind: 'silence-before', method: 'refund.do', times: 2 })
    await expect(store.checkout.refund(orderNumber, { amountMinor: 300, key: 'three' })).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
    await store.database.age('checkout_refunds', 'next_try_at', 3_600_000)
    await store.checkout.reconcile()
    expect(lines.filter(({ message }) => message === 'a refund is not made yet')).toEqual([
      {
        level: 'warn',
        message: 'a refund is not made yet',
        object: { orderNumber, key: 'three', err: expect.any(GatewayUnavailableError) },
      },
    ])
  })

  it('reports an instruction whose effect was not seen', async () => {
    const { gatewayOrderId, orderNumber } = await openWithOrder({
      timeoutMs: shortTimeoutMs,
      options: { capture: 'manual' },
    })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    lines.splice(0)
    store.bank.fault({ kind: 'silence-before', method: 'deposit.do' })

    await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    expect(lines).toEqual([
      {
        level: 'error',
        message: 'the gateway does not show that the call took effect',
        object: { orderNumber, name: 'capture', outcome: 'unavailable', status: 'held' },
      },
    ])
  })

  it('reports a sweep that fails on the ledger, order by order and as a whole', async () => {
    const { gatewayOrderId, orderNumber } = await openWithOrder()
    await store.database.sql('alter table checkout_entries rename to hidden')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()
    await store.database.sql('alter table hidden rename to checkout_entries')

    expect(lines.slice(1)).toEqual([
      {
        level: 'error',
        message: 'order could not be settled, the sweep tries again',
        object: { orderNumber, err: expect.any(LedgerUnavailableError) },
      },
    ])
    lines.splice(0)

    await store.database.sql('alter table checkout_orders rename to hidden')
    await store.checkout.start()
    await until(() => lines.some(({ message }) => message.startsWith('sweep pass failed')))
    await store.database.sql('alter table hidden rename to checkout_orders')
    expect(lines.find(({ message }) => message.startsWith('sweep pass failed'))).toMatchObject({
      level: 'error',
      object: { err: expect.any(LedgerUnavailableError) },
    })
    // And the next pass retries.
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)
    await until(async () => (await store.checkout.orders.get(orderNumber))?.handOver === 'done')
  })
})
