import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout, Order } from '../../src/index.ts'
import { buy, openStore, secrets } from '../support/store.ts'
import type { Store } from '../support/store.ts'

let store: Store
const opened: HostedCheckout[] = []
beforeEach(async () => {
  store = await openStore({
    options: { catalog: { cart: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1' } } },
  })
})
afterEach(async () => {
  for (const checkout of opened.splice(0)) await checkout.close()
  await store.close()
})

/** The same shop, whose bank has moved: to a name that leads to the same sandbox. */
function moved(gateway: Partial<NonNullable<CheckoutOptions['gateway']>> = {}) {
  const handedOver: Order[] = []
  const url = store.bank.url.replace('127.0.0.1', 'localhost')
  expect(url).not.toBe(store.bank.url)
  const checkout = hostedCheckout({
    gateway: { url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000, ...gateway },
    baseUrl: store.baseUrl,
    secret: secrets.signing,
    databaseUrl: store.database.databaseUrl,
    catalog: { cart: { amountMinor: 1999, currency: 'EUR' } },
    logger: store.logger,
    onPaid: (order) => void handedOver.push(order),
  })
  opened.push(checkout)
  return { checkout, handedOver }
}

describe('orders that were opened under a former address of the bank', () => {
  it('are settled, handed over and refunded at the present one', async () => {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    const { checkout, handedOver } = moved({ formerUrls: store.bank.url })

    expect(await checkout.reconcile()).toMatchObject({ asked: 1, paid: 1, handedOver: 1 })
    expect(handedOver).toMatchObject([{ orderNumber, status: 'paid' }])
    const refunded = await checkout.refund(orderNumber, { amountMinor: 1999, key: 'r-1' })
    expect(refunded).toMatchObject({ status: 'refunded' })
    expect((await checkout.doctor()).map(({ code }) => code)).not.toContain('orders-of-another-bank')
  })

  it('are left alone by a bank that does not own to that address', async () => {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    const { checkout } = moved()

    expect(await checkout.reconcile()).toMatchObject({ asked: 0, paid: 0 })
    await expect(checkout.refund(orderNumber, { amountMinor: 1999, key: 'r-1' })).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
    })
  })
})
