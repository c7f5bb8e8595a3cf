import type { Express, Request, Response } from 'express'
import type { CartItem, CheckoutError, HostedCheckout } from '../../src/index.ts'
import {
  everyMount,
  gatewayOrderIdIn,
  mounts,
  onlyOrder,
  openStore,
  pathOf,
  storeSession,
  timesAsked,
} from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'

const front = 'https://front.example'
const ofScript = { Accept: 'application/json' }
const ofOwnPage = { ...ofScript, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' }
const ofOtherSite = { ...ofScript, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', Origin: front }
const declinedCard = { number: '5168494895055780' }

let store: Store
let checkout: HostedCheckout
let cart: unknown
afterEach(() => store.close())
beforeEach(() => {
  cart = {
    sku: 'cart',
    amountMinor: 3998,
    currency: 'EUR',
    description: 'Two mugs',
    reference: 'CART-1',
    again: '/cart',
  }
})

/** A store's own route, as its README shows it. */
function buyCart(req: Request, res: Response): void {
  checkout
    .begin(cart as CartItem, req, res)
    .then((order) => order.send())
    .catch((error: unknown) => {
      const { code, statusCode, location, message } = error as CheckoutError & { location?: string }
      res.status(statusCode).json({ code, location, message })
    })
}

function routesOfStore(app: Express): void {
  app.all('/buy', buyCart)
  app.post('/told', (req, res, next) => {
    checkout
      .begin(cart as CartItem, req, res)
      .then(({ orderNumber, formUrl, expiresAt }) => res.json({ orderNumber, formUrl, expiresAt }), next)
  })
  app.post('/late', (req, res) => {
    res.write('already')
    checkout.begin(cart as CartItem, req, res).catch((error: unknown) => res.end(`, ${(error as CheckoutError).code}`))
  })
}

async function open(options: StoreOptions = {}): Promise<void> {
  store = await openStore({ ...options, before: (app) => (options.before?.(app), routesOfStore(app)) })
  checkout = store.checkout
}

const returnPath = (gatewayOrderId: string | undefined): string =>
  store.path(`/payment/return?orderId=${gatewayOrderId}`)
const registrations = (): number => timesAsked(store, 'register.do')

describe.each(everyMount)('begin %s', (_title, mount) => {
  it('sends the buyer of a cart to the bank, and knows them when they come back', async () => {
    await open({ mount })
    const browser = store.browser()

    const answer = await browser
      .post('/buy')
      .expect(303)
      .expect('Cache-Control', 'no-store')
      .expect('Referrer-Policy', 'no-referrer')

    const order = await onlyOrder(store)
    expect(answer.headers.location).toBe(order.formUrl)
    expect(order).toMatchObject({
      status: 'registered',
      sku: 'cart',
      amountMinor: 3998,
      reference: 'CART-1',
      description: 'Two mugs',
      again: '/cart',
    })
    const { location } = await store.bank.pay(order.gatewayOrderId!)
    expect((await browser.get(pathOf(location)).expect(200)).text).toContain(order.orderNumber)
    expect((await store.browser().get(pathOf(location)).expect(200)).text).not.toContain(order.orderNumber)
    expect(store.handedOver).toMatchObject([{ orderNumber: order.orderNumber, again: '/cart' }])
  })
})

describe.each(mounts)('begin %s', (_title, mount) => {
  const openHere = (options: StoreOptions = {}): Promise<void> => open({ mount, ...options })
  const back = async (browser: Browser): Promise<string> => {
    const { gatewayOrderId } = await onlyOrder(store)
    const { location } = await store.bank.pay(gatewayOrderId!)
    return (await browser.get(pathOf(location)).expect(200)).text
  }

  it('sends nothing without send(): the route answers as it likes, and the order is bound all the same', async () => {
    await openHere()
    const browser = store.browser()

    const { body } = await browser.post('/told').expect(200)

    const order = await onlyOrder(store)
    expect(body).toEqual({
      orderNumber: order.orderNumber,
      formUrl: order.formUrl,
      expiresAt: order.expiresAt.toISOString(),
    })
    expect(await back(browser)).toContain(order.orderNumber)
  })

  it('makes a session where the store has none', async () => {
    await openHere({ session: 'none' })
    const browser = store.browser()

    await browser.post('/buy').expect(303)

    expect(await back(browser)).toContain((await onlyOrder(store)).orderNumber)
  })

  it("keeps what the store's route wrote to its session", async () => {
    await openHere({
      session: storeSession(),
      before: (app) => {
        app.post('/told', (req, _res, next) => {
          Object.assign(req.session, { cart: ['mug', 'mug'] })
          next()
        })
        app.get('/cart', (req, res) => res.json((req.session as { cart?: unknown }).cart ?? null))
      },
    })
    const browser = store.browser()
    expect((await browser.get('/cart').expect(200)).body).toBeNull()
    await browser.post('/told').expect(200)

    expect((await browser.get('/cart').expect(200)).body).toEqual(['mug', 'mug'])
    const { location } = await store.bank.pay((await onlyOrder(store)).gatewayOrderId!)
    await browser.get(pathOf(location)).expect(200)
    expect(store.log.join('\n')).not.toContain('session store failed')
  })

  it('leads a double click and a second tab to one order, and a changed cart to another', async () => {
    await openHere()
    const browser = store.browser()
    await browser.get('/')
    const [first, second] = await Promise.all([browser.post('/buy').expect(303), browser.post('/buy').expect(303)])
    expect(second.headers.location).toBe(first.headers.location)
    expect((await browser.get('/buy').expect(303)).headers.location).toBe(first.headers.location)
    expect(registrations()).toBe(1)

    cart = { ...(cart as object), amountMinor: 5997, description: 'Three mugs' }
    const changed = await browser.post('/buy').expect(303)

    expect(changed.headers.location).not.toBe(first.headers.location)
    expect(registrations()).toBe(2)
    // The older page of the same cart was closed at the bank.
    expect(store.bank.order(gatewayOrderIdIn(first.headers.location as string))).toMatchObject({ orderStatus: 6 })
  })

  it('shares its orders with /checkout/:sku: the same item is the same order', async () => {
    const item = { amountMinor: 3998, currency: 'EUR' }
    await openHere({ options: { catalog: { cart: item } } })
    cart = { sku: 'cart', ...item }
    const browser = store.browser()
    const begun = await browser.post('/buy').expect(303)

    const opened = await browser.get(store.path('/checkout/cart')).expect(302)

    expect(opened.headers.location).toBe(begun.headers.location)
  })

  it('refuses a reference that is paid: only the browser that paid learns where its page is', async () => {
    await openHere()
    const browser = store.browser()
    await browser.post('/buy').expect(303)
    await back(browser)

    const own = await browser.post('/buy').expect(409)
    const other = await store.browser().post('/buy').expect(409)

    const { gatewayOrderId } = await onlyOrder(store)
    expect(own.body).toMatchObject({
      code: 'CHECKOUT_ALREADY_PAID',
      location: `${store.baseUrl}/payment/return?orderId=${gatewayOrderId}`,
    })
    expect(other.body).toMatchObject({ code: 'CHECKOUT_ALREADY_PAID' })
    expect(other.body).not.toHaveProperty('location')
    expect(registrations()).toBe(1)
  })

  it('leads "try again" to the path it was given', async () => {
    await openHere()
    const browser = store.browser()
    await browser.post('/buy').expect(303)
    const { orderNumber, gatewayOrderId, formUrl } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!, declinedCard)
    // While it is open, it can still be paid at the bank.
    const open = (await browser.get(returnPath(gatewayOrderId)).expect(200)).text
    expect(open).toContain(`href="${formUrl}"`)

    await checkout.decline(orderNumber)
    const { text } = await browser.get(returnPath(gatewayOrderId)).expect(200)

    expect(text).toContain('href="/cart"')
    expect(text).not.toContain('/checkout/cart')
  })

  it('leads "try again" to /checkout/:sku without one', async () => {
    await openHere()
    cart = { sku: 'two mugs', amountMinor: 3998, currency: 'EUR' }
    const browser = store.browser()
    await browser.post('/buy').expect(303)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!, declinedCard)
    await checkout.decline(orderNumber)

    expect((await browser.get(returnPath(gatewayOrderId))).text).toContain(
      `href="${store.baseUrl}/checkout/two%20mugs"`,
    )
  })

  it('tells a script of the same origin where to go', async () => {
    await openHere()

    const { body } = await store.browser().post('/buy').set(ofOwnPage).expect(200)

    const order = await onlyOrder(store)
    expect(body).toEqual({
      orderNumber: order.orderNumber,
      formUrl: order.formUrl,
      expiresAt: order.expiresAt.toISOString(),
    })
  })

  it.each(['/buy', '/told'])(
    "leads a script's browser on another site through an address of ours (%s)",
    async (path) => {
      await openHere({ options: { allowedOrigins: [front] } })
      const browser = store.browser()

      const { body, headers } = await browser.post(path).set(ofOtherSite).expect(200)

      const { formUrl } = body as { formUrl: string }
      expect(formUrl).toMatch(new RegExp(`^${store.baseUrl}/payment/go/`))
      expect(headers['set-cookie']).toBeUndefined()
      if (path === '/buy') expect(headers['access-control-allow-origin']).toBe(front)
      const order = await onlyOrder(store)
      expect((await browser.get(pathOf(formUrl)).expect(302)).headers.location).toBe(order.formUrl)
      expect(await back(browser)).toContain(order.orderNumber)
    },
  )

  it("goes on by a page where the route's policy lets no form lead to the bank", async () => {
    await openHere({
      before: (app) =>
        app.use((_req, res, next) => {
          res.set('Content-Security-Policy', "form-action 'self'")
          next()
        }),
    })

    const answer = await store.browser().post('/buy').expect(200)

    expect(answer.headers.refresh).toBe(`0; url=${(await onlyOrder(store)).formUrl}`)
  })

  it.each([
    ['a prefetch', 'get', { 'Sec-Purpose': 'prefetch' }],
    ['a prefetch by its router', 'get', { 'Next-Router-Prefetch': '1' }],
    ['a crawler', 'get', { 'User-Agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }],
    ['a link preview', 'get', { 'User-Agent': 'WhatsApp/2.23' }],
  ] as const)('opens nothing for %s', async (_what, method, headers) => {
    await openHere()

    const { body } = await store.browser()[method]('/buy').set(headers).expect(403)

    expect(body).toMatchObject({ code: 'CHECKOUT_NOT_A_VISIT' })
    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
  })

  it('opens nothing for a HEAD, which Express answers by the route of the GET', async () => {
    await openHere()

    await store.browser().head('/buy').expect(403)

    expect(store.entries).toEqual([])
  })

  it.each([
    ['a frame', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }],
    ['a fetch without Accept', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' }],
    ['another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }],
  ])('leaves it to the store who else may call its route: %s', async (_what, headers) => {
    await openHere()

    await store.browser().post('/buy').set(headers).expect(303)
  })

  it('counts to the limits, and says how long to wait', async () => {
    await openHere({ options: { checkoutsPerMinute: 1 } })
    await store.browser().post('/buy').expect(303)
    cart = { ...(cart as object), reference: 'CART-2' }

    const { body } = await store.browser().post('/buy').expect(429)

    expect(body).toMatchObject({ code: 'CHECKOUT_TOO_MANY' })
    expect(registrations()).toBe(1)
  })

  it('throws what came of a registration that failed', async () => {
    await openHere()
    store.bank.fault({ kind: 'html', method: 'register.do', body: '{"errorCode":"5","errorMessage":"Access denied"}' })
    store.bank.fault({ kind: 'server-error', method: 'register.do' })

    expect((await store.browser().post('/buy').expect(502)).body).toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED' })
    expect((await store.browser().post('/buy').expect(503)).body).toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
  })

  it.each([
    [{ sku: undefined }, /sku: wanted 1 to 255 characters on one line, got nothing/],
    [{ sku: 'a\nb' }, /sku: wanted/],
    [{ sku: 'x'.repeat(256) }, /sku: wanted/],
    [{ sku: 7 }, /sku: wanted .* got a number/],
    [{ again: 'cart' }, /again: wanted a path on the store's own site, such as \/cart, got "cart"/],
    [{ again: '//evil.example' }, /again: wanted/],
    [{ again: '/\\evil.example' }, /again: wanted/],
    [{ again: 'https://evil.example/cart' }, /again: wanted/],
    [{ again: 'javascript:alert(1)' }, /again: wanted/],
    [{ again: `/${'x'.repeat(2_000)}` }, /again: wanted/],
    [{ again: 7 }, /again: wanted .* got a number/],
    [{ amountMinor: 19.99 }, /amountMinor: wanted a positive whole number/],
    [{ amountMinor: 0, currency: 'EURO' }, /amountMinor: .*; currency: /],
    [{ payWithinMs: 1_000 }, /payWithinMs: wanted/],
  ])('refuses %j by name, and registers nothing', async (fault, message) => {
    await openHere()
    cart = { ...(cart as object), ...fault }

    const { body } = await store.browser().post('/buy').expect(500)

    expect(body).toMatchObject({ code: 'CHECKOUT_CATALOG_ITEM', message: expect.stringMatching(message) })
    expect((body as { message: string }).message).toMatch(/^The item given to begin cannot be sold: /)
    expect(store.entries).toEqual([])
  })

  it.each([undefined, null, 'cart', ['cart']])('refuses %j instead of an item', async (given) => {
    await openHere()
    cart = given

    const { body } = await store.browser().post('/buy').expect(500)

    expect(body).toMatchObject({
      code: 'CHECKOUT_CATALOG_ITEM',
      message: expect.stringMatching(/wanted an object with amountMinor and currency/),
    })
  })

  it('takes null and an empty text for no path, and keeps the query of one', async () => {
    await openHere()
    for (const again of [null, '']) {
      cart = { sku: 'cart', amountMinor: 100, currency: 'EUR', again }
      await store.browser().post('/buy').expect(303)
    }
    cart = { sku: 'other', amountMinor: 100, currency: 'EUR', again: '/cart?step=2#pay' }
    await store.browser().post('/buy').expect(303)

    const again: unknown[] = []
    for await (const order of checkout.orders.find()) again.push(order.again)
    expect(again).toEqual(['/cart?step=2#pay', undefined, undefined])
  })

  it('is refused once the answer has begun: the cookie could not be set any more', async () => {
    await openHere()

    expect((await store.browser().post('/late')).text).toBe('already, CHECKOUT_INVALID_REQUEST')
    expect(store.entries).toEqual([])
  })

  it('is refused after close', async () => {
    await openHere()
    await checkout.close()

    expect((await store.browser().post('/buy').expect(503)).body).toMatchObject({ code: 'CHECKOUT_CLOSED' })
  })

  it('says once that nobody looks after buyers, and nothing of where the router is mounted', async () => {
    await openHere()
    await store.browser().post('/buy')
    await store.browser().post('/buy')

    expect(store.log.filter((line) => line.includes('start() was not called'))).toHaveLength(1)
    expect(store.log.join('\n')).not.toContain('the router is mounted')
  })
})

describe('an address in a cart that an attacker chose', () => {
  it('cannot leave the page that it is written on', async () => {
    await open()
    cart = { sku: 'cart', amountMinor: 100, currency: 'EUR', again: '/cart?"><script>alert(1)</script>' }
    const browser = store.browser()
    await browser.post('/buy').expect(303)
    const { orderNumber, gatewayOrderId } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!, declinedCard)
    await checkout.decline(orderNumber)

    expect((await browser.get(returnPath(gatewayOrderId))).text).not.toContain('<script')
  })
})
