import type { CatalogItem, CheckoutOptions, HostedCheckout, JsonValue, Order } from '../src/index.ts'
import { hostedCheckout } from '../src/index.ts'
import { buy, gatewayOrderIdIn, openStore, pathOf } from './support/store.ts'

interface Cart {
  readonly lines: readonly string[]
}

const item = { amountMinor: 1999, currency: 'EUR' }
const cart: Cart = { lines: ['mug'] }

/** Never called. The compiler reads it (`npm run typecheck`); each line that it must refuse is marked. */
export function compiled(options: Omit<CheckoutOptions, 'catalog'>): void {
  const { gateway } = options
  const typed = hostedCheckout<Cart>({
    gateway,
    catalog: (sku) => ({ ...item, description: sku, metadata: cart }),
    onPaid: (order) => order.metadata?.lines.join(),
    onReview: ({ metadata }) => metadata?.lines.length,
    on: (_entry, order) => order.metadata?.lines.at(0),
    success: (order, _req, res) => res.send(order.metadata?.lines.join()),
  })
  void typed.orders.get('n').then((order) => order?.metadata?.lines.at(0))
  void typed.settle('n').then(({ metadata }) => metadata?.lines.at(0))
  // @ts-expect-error: not the shape that was named.
  hostedCheckout<Cart>({ gateway, catalog: () => ({ ...item, metadata: { lines: 7 } }) })
  // @ts-expect-error: it may have been blanked, or the item had none.
  hostedCheckout<Cart>({ gateway, catalog: {}, onPaid: (order) => order.metadata.lines })

  // Without the type, everything is as in 0.1.0, whatever the items look like.
  const untyped: HostedCheckout = hostedCheckout({
    gateway,
    catalog: { mug: { ...item, metadata: { colour: 'red' } }, tea: { ...item, metadata: ['x'] }, cup: item },
    onPaid: (order: Order) => order.metadata,
    success: ({ metadata }: Order) => metadata satisfies JsonValue | undefined,
  })
  const shelf: Readonly<Record<string, CatalogItem>> = {}
  hostedCheckout({
    gateway,
    catalog: (sku) => shelf[sku],
    onPaid: ({ metadata }) => metadata satisfies JsonValue | undefined,
  })
  hostedCheckout({ gateway, catalog: () => Promise.resolve({ redirect: '/cart' }) })
  // @ts-expect-error: JSON cannot carry a function.
  hostedCheckout({ gateway, catalog: () => ({ ...item, metadata: () => 7 }) })
  void untyped.orders.get('n').then((order) => order?.metadata satisfies JsonValue | undefined)
}

describe('the metadata of an order', () => {
  it('is what the item had, whether or not the store names its type', async () => {
    const store = await openStore({ options: { catalog: () => ({ ...item, metadata: { lines: ['mug'] } }) } })
    const browser = store.browser()
    const { formUrl } = await buy(store, browser)

    const { location } = await store.bank.pay(gatewayOrderIdIn(formUrl))
    await browser.get(pathOf(location)).expect(200)

    expect(store.handedOver.map(({ metadata }) => metadata)).toEqual([cart])
    await store.close()
  })
})
