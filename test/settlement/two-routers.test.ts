import type { Express, RequestHandler } from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, Entry, HostedCheckout, Order } from '../../src/index.ts'
import { gatewayOrderIdIn, mounts, openStore, pathOf, secrets, storeSession } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'
import { until } from '../support/until.ts'

const catalog = {
  cart: { amountMinor: 1999, currency: 'EUR', reference: 'cart-1' },
  mug: { amountMinor: 500, currency: 'EUR' },
}
const ofScript = { Accept: 'application/json' }

/** One of two shops in one app: its router, and what it did. */
interface Shop {
  readonly checkout: HostedCheckout
  readonly baseUrl: string
  readonly handedOver: Order[]
  readonly entries: Entry[]
}

interface Bought {
  readonly orderNumber: string
  readonly gatewayOrderId: string
}

let store: Store
let tea: Shop
let coffee: Shop
afterEach(async () => {
  await coffee.checkout.close()
  await store.close()
})

describe.each(mounts)('two routers in one app, the first %s', (_title, mount) => {
  /** Opens two shops in one app, on one ledger and one login. The store is the first of them. */
  async function open(
    options: Partial<CheckoutOptions> = {},
    { session, ofCoffee = {} }: { session?: RequestHandler | 'none'; ofCoffee?: Partial<CheckoutOptions> } = {},
  ): Promise<void> {
    const both = { catalog, doublePayment: 'refund', ...options } as const
    const mountCoffee = (app: Express): void => void app.use('/coffee', (...given) => coffee.checkout(...given))
    store = await openStore({
      mount,
      before: mountCoffee,
      session: session ?? storeSession(),
      options: { ...both, shop: { key: 'tea' } },
    })
    const { checkout, handedOver, entries } = store
    tea = { checkout, baseUrl: store.baseUrl, handedOver, entries }
    const told = { handedOver: [] as Order[], entries: [] as Entry[] }
    const baseUrl = `${new URL(store.baseUrl).origin}/coffee`
    coffee = {
      checkout: hostedCheckout({
        gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
        secret: secrets.signing,
        databaseUrl: store.database.databaseUrl,
        checkoutsPerMinute: 0,
        newOrdersPerMinute: 0,
        questionsPerMinute: 0,
        sweep: { everyMs: 200 },
        logger: store.logger,
        ...both,
        baseUrl,
        shop: { key: 'coffee' },
        onPaid: (order) => void told.handedOver.push(order),
        on: (entry) => void told.entries.push(entry),
        ...ofCoffee,
      }),
      baseUrl,
      ...told,
    }
  }

  const at = ({ baseUrl }: Shop, path: string): string => pathOf(baseUrl + path)

  async function buyAt(shop: Shop, browser: Browser, sku: 'cart' | 'mug' = 'cart'): Promise<Bought> {
    const answer = await browser.get(at(shop, `/checkout/${sku}`)).expect(302)
    const gatewayOrderId = gatewayOrderIdIn(answer.headers.location)
    return { orderNumber: store.bank.order(gatewayOrderId)!.orderNumber, gatewayOrderId }
  }

  /** Questions to the bank, and instructions, about one order. */
  function callsAbout({ orderNumber, gatewayOrderId }: Bought): string[] {
    const about = store.bank.requests.filter(
      ({ parameters }) => parameters.orderId === gatewayOrderId || parameters.orderNumber === orderNumber,
    )
    return about.map(({ method }) => method).filter((method) => method !== 'register.do')
  }

  it('leave each other’s orders alone, in return, callback, status, verb and sweep', async () => {
    await open()
    const browser = store.browser()
    const theirs = await buyAt(coffee, browser)
    await store.bank.pay(theirs.gatewayOrderId)
    const own = await buyAt(tea, store.browser(), 'mug')
    await store.bank.pay(own.gatewayOrderId)
    await tea.checkout.start()
    await store.database.age('checkout_orders', 'next_check_at', 3_600_000)
    // The timer has had its turn once it has found what is its own.
    await until(() => tea.handedOver.length > 0)
    const orderId = `orderId=${theirs.gatewayOrderId}`
    await browser.get(at(tea, `/payment/return?${orderId}`)).expect(404)
    const posted = await browser.post(at(tea, '/payment/return')).type('form').send(orderId).expect(303)
    await browser.get(pathOf(posted.headers.location)).expect(404)
    const told = {
      mdOrder: theirs.gatewayOrderId,
      orderNumber: theirs.orderNumber,
      operation: 'deposited',
      status: '1',
    }
    await browser.get(at(tea, '/payment/callback')).query(told).expect(404)
    await browser.post(at(tea, '/payment/callback')).type('form').send(told).expect(404)
    await browser.get(at(tea, `/payment/orders/${theirs.orderNumber}`)).expect(404)
    await expect(tea.checkout.settle(theirs.orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    await tea.checkout.reconcile()

    expect(callsAbout(theirs)).toEqual([])
    expect(await coffee.checkout.orders.get(theirs.orderNumber)).toMatchObject({ status: 'registered', shop: 'coffee' })
    expect(new Set(tea.entries.map(({ orderNumber }) => orderNumber))).toEqual(new Set([own.orderNumber]))
    expect(coffee.handedOver).toEqual([])

    await coffee.checkout.start()
    await until(() => coffee.handedOver.length > 0)
    expect(coffee.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([theirs.orderNumber])
    expect(tea.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([own.orderNumber])
  })

  it('sell the same reference to one browser, each once, and refund neither', async () => {
    await open()
    const browser = store.browser()
    const one = await buyAt(tea, browser)
    const other = await buyAt(coffee, browser)
    expect(other.gatewayOrderId).not.toBe(one.gatewayOrderId)
    // Again: each has its own open order.
    expect(await buyAt(tea, browser)).toEqual(one)
    expect(await buyAt(coffee, browser)).toEqual(other)

    for (const [shop, { gatewayOrderId, orderNumber }] of [
      [tea, one],
      [coffee, other],
    ] as const) {
      const { location } = await store.bank.pay(gatewayOrderId)
      expect(location).toContain(`${shop.baseUrl}/payment/return?`)
      const { text } = await browser.get(pathOf(location)).expect(200)
      expect(text).toContain(orderNumber)
    }
    await Promise.all([tea.checkout.reconcile(), coffee.checkout.reconcile()])

    expect(tea.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([one.orderNumber])
    expect(coffee.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([other.orderNumber])
    for (const { gatewayOrderId } of [one, other])
      expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 2, refundedAmount: 0 })
    expect(store.bank.requests.filter(({ method }) => method === 'refund.do')).toEqual([])
  })

  it('refund a second payment of one shop, whatever the other has sold', async () => {
    await open({ catalog: () => ({ amountMinor, currency: 'EUR', reference: 'cart-1' }) })
    let amountMinor = 1999
    const first = await buyAt(tea, store.browser())
    const other = await buyAt(coffee, store.browser())
    amountMinor = 2499
    const second = await buyAt(tea, store.browser())
    for (const { gatewayOrderId } of [other, first, second]) await store.bank.pay(gatewayOrderId)

    for (const { checkout } of [coffee, tea, coffee, tea]) await checkout.reconcile()

    const refunded = [other, first, second].map((one) => store.bank.order(one.gatewayOrderId)?.refundedAmount)
    expect(refunded[0]).toBe(0)
    // Whichever of the two was asked about first has paid for the cart.
    expect([refunded[1], refunded[2]].filter((minor) => minor === 0)).toHaveLength(1)
    expect([tea.handedOver.length, coffee.handedOver.length]).toEqual([1, 1])
  })

  it('open nothing of each other’s: a payment link, an address that leads on to the bank, a status key', async () => {
    const front = 'https://front.example'
    await open({ allowedOrigins: [front] })
    const { linkNumber } = await coffee.checkout.link({ amountMinor: 4990, currency: 'EUR', description: 'Beans' })
    const pressed = await store
      .browser()
      .post(at(coffee, '/checkout/cart'))
      .set({ ...ofScript, Origin: front, 'Sec-Fetch-Site': 'cross-site' })
      .expect(200)
    const { formUrl, orderNumber, statusKey } = pressed.body as Record<string, string>
    const ticket = pathOf(formUrl).slice(at(coffee, '').length)

    const browser = store.browser()
    await browser.get(at(tea, `/payment/links/${linkNumber}`)).expect(404)
    await browser.post(at(tea, `/payment/links/${linkNumber}`)).expect(404)
    await browser.get(at(tea, ticket)).expect(410)
    const asked = { ...ofScript, Authorization: `Bearer ${statusKey}` }
    await browser
      .get(at(tea, `/payment/orders/${orderNumber}`))
      .set(asked)
      .expect(404)

    await browser.get(at(coffee, `/payment/links/${linkNumber}`)).expect(200)
    await browser
      .get(at(coffee, `/payment/orders/${orderNumber}`))
      .set(asked)
      .expect(200)
    await browser.get(at(coffee, ticket)).expect(302)
  })

  it.each<[string, RequestHandler | 'none']>([
    ['with sessions', storeSession()],
    ['without sessions', 'none'],
  ])('know their buyers %s, and although each has a secret of its own', async (_what, session) => {
    await open({}, { session, ofCoffee: { secret: '9f3b2d7a61c84e05b7c41f0a97d2be58' } })
    const browser = store.browser()
    const one = await buyAt(tea, browser)
    const other = await buyAt(coffee, browser)

    expect(await buyAt(tea, browser)).toEqual(one)
    expect(await buyAt(coffee, browser)).toEqual(other)
    for (const { gatewayOrderId, orderNumber } of [one, other]) {
      const { location } = await store.bank.pay(gatewayOrderId)
      expect((await browser.get(pathOf(location)).expect(200)).text).toContain(orderNumber)
    }
  })
})
