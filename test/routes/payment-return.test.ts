import express from 'express'
import type { SandboxFault } from '../../src/sandbox/index.ts'
import { openPost } from '../support/raw-post.ts'
import { buy, mounts, movesOf, openStore, orderOf, pathOf, shortTimeoutMs, timesAsked } from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
afterEach(async () => store.close())

const declinedCard = { number: '5168494895055780' }

/** The bank's status answers about the mug, after a declined attempt and after an accepted one. */
const declinedTry = {
  orderStatus: 0,
  actionCode: 116,
  paymentAmountInfo: { paymentState: 'CREATED', approvedAmount: 0, depositedAmount: 0, refundedAmount: 0 },
}
const accepted = {
  orderStatus: 2,
  actionCode: 0,
  paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 1999, depositedAmount: 1999, refundedAmount: 0 },
}

describe.each(mounts)('/payment/return %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))
  const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')
  const returnPath = (id: string, more = ''): string => store.path(`/payment/return?orderId=${id}${more}`)

  /** A buyer who paid, and the path that the bank sends the browser back to. */
  async function paid(browser: Browser): Promise<{ id: string; back: string }> {
    const { gatewayOrderId: id } = await buy(store, browser)
    const { location } = await store.bank.pay(id)
    return { id, back: pathOf(location) }
  }

  it('hands over and thanks the buyer who paid', async () => {
    await open()
    const browser = store.browser()
    const { id, back } = await paid(browser)

    const answer = await browser
      .get(back)
      .expect(200)
      .expect('Cache-Control', 'no-store')
      .expect('Referrer-Policy', 'no-referrer')

    const order = await orderOf(store, id)
    expect(order).toMatchObject({
      status: 'paid',
      handOver: 'done',
      capturedMinor: 1999,
      refundedMinor: 0,
      decline: undefined,
      formUrl: undefined,
      paymentWay: 'CARD',
      card: { maskedNumber: expect.stringContaining('*'), brand: 'VISA' },
      paidAt: expect.any(Date),
    })
    expect(store.handedOver.map(({ orderNumber, status, handOver }) => [orderNumber, status, handOver])).toEqual([
      [order.orderNumber, 'paid', 'due'],
    ])
    expect(await movesOf(store, order.orderNumber)).toEqual(['registering > registered', 'registered > paid'])
    expect(store.entries.map(({ kind }) => kind)).toEqual(['opened', 'moved', 'moved', 'handed-over'])
    expect(answer.text).toContain(order.orderNumber)
    expect(answer.text).toContain('€19.99')
  })

  it('shows the page again on a reload, and does nothing else', async () => {
    await open()
    const browser = store.browser()
    const { back } = await paid(browser)
    const first = await browser.get(back).expect(200)
    const asked = questions()
    const written = store.entries.length

    const again = await browser.get(back).expect(200)

    expect(again.text).toBe(first.text)
    expect([questions(), store.entries.length, store.handedOver.length]).toEqual([asked, written, 1])
  })

  it('hands over once when five reloads come at the same time', async () => {
    await open({
      options: {
        onPaid: async (order) => {
          await new Promise((resolve) => setTimeout(resolve, 50))
          store.handedOver.push(order)
        },
      },
    })
    const browser = store.browser()
    const { id, back } = await paid(browser)

    await Promise.all(Array.from({ length: 5 }, () => browser.get(back).expect(200)))

    expect(store.handedOver).toHaveLength(1)
    expect(await movesOf(store, (await orderOf(store, id)).orderNumber)).toEqual([
      'registering > registered',
      'registered > paid',
    ])
  })

  it('records the hold in manual capture, thanks the buyer, and hands nothing over', async () => {
    await open({ options: { capture: 'manual' } })
    const browser = store.browser()
    const { id, back } = await paid(browser)

    const answer = await browser.get(back).expect(200)

    expect(await orderOf(store, id)).toMatchObject({ status: 'held', handOver: 'none', capturedMinor: 0 })
    expect(store.handedOver).toEqual([])
    expect(answer.text).toMatch(/reserved/i)
  })

  it.each<[string, Record<string, unknown>, string, number]>([
    ['less money', { amount: 199 }, 'amount-differs', 1999],
    ['another currency', { currency: '840' }, 'currency-differs', 0],
    ['no currency', { currency: null }, 'currency-differs', 0],
    ['another order number', { orderNumber: 'SOMEBODY-ELSES' }, 'order-number-differs', 0],
    ['an action code other than 0', { actionCode: 5 }, 'action-code-is-not-0', 1999],
    [
      'a smaller amount captured',
      { paymentAmountInfo: { paymentState: 'DEPOSITED', depositedAmount: 1, refundedAmount: 0 } },
      'deposited-amount-differs',
      1,
    ],
  ])('puts a payment with %s in review and never hands it over', async (_what, fields, reviewReason, capturedMinor) => {
    await open()
    const browser = store.browser()
    const { id, back } = await paid(browser)
    store.bank.alter(id, fields)

    const answer = await browser.get(back).expect(200)

    expect(await orderOf(store, id)).toMatchObject({
      status: 'review',
      reviewReason,
      handOver: 'none',
      // What the bank says it took, if it says so in our currency. A person may refund that.
      capturedMinor,
    })
    expect(store.handedOver).toEqual([])
    expect(store.reviewed.map(({ status }) => status)).toEqual(['review'])
    expect(answer.text).toMatch(/contact the shop/i)
    await browser.get(back).expect(200)
    expect(store.reviewed).toHaveLength(1)
  })

  it('declines an order that the gateway declined, and explains why', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId: id } = await buy(store, browser)
    store.bank.alter(id, { orderStatus: 6, actionCode: 116 })

    const answer = await browser.get(returnPath(id)).expect(200)

    expect(await orderOf(store, id)).toMatchObject({
      status: 'declined',
      decline: { actionCode: '116', category: 'insufficient-funds', canRetry: true },
    })
    expect(answer.text).toContain(`${store.baseUrl}/checkout/mug`)
    expect(store.handedOver).toEqual([])
  })

  it('expires an order whose time has run out', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId: id } = await buy(store, browser)
    store.bank.expire(id)

    await browser.get(returnPath(id)).expect(200)

    expect(await orderOf(store, id)).toMatchObject({ status: 'expired', decline: { actionCode: '-2014' } })
  })

  it('leaves an order open after a declined attempt, and links back to the same page', async () => {
    await open()
    const browser = store.browser()
    const bought = await buy(store, browser)
    const { gatewayOrderId: id, formUrl } = bought
    await store.bank.pay(id, declinedCard)

    const answer = await browser.get(returnPath(id)).expect(200)

    expect(await orderOf(store, id)).toMatchObject({ status: 'registered', decline: { canRetry: true } })
    expect(answer.text).toContain(`href="${formUrl.replaceAll('&', '&amp;')}"`)
    expect(await buy(store, browser)).toEqual(bought)
    const { location } = await store.bank.pay(id)
    await browser.get(pathOf(location)).expect(200)
    expect(await orderOf(store, id)).toMatchObject({ status: 'paid', decline: undefined })
    expect(store.handedOver).toHaveLength(1)
  })

  it('waits for a gateway whose status lags behind its own redirect', async () => {
    await open({ bank: { statusLagMs: 1_500 } })
    const browser = store.browser()
    const { id, back } = await paid(browser)

    await browser.get(back).expect(200)

    expect((await orderOf(store, id)).status).toBe('paid')
    expect(questions()).toBeGreaterThan(1)
  })

  it('tells a buyer who cancelled that nothing was charged, after asking for at most three seconds', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId: id, formUrl } = await buy(store, browser)
    const { location } = await store.bank.cancel(id)

    const answer = await browser.get(pathOf(location)).expect(200)

    expect(answer.text).toContain('No money was taken')
    expect(answer.text).toContain(`href="${formUrl.replaceAll('&', '&amp;')}"`)
    expect((await orderOf(store, id)).status).toBe('registered')
    expect(questions()).toBeLessThanOrEqual(4)
  })

  it.each([
    ['a started issuer page', 5],
    ['a pending payment', 7],
    ['a partial capture', 8],
    ['an unknown status', 42],
  ])('shows the pending page, which asks again by itself, for %s (%i)', async (_what, orderStatus) => {
    await open()
    const browser = store.browser()
    const { id, back } = await paid(browser)
    store.bank.alter(id, { orderStatus })

    const answer = await browser
      .get(back)
      .expect(200)
      .expect('Refresh', /^5; url=\?orderId=[\w-]+&since=[0-9]+$/)

    expect((await orderOf(store, id)).status).toBe('registered')
    expect(answer.text).not.toMatch(/<script/i)
    store.bank.alter(id, { orderStatus: 2 })
    await browser.get(back).expect(200)
    expect((await orderOf(store, id)).status).toBe('paid')
  })

  const silences: [string, SandboxFault][] = [
    ['is silent', { kind: 'silence-before' }],
    // A single reset is cured by a retry.
    ['resets the connection, twice', { kind: 'reset-before', times: 2 }],
    ['is broken', { kind: 'server-error' }],
    ['is overloaded', { kind: 'rate-limited' }],
    ['answers HTML', { kind: 'html' }],
    ['answers truncated JSON', { kind: 'truncated-json' }],
    ['answers a list', { kind: 'not-an-object' }],
    ['answers more than 2 MiB', { kind: 'huge-body' }],
    ['drips', { kind: 'slow-drip' }],
    ['leaves the status out', { kind: 'missing-fields' }],
    ['redirects', { kind: 'redirect' }],
  ]

  it.each(silences)('shows the pending page, never a failure, when the gateway %s', async (_what, fault) => {
    await open({ timeoutMs: shortTimeoutMs })
    const browser = store.browser()
    const { id, back } = await paid(browser)
    store.bank.fault({ ...fault, method: 'getOrderStatusExtended.do' })

    const answer = await browser
      .get(back)
      .expect(200)
      .expect('Refresh', /^5; url=\?orderId=[\w-]+&since=[0-9]+$/)

    expect(store.bank.unmetFaults()).toEqual([])
    expect((await orderOf(store, id)).status).toBe('registered')
    for (const secret of store.secrets) expect(answer.text + store.log.join('\n')).not.toContain(secret)
    await browser.get(back).expect(200)
    expect((await orderOf(store, id)).status).toBe('paid')
    expect(store.handedOver).toHaveLength(1)
  })

  it.each<[string, string]>([
    ['absent', ''],
    ['empty', '?orderId='],
    ['repeated', '?orderId=a&orderId=b'],
    ['repeated with the same value', '?orderId=a&orderId=a'],
    ['an object', '?orderId[x]=a'],
    ['a list', '?orderId[]=a'],
    ['longer than 36 characters', `?orderId=${'a'.repeat(37)}`],
    ['full of control characters', '?orderId=%00%01'],
  ])('answers 400 to an orderId that is %s', async (_what, query) => {
    await open({ before: (app) => app.set('query parser', 'extended') })

    await store
      .browser()
      .get(store.path(`/payment/return${query}`))
      .expect(400)
      .expect('Content-Type', /html/)

    expect(store.bank.requests).toEqual([])
  })

  it('answers 404 to an order that is not in the ledger, and does not ask the gateway', async () => {
    await open()

    await store.browser().get(returnPath('00000000-0000-7000-8000-000000000000')).expect(404)

    expect(store.bank.requests).toEqual([])
  })

  it('believes the gateway, not the query', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId: id } = await buy(store, browser)

    await browser.get(returnPath(id, '&orderStatus=2&status=paid&actionCode=0&success=true')).expect(200)

    expect((await orderOf(store, id)).status).toBe('registered')
    expect(store.handedOver).toEqual([])
  })

  it('settles for a browser that did not start the order, but shows it nothing of the order', async () => {
    const shown: string[] = []
    await open({ options: { success: (order, _req, res) => void (shown.push(order.orderNumber), res.send('thanks')) } })
    const { id, back } = await paid(store.browser())

    const answer = await store.browser().get(back).expect(200)

    const order = await orderOf(store, id)
    expect([order.status, order.handOver]).toEqual(['paid', 'done'])
    expect(shown).toEqual([])
    expect(answer.text).toMatch(/paid|payment/i)
    for (const fact of [order.orderNumber, '19.99', 'mug', id, order.card!.maskedNumber!.slice(-4)])
      expect(answer.text).not.toContain(fact)
  })

  it('redirects a return by POST to the same address by GET', async () => {
    await open()
    const browser = store.browser()
    const { id } = await paid(browser)

    for (const post of [
      browser.post(store.path('/payment/return')).type('form').send({ orderId: id, lang: 'en' }),
      browser.post(returnPath(id)),
      browser.post(returnPath(id)).type('form').send({ orderId: id }),
      browser.post(store.path('/payment/return')).set('Content-Type', 'plain/text').send(`orderId=${id}`),
    ]) {
      await post.expect(303).expect('Location', `${store.baseUrl}/payment/return?orderId=${id}`)
    }
    await browser.get(returnPath(id)).expect(200)
    expect(store.handedOver).toHaveLength(1)
  })

  it.each<[string, (app: express.Express) => void]>([
    ['urlencoded', (app) => app.use(express.urlencoded({ extended: true }))],
    ['text', (app) => app.use(express.text({ type: () => true }))],
    ['raw', (app) => app.use(express.raw({ type: () => true }))],
  ])("reads a POST that the store's own %s parser has already read", async (_what, before) => {
    await open({ before })

    await store.browser().post(store.path('/payment/return')).type('form').send('orderId=abc&lang=en').expect(303)
    await store.browser().post(store.path('/payment/return')).type('form').send('orderId=abc&orderId=def').expect(400)
    await store.browser().post(store.path('/payment/return')).type('form').send('orderId[x]=abc').expect(400)
  })

  it('answers 400 to a POST without exactly one orderId, or with an oversized body', async () => {
    await open()
    const post = () => store.browser().post(store.path('/payment/return')).type('form')

    await post().send('lang=en').expect(400)
    await post().send('orderId=a&orderId=b').expect(400)
    await store.browser().post(returnPath('a')).type('form').send('orderId=b').expect(400)
    await post()
      .send(`orderId=a&more=${'x'.repeat(100_000)}`)
      .expect(400)
  })

  it('does nothing on HEAD', async () => {
    await open()
    const browser = store.browser()
    const { id, back } = await paid(browser)

    await browser.head(back).expect(204)

    expect((await orderOf(store, id)).status).toBe('registered')
  })

  it("shows the store's own pages if it has any, on every visit", async () => {
    const draw = (name: string) => (order: { status: string }, _req: unknown, res: express.Response) =>
      void res.send(`${name} ${order.status}`)
    await open({ options: { success: draw('success'), failure: draw('failure'), pending: draw('pending') } })
    const browser = store.browser()
    const { id, back } = await paid(browser)

    store.bank.alter(id, { orderStatus: 7 })
    await browser.get(back).expect(200, 'pending registered')
    store.bank.alter(id, declinedTry)
    await browser.get(back).expect(200, 'failure registered')
    store.bank.alter(id, accepted)
    const answer = await browser.get(back).expect(200, 'success paid')
    await browser.get(back).expect(200, 'success paid')

    expect(answer.headers).not.toHaveProperty('content-security-policy')
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  })

  it("hands an error of the store's page to the app's error handler, and the order stays paid", async () => {
    const failure = new Error('no template')
    await open({ options: { success: () => Promise.reject(failure) } })
    const browser = store.browser()
    const { id, back } = await paid(browser)

    await browser.get(back).expect(500, 'the error page of the shop')

    expect(store.appErrors).toEqual([failure])
    expect(await orderOf(store, id)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('sends the buyer to successUrl and failureUrl with order number, reference and outcome', async () => {
    const catalog = { mug: { amountMinor: 1999, currency: 'EUR', reference: 'cart 1' } }
    await open({ options: { catalog, successUrl: 'https://shop.example/thanks?from=bank', failureUrl: '/sorry' } })
    const browser = store.browser()
    const { id, back } = await paid(browser)
    const { orderNumber } = await orderOf(store, id)

    store.bank.alter(id, declinedTry)
    await browser
      .get(back)
      .expect(303)
      .expect('Location', `/sorry?order=${orderNumber}&reference=cart+1&outcome=failure`)
    store.bank.alter(id, accepted)
    const thanks = `https://shop.example/thanks?from=bank&order=${orderNumber}&reference=cart+1&outcome=success`
    await browser.get(back).expect(303).expect('Location', thanks)
  })

  it.each([
    ['reviewUrl if there is one', { failureUrl: '/nothing-was-paid', reviewUrl: '/ask-us' }, 303],
    ['the built-in page that asks to contact the shop', { failureUrl: '/nothing-was-paid' }, 200],
    ["reviewUrl, whatever draws the store's other failures", { failure: () => undefined, reviewUrl: '/ask-us' }, 303],
  ])('never sends the buyer of an order in review to failureUrl, but to %s', async (_what, options, status) => {
    await open({ options })
    const browser = store.browser()
    const { id, back } = await paid(browser)
    store.bank.alter(id, { amount: 1998 })

    const answer = await browser.get(back).expect(status)

    const { orderNumber } = await orderOf(store, id)
    const expected = status === 303 ? `/ask-us?order=${orderNumber}&outcome=contact-shop` : undefined
    expect(answer.headers.location).toBe(expected)
  })

  it('is never derived from the Host header', async () => {
    await open()

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .set('Host', 'evil.example')
      .set('X-Forwarded-Host', 'evil.example')
      .set('X-Forwarded-Proto', 'javascript')
      .expect(302)

    expect(store.bank.requests[0]?.parameters.returnUrl).toBe(`${store.baseUrl}/payment/return`)
  })

  it('shows a page that asks again when the ledger cannot be read, and loses nothing', async () => {
    await open()
    const browser = store.browser()
    const { id, back } = await paid(browser)
    await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

    await browser
      .get(back)
      .expect(503)
      .expect('Refresh', /^5; url=\?orderId=[\w-]+&since=[0-9]+$/)
      .expect('Retry-After', /^[0-9]+$/)

    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
    await browser.get(back).expect(200)
    expect((await orderOf(store, id)).status).toBe('paid')
  })
})

describe('a return by POST', () => {
  it('whose body comes a byte at a time is not waited for, and delays nothing else', async () => {
    store = await openStore()
    const browser = store.browser()
    const { location } = await store.bank.pay((await buy(store, browser)).gatewayOrderId)
    const slow = await openPost(store.server, store.path('/payment/return'), 1_000)
    slow.drip(200)

    await browser.get(pathOf(location)).expect(200)
    await until(() => slow.heard().includes('400 Bad Request'))

    expect(slow.heard()).toContain('Connection: close')
    slow.close()
  })
})
