import { readFileSync } from 'node:fs'
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Order } from '../../src/index.ts'
import { guardLogger } from '../../src/guarded-logger.ts'
import { silentLogger } from '../../src/logger.ts'
import { canaries } from './canaries.ts'
import { keepSecret, scanLedgerFile, takeLeaks } from './leaks.ts'
import type { Leak } from './leaks.ts'
import { fillOffice } from './office-orders.ts'
import { openOffice, operators } from './office.ts'
import { buy, openStore, pathOf } from './store.ts'
import type { Store, StoreOptions } from './store.ts'

let store: Store | undefined
afterEach(async () => {
  await store?.close()
  store = undefined
})

const open = async (options: StoreOptions['options'] = {}): Promise<Store> => (store = await openStore({ options }))

/** What was found, and where, each once. Taken, so that this test does not fail for it. */
const found = (): string[] => [...new Set(takeLeaks().map(({ what, where }: Leak) => `${what} in ${where}`))].sort()

const planted = Object.entries(canaries)

describe('the watch for leaks', () => {
  it('finds nothing in a purchase, with everything in it that must not get out', async () => {
    const { browser, bank, path, database } = await open()
    const buyer = browser()
    const { gatewayOrderId } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    await buyer.get(pathOf(location)).expect(200)
    await browser().get(pathOf(location)).expect(200)
    await browser().get(path('/checkout/nothing')).expect(404)

    expect(found()).toEqual([])
    // It was there to be found.
    expect(bank.requests[0]).toMatchObject({ parameters: expect.objectContaining({ email: canaries['e-mail'] }) })
    expect(await database.sql('select email from checkout_orders')).toEqual([{ email: canaries['e-mail'] }])
  })

  it.each(planted)('finds a planted %s in a log line', (what, value) => {
    const logger = guardLogger(silentLogger)
    logger.info({}, `starts with ${value}`)
    expect(found()).toEqual([`${what} in log`])
    logger.error({ err: new Error('it failed', { cause: new Error(value) }) }, 'failed')
    expect(found()).toEqual([`${what} in log`])
    logger.warn({ order: { deep: { down: [value] } } }, 'odd')
    expect(found()).toEqual([`${what} in log`])
  })

  it.each(planted)('finds a planted %s in the page of a buyer', async (what, value) => {
    const { browser, bank } = await open({ success: (_order, _req, res) => res.send(`<p>Thanks, ${value}</p>`) })
    const buyer = browser()
    const { gatewayOrderId } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    await buyer.get(pathOf(location)).expect(200)

    expect(found()).toEqual([`${what} in answer`])
  })

  it.each(planted)('finds a planted %s in an error of a verb, and in one that the app handles', async (what, value) => {
    const thrower = (): never => {
      throw new TypeError('the catalog failed', { cause: { said: value } })
    }
    const { browser, checkout, path } = await open({ catalog: thrower })
    await browser().get(path('/checkout/mug')).expect(500)
    expect(found()).toEqual([`${what} in error`, `${what} in log`])

    await expect(checkout.settle(value)).rejects.toThrow('The ledger has no order')
    expect(found()).toContain(`${what} in error`)
  })

  it.each(planted)('finds a planted %s in a span and in the label of a metric', (what, value) => {
    const span = trace.getTracer('a store').startSpan('sells', { attributes: { value } })
    expect(found()).toEqual([`${what} in span`])
    span.setAttribute('value', `a ${value}`)
    expect(found()).toEqual([`${what} in span`])
    span.setStatus({ code: SpanStatusCode.ERROR, message: value })
    expect(found()).toEqual([`${what} in span`])
    span.recordException(new Error(value))
    expect(found()).toEqual([`${what} in span`])
    metrics.getMeter('a store').createCounter('sales').add(1, { value })
    expect(found()).toEqual([`${what} in metric`])
  })

  it.each(planted.filter(([what]) => what !== 'e-mail'))(
    'finds a planted %s in the file of a ledger',
    async (what, value) => {
      const { database } = await open()
      await buy(store!, store!.browser())
      const file = database.databaseUrl.replace('sqlite:', '')
      expect(readFileSync(file, 'latin1').length + readFileSync(`${file}-wal`, 'latin1').length).toBeGreaterThan(1_000)
      scanLedgerFile(file)
      expect(found()).toEqual([])
      await database.sql(`update checkout_orders set description = '${value}'`)
      scanLedgerFile(file)

      expect(found()).toEqual([`${what} in file`])
      await database.sql('update checkout_orders set description = null')
      await database.sql('pragma wal_checkpoint(truncate)')
      await database.sql('vacuum')
      await database.sql('pragma wal_checkpoint(truncate)')
    },
  )

  it('finds the id of a session, and every cookie that a store has set', async () => {
    const { browser, bank, checkout } = await open({
      success: (order: Order, req, res) => res.send(`${order.sku} ${req.sessionID}`),
    })
    const buyer = browser()
    const { gatewayOrderId, orderNumber } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    const answer = await buyer.get(pathOf(location)).expect(200)
    expect(found()).toEqual(['cookie connect.sid in answer', 'session id in answer'])

    const sessionId = answer.text.split(' ')[1]!
    guardLogger(silentLogger).info({ sessionId }, 'a session')
    expect(found()).toContain('session id in log')
    await expect(checkout.settle(`${orderNumber} ${sessionId}`)).rejects.toThrow('The ledger has no order')
    expect(found()).toContain('session id in error')
  })

  it('finds the key by which a program asks about its order, anywhere but where the program is told it', async () => {
    const seen: string[] = []
    store = await openStore({ before: (app) => app.get('/page-of-another', (_req, res) => res.send(seen[0])) })
    const { browser, path } = store
    const start = () => browser().post(path('/checkout/mug')).set('Accept', 'application/json').expect(200)
    const { orderNumber, statusKey } = (await start()).body as { orderNumber: string; statusKey: string }
    await browser()
      .get(path(`/payment/orders/${orderNumber}?statusKey=${statusKey}`))
      .expect(200)
    await browser()
      .get(path(`/payment/orders/${orderNumber}?statusKey=${statusKey}x`))
      .expect(404)
    expect(statusKey).toHaveLength(43)
    expect(found()).toEqual([])

    seen.push(statusKey)
    await browser().get('/page-of-another').expect(200)
    guardLogger(silentLogger).info({ url: `?statusKey=${statusKey}` }, 'asked')
    expect(found()).toEqual(['status key in answer', 'status key in log'])
  })

  it('finds a key that only this test has', () => {
    keepSecret('callback key', 'a-key-of-this-test')
    guardLogger(silentLogger).info({}, 'verified with a-key-of-this-test')

    expect(found()).toEqual(['callback key in log'])
  })
})

