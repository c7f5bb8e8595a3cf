import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { signedText } from '../../src/gateway/callbacks.ts'
import { openPost } from '../support/raw-post.ts'
import type { RawPost } from '../support/raw-post.ts'
import { buy, mounts, openStore, orderOf, pathOf, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

const key = 'the-callback-key-of-the-merchant'
const fifty = Array.from({ length: 50 })

let store: Store
afterEach(() => store.close())

const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')

/** How many questions are allowed since then: one every two seconds. */
const allowedSince = (startedAt: number): number => 1 + Math.floor((performance.now() - startedAt) / 2_000)

describe.each(mounts)('a stranger %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))
  const returned = (gatewayOrderId: string): request.Test =>
    store.browser().get(store.path(`/payment/return?orderId=${gatewayOrderId}`))
  const called = (parameters: Record<string, string>): request.Test =>
    request(store.server).get(store.path('/payment/callback')).query(parameters)

  it("who returns fifty times to another buyer's order causes one question in two seconds", async () => {
    // For the browser that started it we would wait.
    await open({ bank: { statusLagMs: 60_000 } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const startedAt = performance.now()

    await Promise.all(fifty.map(() => returned(gatewayOrderId).expect(200)))
    for (const _ of fifty)
      await returned(gatewayOrderId)
        .expect(200)
        .expect('Refresh', /^[0-9]+; url=/)

    expect(questions()).toBeGreaterThan(0)
    expect(questions()).toBeLessThanOrEqual(allowedSince(startedAt))
  })

  it('who sends fifty callbacks without a checksum about one order causes one question in two seconds', async () => {
    await open({ bank: { statusLagMs: 60_000 } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const startedAt = performance.now()

    await Promise.all(fifty.map(() => called({ mdOrder: gatewayOrderId }).expect(200)))
    for (const _ of fifty) await called({ mdOrder: gatewayOrderId }).expect(200)

    expect(questions()).toBeGreaterThan(0)
    expect(questions()).toBeLessThanOrEqual(allowedSince(startedAt))
  })

  it('who records a genuine callback and sends it fifty times causes one question in two seconds', async () => {
    await open({ options: { callback: { key } } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const callback = signed({ mdOrder: gatewayOrderId, operation: 'deposited', status: '1' })
    await called(callback).expect(200)
    const before = questions()
    const startedAt = performance.now()

    await Promise.all(fifty.map(() => called(callback).expect(200)))
    for (const _ of fifty) await called(callback).expect(200)

    expect(questions() - before).toBeLessThanOrEqual(allowedSince(startedAt))
    await called(signed({ mdOrder: gatewayOrderId, operation: 'approved', status: '1' })).expect(200)
    expect(questions() - before).toBeGreaterThan(0)
  })

  it('does not keep the buyer from a fresh answer', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    await returned(gatewayOrderId).expect(200)
    await called({ mdOrder: gatewayOrderId }).expect(200)
    const { location } = await store.bank.pay(gatewayOrderId)

    const { text } = await browser.get(pathOf(location)).expect(200)

    expect(text).toContain('€19.99')
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('sees what the buyer has learnt since, not a stale answer', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    await returned(gatewayOrderId)
      .expect(200)
      .expect('Refresh', /^[0-9]+; url=/)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const { text, headers } = await returned(gatewayOrderId).expect(200)

    expect(text).toMatch(/Payment received|has been taken|Thank you/)
    expect(headers).not.toHaveProperty('refresh')
  })

  it("beyond questionsPerMinute gets the ledger's answer or a 503, but the buyer's question is asked", async () => {
    await open({ options: { questionsPerMinute: 3 } })
    const browser = store.browser()
    const bought = []
    for (const sku of ['mug', 'tea', 'noodles', 'pearls'] as const) bought.push(await buy(store, browser, sku))
    for (const { gatewayOrderId } of bought) await store.bank.pay(gatewayOrderId)
    const [first, second, third, fourth] = bought.map(({ gatewayOrderId }) => gatewayOrderId)

    await returned(first!).expect(200)
    await called({ mdOrder: second! }).expect(200)
    await returned(third!).expect(200)
    const before = questions()
    const { text } = await returned(fourth!)
      .expect(200)
      .expect('Refresh', /^[0-9]+; url=/)
    await called({ mdOrder: fourth! }).expect(503).expect('Retry-After', '30')

    expect([before, questions()]).toEqual([3, 3])
    expect(text).not.toContain('No money was taken')
    expect(await orderOf(store, fourth!)).toMatchObject({ status: 'registered' })
    await returned(first!).expect(200)
    await browser.get(store.path(`/payment/return?orderId=${fourth!}`)).expect(200)
    expect(await orderOf(store, fourth!)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('who asks for unknown things a few hundred times does not fill the log', async () => {
    await open()
    const browser = store.browser()
    for (let times = 0; times < 50; times += 1) {
      await browser.get(store.path(`/checkout/nothing-${times}`)).expect(404)
      await browser.get(store.path(`/payment/return?orderId=nobody-${times}`)).expect(404)
      await browser.get(store.path(`/payment/orders/NOBODY${times}`)).expect(404)
      await called({ mdOrder: `nobody-${times}` }).expect(404)
      await browser.get(store.path('/checkout/mug')).set('Purpose', 'prefetch').expect(403)
      await browser.get(store.path('/payment/return')).expect(400)
    }

    const refusals = store.log.filter((line) => line.includes('refused'))
    expect(refusals.length).toBeGreaterThan(3)
    // About six kinds, each logged at once and then every ten seconds.
    expect(refusals.length).toBeLessThan(60)
  })
})

describe('an outage', () => {
  const lines = (part: string): string[] => store.log.filter((line) => line.includes(part))

  it('of the catalog does not fill the log, whatever its errors say', async () => {
    const catalog = (sku: string): never => {
      throw new Error(`The shelf has no\n    at ${sku}`)
    }
    store = await openStore({ options: { catalog } })

    for (let times = 0; times < 50; times += 1) await store.browser().get(`/checkout/item-${times}`).expect(500)

    expect(lines('own error handler answers').length).toBeGreaterThan(0)
    expect(lines('own error handler answers').length).toBeLessThan(10)
  })

  it('of the ledger does not fill the log, however many buyers come back', async () => {
    store = await openStore()
    await store.database.sql('alter table checkout_orders rename to away')

    for (let times = 0; times < 50; times += 1) await store.browser().get(`/payment/return?orderId=order-${times}`)
    await store.database.sql('alter table away rename to checkout_orders')

    expect(lines('while the ledger was out of reach').length).toBeGreaterThan(0)
    expect(lines('while the ledger was out of reach').length).toBeLessThan(10)
  })
})

describe('buyers with an unknown address', () => {
  const few = { checkoutsPerMinute: 3, newOrdersPerMinute: 40 }
  let printed: jest.SpyInstance[]
  beforeEach(() => {
    printed = (['log', 'info', 'warn', 'error'] as const).map((name) => jest.spyOn(console, name).mockImplementation())
  })
  afterEach(() => printed.forEach((one) => one.mockRestore()))
  const warnings = (): string[] => store.log.filter((line) => line.includes('trust proxy'))
  const nothingIsPrinted = (): void => printed.forEach((one) => expect(one).not.toHaveBeenCalled())

  it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])(
    'because of a proxy that Express does not trust (%s) do not count against each other',
    async (header) => {
      store = await openStore({ options: few })

      for (const [index] of fifty.slice(0, 40).entries())
        await store.browser().get('/checkout/mug').set(header, `203.0.113.${index}`).expect(302)
      await store.browser().get('/checkout/mug').set(header, '203.0.113.99').expect(429).expect('Retry-After', /^\d+$/)

      expect(warnings()).toEqual([expect.stringMatching(/^warn the buyers' addresses are unknown/)])
      nothingIsPrinted()
    },
  )

  it('because they come through a Unix socket do not count against each other', async () => {
    store = await openStore({ options: few })
    const folder = mkdtempSync(join(tmpdir(), 'checkout-socket-'))
    const socketPath = join(folder, 'shop.sock')
    const server = createServer(store.server.listeners('request')[0] as RequestListener)
    server.listen(socketPath)
    await once(server, 'listening')
    const ask = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = httpRequest({ socketPath, path }, (answer) => resolve(answer.resume().statusCode))
        sent.on('error', reject).end()
      })

    for (const _ of fifty.slice(0, 40)) expect(await ask('/checkout/mug')).toBe(302)
    expect(await ask('/checkout/mug')).toBe(429)

    expect(warnings()).toHaveLength(1)
    nothingIsPrinted()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })

  it('do not exist once Express trusts the proxy: each address has its own limit', async () => {
    store = await openStore({ options: few, before: (app) => app.set('trust proxy', 'loopback') })
    const from = (address: string): request.Test => store.browser().get('/checkout/mug').set('X-Forwarded-For', address)

    for (const _ of fifty.slice(0, 3)) await from('203.0.113.1').expect(302)
    await from('203.0.113.1').expect(429)
    await from('203.0.113.2').expect(302)
    for (const _ of fifty.slice(0, 3)) await from('2001:db8:1:100::1').expect(302)
    // An IPv6 household has a whole network.
    await from('2001:db8:1:1ff::2').expect(429)
    await from('2001:db8:2::2').expect(302)

    expect(warnings()).toEqual([])
    nothingIsPrinted()
  })

  it('do not exist without a proxy: each address has its own limit', async () => {
    store = await openStore({ options: few })

    for (const _ of fifty.slice(0, 3)) await store.browser().get('/checkout/mug').expect(302)
    await store.browser().get('/checkout/mug').expect(429)

    expect(warnings()).toEqual([])
  })
})

describe('an endless upload', () => {
  it.each<[string, number]>([
    ['/payment/return', 300],
    ['/payment/callback', 20],
    ['/checkout/mug', 20],
    ['/checkout/nothing', 20],
  ])('to %s is answered and cut off, even %i at once', async (path, count) => {
    store = await openStore({ options: { checkoutsPerMinute: 1 } })
    const before = process.memoryUsage().heapUsed
    const open: RawPost[] = await Promise.all(
      Array.from({ length: count }, () => openPost(store.server, path, 2 ** 40)),
    )
    const chunk = 'x'.repeat(16 * 1024)
    const pour = ({ socket }: RawPost): void => {
      while (socket.writable && socket.write(chunk));
      socket.once('drain', () => pour({ socket } as RawPost))
    }
    open.forEach(pour)

    await until(() => open.every(({ socket }) => socket.destroyed || socket.closed))

    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024)
    await store.browser().get('/').expect(200)
  })
})

function signed(parameters: Record<string, string>): Record<string, string> {
  const text = signedText(new URLSearchParams(parameters))
  return { ...parameters, checksum: createHmac('sha256', key).update(text).digest('hex').toUpperCase() }
}
