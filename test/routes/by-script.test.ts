import { createHmac } from 'node:crypto'
import type request from 'supertest'
import { buy, gatewayOrderIdIn, mounts, onlyOrder, openStore, orderOf, pathOf, timesAsked } from '../support/store.ts'
import type { CatalogItem } from '../../src/index.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'

const front = 'https://front.example'
const ofScript = { Accept: 'application/json' }
const ofOwnPage = { ...ofScript, 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' }
const ofOtherSite = { ...ofScript, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', Origin: front }

interface Told {
  readonly orderNumber: string
  readonly formUrl: string
  readonly expiresAt: string
  readonly statusKey?: string
}

let store: Store
afterEach(() => store.close())

describe.each(mounts)('a checkout by script %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> =>
    (store = await openStore({ mount, ...options, options: { allowedOrigins: [front], ...options.options } }))
  const registrations = (): number => timesAsked(store, 'register.do')
  const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')

  const post = (browser: Browser, headers: object, sku = 'mug'): request.Test =>
    browser.post(store.path(`/checkout/${sku}`)).set(headers as Record<string, string>)

  async function told(browser: Browser, headers: object, sku = 'mug'): Promise<Told> {
    const { body } = await post(browser, headers, sku)
      .expect(200)
      .expect('Content-Type', /^application\/json/)
    return body as Told
  }

  const ask = (browser: Browser, orderNumber: string, headers: object = {}): request.Test =>
    browser.get(store.path(`/payment/orders/${orderNumber}`)).set(headers as Record<string, string>)

  it("from the same origin gets the bank's page, and the order belongs to the browser", async () => {
    await open()
    const browser = store.browser()

    const answer = await told(browser, ofOwnPage)

    const order = await onlyOrder(store)
    expect(answer).toEqual({
      orderNumber: order.orderNumber,
      formUrl: order.formUrl,
      expiresAt: order.expiresAt.toISOString(),
    })
    const { location } = await store.bank.pay(order.gatewayOrderId!)
    expect((await browser.get(pathOf(location)).expect(200)).text).toContain(order.orderNumber)
    expect(await told(browser, ofOwnPage, 'tea')).not.toEqual(answer)
  })

  it('from another origin of the same site gets the same, and may read it', async () => {
    await open()
    const origin = 'http://a.localhost:5173'

    const { body, headers } = await post(store.browser(), {
      ...ofScript,
      'Sec-Fetch-Site': 'same-site',
      'Sec-Fetch-Mode': 'cors',
      Origin: origin,
    }).expect(200)

    expect(body).toEqual({
      orderNumber: expect.any(String),
      formUrl: expect.any(String),
      expiresAt: expect.any(String),
    })
    expect(gatewayOrderIdIn((body as Told).formUrl)).toBe((await onlyOrder(store)).gatewayOrderId)
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: expect.stringContaining('Origin'),
      'cache-control': 'no-store',
    })
    expect(store.log.filter((line) => line.startsWith('warn a page'))).toEqual([])
  })

  it('from another site goes on through an address of ours, once, which ties the order to the browser', async () => {
    await open()
    const { formUrl, orderNumber, statusKey } = await told(store.browser(), ofOtherSite)
    const order = await onlyOrder(store)
    const [browser, thief] = [store.browser(), store.browser()]

    expect(formUrl).toMatch(new RegExp(`^${store.baseUrl}/payment/go/[\\w.-]+$`))
    expect(statusKey).toMatch(/^[\w-]{43}$/)
    await store.browser().head(pathOf(formUrl)).expect(204)
    await store.browser().get(pathOf(formUrl)).set('Purpose', 'prefetch').expect(403)
    await browser.get(pathOf(formUrl)).expect(302).expect('Location', order.formUrl!)
    await thief.get(pathOf(formUrl)).expect(410)
    // The back button.
    await browser.get(pathOf(formUrl)).expect(302).expect('Location', order.formUrl!)

    const { location } = await store.bank.pay(order.gatewayOrderId!)
    expect((await browser.get(pathOf(location)).expect(200)).text).toContain(orderNumber)
    await browser
      .get(pathOf(formUrl))
      .expect(303)
      .expect('Location', location!.replace(/&lang=.*/, ''))
    expect(store.handedOver).toHaveLength(1)
  })

  it('sends on one of fifty browsers that use the same address at the same time', async () => {
    await open()
    const { formUrl } = await told(store.browser(), ofOtherSite)

    const answers = await Promise.all(Array.from({ length: 50 }, () => store.browser().get(pathOf(formUrl))))

    expect(answers.filter(({ status }) => status === 302)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(49)
  })

  it('accepts an address issued after the one used last, and none issued before it', async () => {
    await open()
    const key = { 'Idempotency-Key': 'press-1' }
    const first = await told(store.browser(), { ...ofOtherSite, ...key })
    // Of two issued in the same millisecond only one works.
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await told(store.browser(), { ...ofOtherSite, ...key })

    expect(second.orderNumber).toBe(first.orderNumber)
    await store.browser().get(pathOf(second.formUrl)).expect(302)
    await store.browser().get(pathOf(first.formUrl)).expect(410)
  })

  it.each<[string, (ticket: string) => string]>([
    ['of another order', (ticket) => ticket.replace(/^[^.]/, (one) => (one === '0' ? '1' : '0'))],
    ['with another time', (ticket) => ticket.replace(/\.(\d)/, (_all, one: string) => `.${one === '1' ? 2 : 1}`)],
    ['without a signature', (ticket) => ticket.replace(/\.[^.]*$/, '')],
    ['that was signed with another key', (ticket) => ticket.replace(/[^.]*$/, forged(ticket))],
  ])('gets nowhere with an address %s', async (_what, change) => {
    await open()
    const { formUrl } = await told(store.browser(), ofOtherSite)
    const ticket = formUrl.split('/').at(-1)!

    const { text } = await store
      .browser()
      .get(store.path(`/payment/go/${change(ticket)}`))
      .expect(410)

    expect(text).toContain('no longer valid')
    await store.browser().get(pathOf(formUrl)).expect(302)
  })

  it('gets nowhere with an address older than two minutes', async () => {
    await open()
    const { formUrl } = await told(store.browser(), ofOtherSite)
    const clock = jest.useFakeTimers({ doNotFake: notDates, now: Date.now() + 120_001 })
    try {
      await store.browser().get(pathOf(formUrl)).expect(410)
    } finally {
      clock.useRealTimers()
    }
  })

  it("from a program gets the bank's page, and a key to ask for the status", async () => {
    await open()

    const { orderNumber, formUrl, statusKey } = await told(store.browser(), {
      ...ofScript,
      'User-Agent': 'okhttp/4.12',
    })

    expect(formUrl).toBe((await onlyOrder(store)).formUrl)
    const asked = ask(store.browser(), orderNumber, { Authorization: `Bearer ${statusKey!}` })
    expect((await asked.expect(200)).body).toMatchObject({ orderNumber, outcome: 'pending' })
  })

  it.each<[string, object]>([
    ['another site', { ...ofOtherSite, Origin: 'https://evil.example' }],
    ['another site that hides its origin', { ...ofOtherSite, Origin: 'null' }],
    ['another host, in an old Safari', { ...ofScript, Origin: 'https://evil.example' }],
    ['a sandboxed frame, in an old Safari', { ...ofScript, Origin: 'null' }],
  ])('from %s is refused, and may read nothing', async (_what, headers) => {
    await open()

    const { body, headers: answered } = await post(store.browser(), headers).expect(403)

    expect(body).toMatchObject({ code: 'CHECKOUT_ORIGIN', status: 403, title: expect.any(String) })
    expect(answered).not.toHaveProperty('access-control-allow-origin')
    expect(answered['content-type']).toMatch(/^application\/problem\+json/)
    expect(store.bank.requests).toEqual([])
    expect(store.entries).toEqual([])
  })

  it.each(['/checkout/mug', '/payment/orders/A'])('answers preflight requests at %s', async (path) => {
    await open()
    const preflight = (headers: object) =>
      store
        .browser()
        .options(store.path(path))
        .set({ 'Access-Control-Request-Method': 'POST', ...headers })
        .expect(204)

    const allowed = await preflight({ Origin: front, 'Sec-Fetch-Site': 'cross-site' })
    const refused = await preflight({ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' })

    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': front,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key'),
      vary: expect.stringContaining('Origin'),
    })
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin')
    expect(store.log.filter((line) => line.includes('CHECKOUT_ALLOWED_ORIGINS=https://evil.example'))).toHaveLength(1)
    expect(store.entries).toEqual([])
  })

  it('gets the same order for the same Idempotency-Key, even in parallel and without a cookie', async () => {
    await open()
    const once = { ...ofScript, 'Idempotency-Key': '"8e03978e-40d5-43e8-bc93-6894a57f9324"' }
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 200 })

    const answers = await Promise.all(Array.from({ length: 5 }, () => told(store.browser(), once)))

    expect(new Set(answers.map(({ orderNumber }) => orderNumber)).size).toBe(1)
    expect(registrations()).toBe(1)
    expect(await told(store.browser(), { ...once, 'Idempotency-Key': 'another' })).not.toEqual(answers[0])
    expect(await told(store.browser(), once, 'tea')).not.toEqual(answers[0])
    await post(store.browser(), { ...once, 'Idempotency-Key': 'k'.repeat(256) }).expect(400)
    expect(registrations()).toBe(3)
  })

  it('gets it while the order is open, longer than a browser that only presses Buy again', async () => {
    await open()
    const once = { ...ofScript, 'Idempotency-Key': 'press-1' }
    const { orderNumber } = await told(store.browser(), once)
    await store.database.age('checkout_orders', 'created_at', 11 * 60_000)

    expect(await told(store.browser(), once)).toMatchObject({ orderNumber })
    await store.database.age('checkout_orders', 'expires_at', 20 * 60_000)
    expect(await told(store.browser(), once)).not.toMatchObject({ orderNumber })
    expect(registrations()).toBe(2)
  })

  describe.each<[string, object]>([
    ['a program', ofScript],
    ['another site', ofOtherSite],
    ["the shop's own page", ofOwnPage],
  ])('with the Idempotency-Key of a paid order, from %s', (_who, headers) => {
    const once = { ...headers, 'Idempotency-Key': '8e03978e-40d5-43e8-bc93-6894a57f9324' }
    let cup: CatalogItem & { amountMinor: number }

    async function buyAndPay(): Promise<string> {
      cup = { amountMinor: 1999, currency: 'EUR' }
      await open({ options: { catalog: (sku) => ({ mug: cup, tea: { amountMinor: 500, currency: 'EUR' } })[sku] } })
      const { orderNumber } = await told(store.browser(), once)
      await store.bank.pay((await onlyOrder(store)).gatewayOrderId!)
      return orderNumber
    }

    it.each<[string, boolean]>([
      ['the ledger knows of the payment', true],
      ['only the bank knows of the payment', false],
    ])('opens no second order: %s', async (_what, isSettled) => {
      const orderNumber = await buyAndPay()
      if (isSettled) await store.checkout.settle(orderNumber)
      else await store.database.age('checkout_orders', 'created_at', 16_000)

      const { body } = await post(store.browser(), once).expect(409)

      expect(body).toMatchObject({ code: 'CHECKOUT_ALREADY_PAID', orderNumber })
      expect((body as { location: string }).location).toContain(`${store.baseUrl}/payment/return?`)
      expect(registrations()).toBe(1)
    })

    it('opens none for a price or a reference that has changed since', async () => {
      const orderNumber = await buyAndPay()
      await store.checkout.settle(orderNumber)
      cup = { amountMinor: 2499, currency: 'EUR', reference: 'label', repeatable: true }

      expect((await post(store.browser(), once).expect(409)).body).toMatchObject({ orderNumber })
      expect(registrations()).toBe(1)
    })

    it('sells another sku, sells to another key, and sells again after a full refund', async () => {
      const orderNumber = await buyAndPay()
      await store.checkout.settle(orderNumber)

      await told(store.browser(), once, 'tea')
      await told(store.browser(), { ...once, 'Idempotency-Key': 'another' })
      expect(registrations()).toBe(3)

      await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'all' })
      await told(store.browser(), once)
      expect(registrations()).toBe(4)
    })
  })

  it('closes an open order of its Idempotency-Key at another price, and opens one at the new price', async () => {
    let amountMinor = 1999
    await open({ options: { catalog: () => ({ amountMinor, currency: 'EUR' }) } })
    const once = { ...ofScript, 'Idempotency-Key': 'press-1' }
    const first = await told(store.browser(), once)
    amountMinor = 2499
    const second = await told(store.browser(), once)

    expect(second.orderNumber).not.toBe(first.orderNumber)
    expect(await store.checkout.orders.get(first.orderNumber)).toMatchObject({ status: 'declined' })
    expect(await told(store.browser(), once)).toMatchObject({ orderNumber: second.orderNumber })
    expect(registrations()).toBe(2)
  })

  it('gets errors as problem details, without internals', async () => {
    await open({ bank: { currency: 'USD' }, options: { checkoutsPerMinute: 1 } })

    const refused = await post(store.browser(), ofOwnPage).expect(502)
    const tooMany = await post(store.browser(), ofOwnPage).expect(429)
    const unknown = await post(store.browser(), ofOwnPage, 'nothing').expect(404)

    expect(refused.body).toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED', status: 502 })
    expect(tooMany.body).toMatchObject({ code: 'CHECKOUT_TOO_MANY', retryAfterMs: expect.any(Number) })
    expect(tooMany.headers['retry-after']).toMatch(/^[0-9]+$/)
    expect(unknown.body).toMatchObject({ code: 'CHECKOUT_SKU_NOT_FOUND' })
    for (const { headers, text } of [refused, tooMany, unknown]) {
      expect(headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(text).not.toMatch(/nothing"|errorCode|node_modules|\.ts/)
    }
  })

  describe('for a reference that is sold once', () => {
    const catalog = { cart: { amountMinor: 1999, currency: 'EUR', reference: 'CART-1' } }

    it.each<[string, object]>([
      ['a program', ofScript],
      ['another site', ofOtherSite],
    ])('gets the page of an order that another browser started, but no proof of it: %s', async (_what, headers) => {
      await open({ options: { catalog } })
      const { formUrl, orderNumber } = await buy(store, store.browser(), 'cart')

      const answer = await told(store.browser(), headers, 'cart')

      expect(answer).toEqual({ orderNumber, formUrl, expiresAt: expect.any(String) })
    })

    it('hears that it is paid, and where its page is if the order is its own', async () => {
      await open({ options: { catalog } })
      const browser = store.browser()
      const { orderNumber } = await told(browser, ofOwnPage, 'cart')
      const { location } = await store.bank.pay((await onlyOrder(store)).gatewayOrderId!)
      await browser.get(pathOf(location)).expect(200)

      const own = await post(browser, ofOwnPage, 'cart').expect(409)
      const other = await post(store.browser(), ofScript, 'cart').expect(409)

      expect(own.body).toMatchObject({ code: 'CHECKOUT_ALREADY_PAID', orderNumber })
      expect((own.body as { location: string }).location).toContain(`${store.baseUrl}/payment/return?`)
      expect(other.body).toMatchObject({ code: 'CHECKOUT_ALREADY_PAID', status: 409 })
      expect(other.text).not.toMatch(new RegExp(`${orderNumber}|location|orderNumber`))
      expect(registrations()).toBe(1)
    })
  })

  describe('asks for the status of its order', () => {
    it('and hears while it is open, once it is paid, and once it is fully refunded', async () => {
      await open()
      const browser = store.browser()
      const { orderNumber } = await told(browser, ofOwnPage)
      const { gatewayOrderId } = await onlyOrder(store)

      const before = await ask(browser, orderNumber).expect(200)
      await store.bank.pay(gatewayOrderId!)
      await store.checkout.settle(orderNumber)
      const after = await ask(browser, orderNumber).expect(200)
      await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'k' })
      const refunded = await ask(browser, orderNumber).expect(200)

      expect(before.body).toEqual({
        orderNumber,
        status: 'registered',
        outcome: 'pending',
        amountMinor: 1999,
        currency: 'EUR',
      })
      expect(before.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      expect(after.body).toMatchObject({ status: 'paid', outcome: 'success' })
      expect(refunded.body).toMatchObject({ status: 'refunded', outcome: 'failure' })
    })

    it('and hears why the bank declined, and to contact the shop if the order is in review', async () => {
      await open()
      const browser = store.browser()
      const { gatewayOrderId, orderNumber } = await buy(store, browser)
      await store.bank.pay(gatewayOrderId, { number: '5168494895055780' })

      const declined = await ask(browser, orderNumber).expect(200)
      const { location } = await store.bank.pay(gatewayOrderId)
      store.bank.alter(gatewayOrderId, { amount: 199 })
      await browser.get(pathOf(location)).expect(200)
      const reviewed = await ask(browser, orderNumber).expect(200)

      expect(declined.body).toMatchObject({ status: 'registered', outcome: 'failure', decline: { canRetry: true } })
      expect(reviewed.body).toMatchObject({ status: 'review', outcome: 'contact-shop' })
    })

    it('as often as it likes, and the bank is asked at most every two seconds', async () => {
      await open()
      const browser = store.browser()
      const { orderNumber } = await told(browser, ofOwnPage)
      const startedAt = performance.now()

      for (let times = 0; times < 30; times += 1) await ask(browser, orderNumber).expect(200)
      await Promise.all(Array.from({ length: 30 }, () => ask(browser, orderNumber).expect(200)))

      expect(questions()).toBeGreaterThan(0)
      expect(questions()).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedAt) / 2_000))
    })

    it('and nobody else finds it', async () => {
      await open()
      const browser = store.browser()
      const { orderNumber, statusKey } = await told(store.browser(), ofScript)
      const other = await told(store.browser(), ofScript, 'tea')

      for (const asked of [
        ask(browser, orderNumber),
        ask(browser, 'NO-SUCH-ORDER'),
        ask(browser, '__proto__'),
        ask(browser, '%00'),
        ask(browser, orderNumber, { Authorization: `Bearer ${other.statusKey!}` }),
        ask(browser, `${orderNumber}?statusKey=${other.statusKey!}`),
        ask(browser, `${orderNumber}?statusKey=${statusKey!}&statusKey=${statusKey!}`),
        ask(browser, `${orderNumber}?statusKey=`),
      ]) {
        const { body, text } = await asked.expect(404).expect('Content-Type', /^application\/problem\+json/)
        expect(body).toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND', status: 404 })
        expect(text).not.toContain('1999')
      }
      await ask(browser, `${orderNumber}?statusKey=${statusKey!}`).expect(200)
      expect(questions()).toBe(1)
    })

    it('and is told to come back while the ledger is away', async () => {
      await open()
      const browser = store.browser()
      const { orderNumber } = await told(browser, ofOwnPage)
      await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

      const { body } = await ask(browser, orderNumber)
        .expect(503)
        .expect('Retry-After', /^[0-9]+$/)

      expect(body).toMatchObject({ code: 'CHECKOUT_LEDGER_UNAVAILABLE' })
      await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
      expect(await orderOf(store, (await onlyOrder(store)).gatewayOrderId!)).toMatchObject({ status: 'registered' })
    })
  })
})

/** Signed by somebody who has a cookie of ours, but no secret. */
function forged(ticket: string): string {
  return createHmac('sha256', 'guessed').update(ticket).digest('base64url')
}

const notDates = [
  ...(['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
]