describe('the watch over the back office', () => {
  it('finds nothing in any page, and the e-mail address of a buyer is there for operators alone', async () => {
    const office = await openOffice()
    store = office
    const orders = await fillOffice(office)
    const { refundedInPart: mug } = orders
    const places = [
      ...Object.values(orders).map((orderNumber) => `/orders/${orderNumber}`),
      ...['refund?amount=5.50', 'review', 'forget', 'hand-over'].map((deed) => `/orders/${mug}/${deed}`),
      ...['/', '/orders?q=none', '/orders/none', '/review', '/books', '/books.csv', '/links', '/health', '/nothing'],
    ]
    const withAddress = new Set<string>()
    for (const who of [...Object.keys(operators), 'nobody']) {
      for (const type of ['text/html', 'application/json']) {
        for (const place of places) {
          const { status, text } = await office.as(who).get(place).set('Accept', type)
          if (who === 'nobody') expect([place, status]).toEqual([place, 403])
          if (text.includes(canaries['e-mail'])) withAddress.add(`${who} sees ${place}`)
        }
      }
    }
    await office.as('front-desk').press(`/orders/${mug}/refund?amount=1.00`)
    await office.as('front-desk').press(`/orders/${mug}/review`, { note: 'the buyer called' })
    await office.as('nobody').post(`/orders/${mug}/forget`, {}).expect(403)

    expect(found()).toEqual([])
    // It was there to be found.
    expect([...withAddress]).toContain(`auditor sees /orders/${mug}`)
  })

  const planted = (what: keyof typeof canaries, status: number) =>
    openOffice({ before: (app) => app.get('/office/planted', (_req, res) => res.status(status).send(canaries[what])) })

  it.each(['password', 'secret', 'token', 'callback key', 'card number'] as const)(
    'finds a planted %s in the page of an operator',
    async (what) => {
      const office = await planted(what, 200)
      store = office
      await office.as('owner').get('/planted').expect(200)

      expect(found()).toEqual([`${what} in answer`])
    },
  )

  it.each([403, 503])('finds an e-mail address in what turns somebody away with %d', async (status) => {
    const office = await planted('e-mail', status)
    store = office
    await office.as('nobody').get('/planted').expect(status)

    expect(found()).toEqual(['e-mail in answer'])
  })

  it("finds a buyer's cookies in the page of an operator", async () => {
    const cookies: string[] = []
    const office = await openOffice({
      before: (app) => app.get('/office/planted', (_req, res) => res.send(cookies.join(' '))),
    })
    store = office
    const { headers } = await office.browser().get('/checkout/mug').expect(302)
    cookies.push(...[headers['set-cookie'] ?? []].flat())
    await office.as('owner').get('/planted').expect(200)

    expect(cookies.length).toBeGreaterThan(1)
    // The id of a session is one of them, too.
    const names = cookies.map((cookie) => cookie.split('=')[0])
    expect(found()).toEqual([...names.map((name) => `cookie ${name} in answer`), 'session id in answer'].sort())
  })
})
