import type { RequestHandler } from 'express'
import type { SandboxFault } from '../../src/sandbox/index.ts'
import {
  buy,
  mounts,
  movesOf,
  onlyOrder,
  openStore,
  pathOf,
  shelf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

describe.each(mounts)('/checkout/:sku %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))
  const registrations = (): number => timesAsked(store, 'register.do')

  it('registers the order and sends the buyer to the payment page, verbatim', async () => {
    const { checkout, bank, browser, path, baseUrl } = await open()

    const answer = await browser()
      .get(path('/checkout/mug'))
      .expect(302)
      .expect('Cache-Control', 'no-store')
      .expect('Referrer-Policy', 'no-referrer')

    const order = await onlyOrder(store)
    expect(answer.headers.location).toBe(order.formUrl)
    expect(order).toMatchObject({
      status: 'registered',
      sku: 'mug',
      amountMinor: 1999,
      currency: 'EUR',
      handOver: 'none',
    })
    expect(bank.requests.map(({ method, parameters }) => [method, parameters])).toEqual([
      [
        'register.do',
        expect.objectContaining({
          orderNumber: order.orderNumber,
          amount: '1999',
          currency: '978',
          returnUrl: `${baseUrl}/payment/return`,
          description: 'A mug',
          sessionTimeoutSecs: '1200',
        }),
      ],
    ])
    expect(await checkout.orders.history(order.orderNumber)).toMatchObject([
      { kind: 'opened', to: 'registering', trigger: 'checkout' },
      { kind: 'moved', from: 'registering', to: 'registered', trigger: 'checkout' },
    ])
  })

  it('registers by POST as well', async () => {
    await open()

    await store.browser().post(store.path('/checkout/mug')).type('form').send('amountMinor=1&price=1').expect(302)

    expect(await onlyOrder(store)).toMatchObject({ amountMinor: 1999 })
  })

  it('takes the price only from the catalog, whatever the request says', async () => {
    await open()

    await store.browser().get(store.path('/checkout/mug?amountMinor=1&amount=1&currency=JPY&price=1')).expect(302)

    expect(store.bank.requests[0]?.parameters).toMatchObject({ amount: '1999', currency: '978' })
  })

  it("sends the gateway amounts in the currency's minor units", async () => {
    await open()

    await buy(store, store.browser(), 'noodles')
    await buy(store, store.browser(), 'pearls')

    expect(store.bank.requests.map(({ parameters }) => [parameters.amount, parameters.currency])).toEqual([
      ['1200', '392'],
      ['12345', '414'],
    ])
  })

  it('places a hold in manual capture', async () => {
    await open({ options: { capture: 'manual' } })

    await buy(store, store.browser())

    expect(store.bank.requests.map(({ method }) => method)).toEqual(['registerPreAuth.do'])
  })

  it('answers HEAD with 204 and registers nothing', async () => {
    await open()

    await store.browser().head(store.path('/checkout/mug')).expect(204).expect('Cache-Control', 'no-store')

    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
  })

  it('registers for a browser that says it navigates', async () => {
    await open()

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .set('Sec-Fetch-Mode', 'navigate')
      .set('Sec-Fetch-Dest', 'document')
      .expect(302)
  })

  it('takes a second click to the same page, and registers once', async () => {
    await open()
    const browser = store.browser()

    const first = await buy(store, browser)
    const second = await buy(store, browser)

    expect(second).toEqual(first)
    expect(registrations()).toBe(1)
  })

  it('takes both requests of a double click to the same page, even in parallel', async () => {
    await open({ before: (app) => app.use(withCart) })
    const browser = store.browser()
    await browser.get('/').expect(200)
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 300 })

    const clicks = await Promise.all([buy(store, browser), buy(store, browser), buy(store, browser)])

    expect(new Set(clicks.map(({ formUrl }) => formUrl)).size).toBe(1)
    expect(registrations()).toBe(1)
    await onlyOrder(store)
  })

  it.each<[string, SandboxFault['kind'], number, string]>([
    ['says no', 'slow', 502, 'declined'],
    ['is silent', 'silence-after', 503, 'unknown'],
    ['names a page on another host', 'foreign-form-url', 502, 'registered'],
  ])(
    'gives both halves of a double click the same answer when the gateway %s',
    async (_what, kind, httpStatus, status) => {
      await open({
        before: (app) => app.use(withCart),
        timeoutMs: shortTimeoutMs,
        ...(kind === 'slow' ? { bank: { currency: 'USD' } } : {}),
      })
      const browser = store.browser()
      await browser.get('/').expect(200)
      store.bank.fault({ kind, method: 'register.do', delayMs: 300 })

      const answers = await Promise.all(
        [1, 2].map(() => browser.get(store.path('/checkout/mug')).then((one) => one.status)),
      )

      expect(answers).toEqual([httpStatus, httpStatus])
      expect(registrations()).toBe(1)
      expect((await onlyOrder(store)).status).toBe(status)
    },
  )

  it('opens a new order for another sku, browser or price, or after payment', async () => {
    const prices = { ...shelf, mug: { ...shelf.mug } }
    await open({ options: { catalog: (sku) => prices[sku as 'mug'] } })
    const browser = store.browser()

    const first = await buy(store, browser)
    await buy(store, browser, 'tea')
    await buy(store, store.browser())
    prices.mug.amountMinor = 2099
    const dearer = await buy(store, browser)
    const { location } = await store.bank.pay(dearer.gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    const again = await buy(store, browser)

    expect(new Set([first, dearer, again].map(({ formUrl }) => formUrl)).size).toBe(3)
    expect(registrations()).toBe(5)
  })

  it('opens a new order once the open one is older than reuseOpenOrderForMs', async () => {
    await open({ options: { reuseOpenOrderForMs: 60_000 } })
    const browser = store.browser()
    const first = await buy(store, browser)

    await store.database.age('checkout_orders', 'created_at', 59_000)
    expect(await buy(store, browser)).toEqual(first)
    await store.database.age('checkout_orders', 'created_at', 2_000)

    expect(await buy(store, browser)).not.toEqual(first)
    expect(registrations()).toBe(2)
  })

  it('answers 404 to an unknown sku', async () => {
    await open()

    const answer = await store
      .browser()
      .get(store.path('/checkout/no-such-thing'))
      .expect(404)
      .expect('Content-Type', /html/)

    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(store.bank.requests).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'answers 404 to %s, which is not a sku',
    async (sku) => {
      await open()

      await store
        .browser()
        .get(store.path(`/checkout/${sku}`))
        .expect(404)
    },
  )

  it("hands the error of an item that breaks the rules to the app's error handler", async () => {
    await open()

    await store.browser().get(store.path('/checkout/broken')).expect(500, 'the error page of the shop')

    expect(store.appErrors).toEqual([
      expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM', message: expect.stringContaining('amountMinor') }),
    ])
    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
  })

  it("hands an error of the catalog itself to the app's error handler", async () => {
    const failure = new Error('the shelf fell down')
    await open({ options: { catalog: () => Promise.reject(failure) } })

    await store.browser().get(store.path('/checkout/mug')).expect(500, 'the error page of the shop')

    expect(store.appErrors).toEqual([failure])
  })

  it('answers 400 to a sku that cannot be decoded', async () => {
    await open()

    await store
      .browser()
      .get(store.path('/checkout/%E0%A4%A'))
      .expect(400)
      .expect('Cache-Control', 'no-store')
      .expect('Referrer-Policy', 'no-referrer')
  })

  it('answers 502 when the gateway refuses, and nothing is charged', async () => {
    await open({ bank: { currency: 'USD' } })

    const answer = await store.browser().get(store.path('/checkout/mug')).expect(502)

    const order = await onlyOrder(store)
    expect(order.status).toBe('declined')
    expect(await movesOf(store, order.orderNumber)).toEqual(['registering > declined'])
    expect(answer.text).toContain('No money was taken')
  })

  it('answers 502 when the gateway refuses the login, and prints no secret', async () => {
    await open({ bank: { password: 'another-one' } })

    const answer = await store.browser().get(store.path('/checkout/mug')).expect(502)

    expect((await onlyOrder(store)).status).toBe('declined')
    for (const secret of store.secrets) expect(answer.text + store.log.join('\n')).not.toContain(secret)
  })

  const badDays: [string, SandboxFault][] = [
    ['is silent', { kind: 'silence-before' }],
    ['acts and is silent', { kind: 'silence-after' }],
    ['resets the connection', { kind: 'reset-before' }],
    ['acts and resets the connection', { kind: 'reset-after' }],
    ['resets in the middle of its answer', { kind: 'reset-mid-body' }],
    ['drips its answer', { kind: 'slow-drip' }],
    ['answers more than 2 MiB', { kind: 'huge-body' }],
    ['answers without end', { kind: 'endless-body' }],
    ['answers HTML', { kind: 'html' }],
    ['answers truncated JSON', { kind: 'truncated-json' }],
    ['answers a list', { kind: 'not-an-object' }],
    ['answers nothing', { kind: 'empty-body' }],
    ['leaves out required fields', { kind: 'missing-fields' }],
    ['is overloaded', { kind: 'rate-limited' }],
    ['is broken', { kind: 'server-error' }],
    ['acts and answers with an error', { kind: 'server-error-after' }],
    ['redirects', { kind: 'redirect' }],
  ]

  it.each(badDays)('answers 503 when the gateway %s, and leaves the order unknown', async (_what, fault) => {
    await open({ timeoutMs: shortTimeoutMs })
    store.bank.fault({ ...fault, method: 'register.do' })
    const browser = store.browser()

    const answer = await browser
      .get(store.path('/checkout/mug'))
      .expect(503)
      .expect('Retry-After', /^[0-9]+$/)

    expect(store.bank.unmetFaults()).toEqual([])
    const order = await onlyOrder(store)
    expect(order.status).toBe('unknown')
    expect(answer.headers.location).toBeUndefined()
    for (const secret of store.secrets)
      expect(answer.text + store.log.join('\n') + JSON.stringify(store.entries)).not.toContain(secret)
    await buy(store, browser)
    const numbers = store.bank.requests.map(({ parameters }) => parameters.orderNumber)
    expect(new Set(numbers).size).toBe(2)
  })

  it('answers 503 when nothing listens at the gateway', async () => {
    await open()
    await store.bank.close()

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .expect(503)
      .expect('Retry-After', /^[0-9]+$/)

    // The bank never heard of it, so there is nothing to ask about.
    expect((await onlyOrder(store)).status).toBe('expired')
  })

  it('sends the buyer on even if the gateway compresses unasked', async () => {
    await open()
    store.bank.fault({ kind: 'gzip', method: 'register.do' })

    await store.browser().get(store.path('/checkout/mug')).expect(302)
  })

  it("passes on the gateway's Retry-After", async () => {
    await open()
    store.bank.fault({ kind: 'rate-limited', method: 'register.do', retryAfterSecs: 17 })

    await store.browser().get(store.path('/checkout/mug')).expect(503).expect('Retry-After', '17')
  })

  it.each<SandboxFault['kind']>(['foreign-form-url', 'script-form-url'])(
    'answers 502 to a %s and does not send the buyer there',
    async (kind) => {
      await open()
      store.bank.fault({ kind, method: 'register.do' })

      const answer = await store.browser().get(store.path('/checkout/mug')).expect(502)

      expect(answer.headers.location).toBeUndefined()
      const order = await onlyOrder(store)
      expect([order.status, order.formUrl]).toEqual(['registered', undefined])
      await buy(store, store.browser())
    },
  )

  it('answers 429 beyond checkoutsPerMinute, counting new orders only', async () => {
    await open({ options: { checkoutsPerMinute: 2 } })
    const browser = store.browser()

    await buy(store, browser)
    await buy(store, browser)
    await buy(store, browser)
    await buy(store, browser, 'tea')
    await browser
      .get(store.path('/checkout/noodles'))
      .expect(429)
      .expect('Retry-After', /^[0-9]+$/)
    await buy(store, browser)

    expect(registrations()).toBe(2)
  })

  it("leaves the store's pages alone", async () => {
    await open()

    const answer = await store.browser().get('/').expect(200, 'the front of the shop')

    expect(answer.headers).not.toHaveProperty('cache-control')
    expect(answer.headers).not.toHaveProperty('content-security-policy')
    await store.browser().get('/nothing-here').expect(404)
  })

  it('answers 503 and sends nothing once the checkout is closed', async () => {
    await open()
    await store.checkout.close()

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .expect(503)
      .expect('Retry-After', /^[0-9]+$/)

    expect(store.bank.requests).toEqual([])
  })
})

/** A store that writes a session on every visit. */
const withCart: RequestHandler = (req, _res, next) => {
  const session = req.session as unknown as { cart?: string[] }
  session.cart ??= ['something']
  next()
}
