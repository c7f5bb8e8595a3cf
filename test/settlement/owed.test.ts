import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout } from '../../src/index.ts'
import { buy, mounts, openStore, secrets, shelf } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
let others: HostedCheckout[]
beforeEach(() => (others = []))
afterEach(async () => {
  for (const other of others) await other.close()
  await store.close()
})

/** Another process of the same shop, on the same ledger. */
function another(options: Partial<CheckoutOptions> = {}): HostedCheckout {
  const other = hostedCheckout({
    gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
    baseUrl: store.baseUrl,
    secret: secrets.signing,
    databaseUrl: store.database.databaseUrl,
    catalog: shelf,
    logger: store.logger,
    ...options,
  })
  others.push(other)
  return other
}

/** Leaves paid orders as a process does that knows nothing of owed goods. */
async function leaveOut(columns: string): Promise<void> {
  await store.database.sql('delete from checkout_hand_overs')
  await store.database.sql(`update checkout_orders set ${columns}`)
}

describe.each(mounts)('owed goods %s', (_title, mount) => {
  const open = async (options: Partial<CheckoutOptions> = {}): Promise<void> => {
    store = await openStore({ mount, options })
  }

  it('go out even if a process without a handler settles the order', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)

    expect(await another().settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'due', handsOver: true })
    expect(store.handedOver).toEqual([])
    await store.checkout.start()
    await store.checkout.reconcile()

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it.each([
    ['the sweep', async () => void (await store.checkout.start())],
    ['a settle', async (orderNumber: string) => void (await store.checkout.settle(orderNumber))],
    ['a reconcile', async () => void (await store.checkout.reconcile())],
  ])('become due through %s if a process of version 0.1.0 has left them out', async (_what, look) => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await another().settle(orderNumber)
    await leaveOut("hand_over = 'none'")

    await look(orderNumber)
    await until(() => store.handedOver.length > 0)

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect((await store.checkout.orders.history(orderNumber)).map(({ kind }) => kind)).toContain('hand-over-due')
  })

  it('do not exist for an order that was opened without a handler, even if the store has one by now', async () => {
    await open({ onPaid: undefined })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const later = another({ onPaid: (order) => void store.handedOver.push(order) })

    expect(await later.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'none', handsOver: false })
    await later.reconcile()

    expect(store.handedOver).toEqual([])
  })

  it('exist if the store says so, and another process hands them over', async () => {
    await open({ onPaid: undefined, handsOver: true })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'due' })
    await another({ onPaid: (order) => void store.handedOver.push(order) }).reconcile()

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
  })

  it('depend, for an order of version 0.1.0, on the process that settles it', async () => {
    await open()
    const [paidThen, openStill] = [await buy(store, store.browser()), await buy(store, store.browser())]
    await store.bank.pay(paidThen.gatewayOrderId)
    await another().settle(paidThen.orderNumber)
    await leaveOut("hand_over = 'none', hands_over = null, shop = null")
    await store.database.sql('update checkout_shops set has_unnamed = 1')
    const later = another({ onPaid: (order) => void store.handedOver.push(order) })

    await later.reconcile()
    expect(store.handedOver).toEqual([])
    await store.bank.pay(openStill.gatewayOrderId)
    await later.settle(openStill.orderNumber)

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([openStill.orderNumber])
    await store.database.sql('update checkout_orders set hands_over = 0')
  })
})
