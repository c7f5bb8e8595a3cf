import * as channels from 'node:diagnostics_channel'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type express from 'express'
import request from 'supertest'
import type { HostedCheckout, OnPaid, Order, PaymentLink } from '../../src/index.ts'
import { until } from '../support/until.ts'
import { run } from './documented.ts'
import { openShop } from './open-shop.ts'
import type { Shop } from './open-shop.ts'

let shop: Shop
let parcels: string[]
/** What a block has written to its console by `log`. */
let printed: unknown[]
beforeEach(async () => {
  shop = await openShop()
  parcels = []
  printed = []
})
afterEach(() => shop.close())

const dispatchParcel = (sku: string, orderNumber: string): Promise<void> =>
  Promise.resolve(void parcels.push(`${sku} ${orderNumber}`))
const catalog = { mug: { amountMinor: 1999, currency: 'EUR' } }

const noop = () => undefined

/** Runs a block of docs/ in the shop, with what it leaves to the reader. */
function runIn(
  page: string,
  heading: string,
  given: object = {},
  { index = 0, path = '', constants = [] }: { index?: number; path?: string; constants?: readonly string[] } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const modules = shop.modules({ catalog, dispatchParcel, ...given }, path)
  const console = { log: (...words: unknown[]) => void printed.push(...words), info: noop, warn: noop, error: noop }
  return run(shop.block(`docs/${page}.md`, heading, 'ts', index), { modules, globals: { console } }, constants)
}

/** A browser on the shop's own pages. */
const browser = () => request.agent(shop.origin).set('sec-fetch-site', 'same-origin')

/** Pays at the bank where a browser was sent, and comes back. Resolves to the order. */
async function payAndReturn(
  { headers }: request.Response,
  from: ReturnType<typeof browser>,
  checkout: Pick<HostedCheckout, 'orders'> = shop.checkout,
): Promise<Order> {
  const gatewayOrderId = new URL(headers.location!).searchParams.get('mdOrder')!
  const { location } = await shop.bank.pay(gatewayOrderId)
  await from.get(location!.slice(shop.origin.length))
  return (await checkout.orders.get(shop.bank.order(gatewayOrderId)!.orderNumber))!
}

describe('the code of the documents', () => {
  it('back office: opens it to the owner, and to nobody else', async () => {
    const signedIn: object[] = []
    await runIn('back-office', 'The back office', { users: { of: () => Promise.resolve(signedIn[0]) } })

    await browser().get('/office').set('accept', 'text/html').expect(403)
    signedIn.push({ name: 'Ann', isOwner: true })
    const { text } = await browser().get('/office').set('accept', 'text/html').expect(200)
    expect(text).toContain('May do everything')
  })

  it('books: reads a month', async () => {
    expect(await runIn('books', 'The day sheet', {}, { constants: ['rows'] })).toEqual({ rows: [] })
  })

  it('health: answers a load balancer', async () => {
    await runIn('doctor', 'Health')
    await shop.checkout.start()

    await browser()
      .get('/health')
      .expect(200, /"ok":true/)
  })

  it('catalog items: metadata comes back with the order', async () => {
    const at = { path: '/typed', constants: ['checkout'] }
    const { checkout } = await runIn('catalog-items', 'Catalog items', {}, at)
    shop.routes.use('/typed', checkout as express.Router)
    const from = browser()
    await payAndReturn(await from.post('/typed/checkout/mug'), from, checkout as HostedCheckout)

    await until(() => printed.length > 0)
    expect(printed).toEqual(['mug'])
  })

  it('catalog items: sends the buyer of one order into an app', async () => {
    const { item } = await runIn('catalog-items', 'Where the buyer of one order is sent')
    const options = { catalog: { mug: item as never }, allowedOrigins: ['https://app.shop.example'] }
    shop.routes.use('/app', shop.another('/app', options))
    const from = browser()
    const { headers } = await from.post('/app/checkout/mug')

    const { location } = await shop.bank.pay(new URL(headers.location!).searchParams.get('mdOrder')!)
    const { headers: back } = await from.get(location!.slice(shop.origin.length)).expect(303)
    expect(back.location).toMatch(/^com\.example\.shop:\/paid\?order=\w{26}&outcome=success$/)
  })

  it('a payment link: is made, and says its address', async () => {
    const { link } = await runIn('carts-and-links', 'A payment link: link', {}, { constants: ['link'] })

    expect(printed).toEqual([(link as PaymentLink).url])
    await browser()
      .get((link as PaymentLink).url.slice(shop.origin.length))
      .expect(200, /Repair of a bicycle/)
  })

  it('what was reserved: is released once the order has ended unpaid', async () => {
    const released: string[] = []
    const stock = { release: (orderNumber: string) => Promise.resolve(void released.push(orderNumber)) }
    const at = { path: '/reserved', constants: ['checkout'] }
    const { checkout } = await runIn('carts-and-links', 'What was reserved: onClosed', { stock }, at)
    const own = checkout as HostedCheckout
    shop.routes.use('/reserved', own as unknown as express.Router)
    shop.routes.post('/reserve', (req, res, next) => {
      const item = { sku: 'cart', amountMinor: 450, currency: 'EUR' }
      own.begin(item, req, res).then((order) => order.send(), next)
    })
    const { headers } = await browser().post('/reserve')
    const { orderNumber } = shop.bank.order(new URL(headers.location!).searchParams.get('mdOrder')!)!

    await own.decline(orderNumber)
    await until(() => released.length > 0)
    expect(released).toEqual([orderNumber])
  })

  it('lines for receipts: go out with the order, with a part of it, and with what is given back', async () => {
    const own = shop.another('/held', { capture: 'manual' })
    shop.routes.use('/held', own)
    const { till } = await runIn('fiscal-lines', 'A cart', { checkout: own })
    shop.routes.use(till as express.Router)
    const parts = await runIn('fiscal-lines', 'A part of it: captures and refunds', { checkout: own })
    const deeds = parts as Record<string, (...words: readonly string[]) => Promise<void>>
    const from = browser()
    const { orderNumber } = await payAndReturn(await from.post('/till/pay').expect(303), from, own)

    await deeds.sendOneMug!(orderNumber)
    await deeds.takeBackOneMug!(orderNumber, 'R-1')
    const sent = shop.bank.requests.map(({ method, parameters }) => [method, Object.keys(parameters)] as const)
    expect(await own.orders.get(orderNumber)).toMatchObject({ capturedMinor: 1999, refundedMinor: 1999 })
    expect(sent).toContainEqual(['registerPreAuth.do', expect.arrayContaining(['orderBundle'])])
    expect(sent).toContainEqual(['deposit.do', expect.arrayContaining(['depositItems'])])
    expect(sent).toContainEqual(['refund.do', expect.arrayContaining(['refundItems'])])
  })

  it('hand-over: sends a parcel, with the order number as its key', async () => {
    const { checkout } = await runIn('hand-over', 'Hand-over', {}, { path: '/parcels' })
    shop.routes.use('/parcels', checkout as express.Router)
    const from = browser()
    const { orderNumber } = await payAndReturn(
      await from.post('/parcels/checkout/mug'),
      from,
      checkout as HostedCheckout,
    )

    await until(() => parcels.length > 0)
    expect(parcels).toEqual([`mug ${orderNumber}`])
  })

  it('hand-over: does once what it is called for twice', async () => {
    const [keys, written] = [new Set<unknown>(), [] as unknown[]]
    const query = (text: string, values: readonly unknown[]) => {
      if (text.includes('parcels')) return Promise.resolve({ rowCount: written.push(values) })
      const rowCount = keys.has(values[0]) ? 0 : 1
      keys.add(values[0])
      return Promise.resolve({ rowCount })
    }
    const db = { transaction: (work: (tx: object) => unknown) => Promise.resolve(work({ query })) }
    const { onPaid } = await runIn('hand-over', 'How often', { db })
    const order = { orderNumber: 'N', sku: 'mug' } as Order

    await (onPaid as OnPaid)(order, {} as never)
    await (onPaid as OnPaid)(order, {} as never)
    expect(written).toEqual([['mug', 'N']])
  })

  it('hand-over in the transaction of the ledger: is a checkout over PostgreSQL', async () => {
    const { checkout } = await runIn('hand-over', 'How often', {}, { index: 1 })

    expect((checkout as HostedCheckout).backOffice).toBeInstanceOf(Function)
  })

  it('start and stop: closes the server, then the checkout, then the process', async () => {
    const told: unknown[] = []
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    let end: () => void = () => undefined
    const process = {
      once: (signal: string, work: () => void) => void (end = () => void [told.push(signal), work()]),
      exit: () => void told.push('exit'),
    }
    const modules = shop.modules({ server })
    await run(shop.block('docs/mounting.md', 'Start and stop', 'ts'), { modules, globals: { process } })

    end()
    await until(() => told.length === 2)
    expect([told, server.listening]).toEqual([['SIGTERM', 'exit'], false])
  })

  it('personal data: says what it would forget', async () => {
    const { report } = await runIn('personal-data', 'Forgetting a buyer', {}, { constants: ['report'] })

    expect(report).toMatchObject({ dryRun: true, blanked: [], kept: [] })
  })

  it('several machines: one sells, the other hands over', async () => {
    const { web, worker } = await runIn('several-machines', 'Web processes and a worker', {}, { path: '/web' })
    shop.routes.use('/web', web as express.Router)
    const from = browser()
    const { orderNumber } = await payAndReturn(await from.post('/web/checkout/mug'), from, web as HostedCheckout)
    await (worker as HostedCheckout).reconcile()

    expect(parcels).toEqual([`mug ${orderNumber}`])
  })

  it('stored cards: a card is stored with a purchase, shown to its buyer, and removed', async () => {
    let clientId: string | undefined = 'ann'
    const buyers = { signedIn: () => clientId && { clientId } }
    const { catalog: ofBuyer } = await runIn('stored-cards', 'Have a card stored', { buyers })
    const own = shop.another('/cards', { catalog: ofBuyer as never })
    shop.routes.use('/cards', own)
    const { cards } = await runIn('stored-cards', "Show a buyer's cards, and remove one", { buyers, checkout: own })
    shop.routes.use(cards as express.Router)
    const from = browser()
    await payAndReturn(await from.post('/cards/checkout/cart'), from, own)

    const { body } = await from.get('/account/cards').expect(200)
    const [card, ...more] = body as Awaited<ReturnType<HostedCheckout['cards']['list']>>
    expect([card?.maskedNumber, more]).toEqual(['411111**1111', []])
    clientId = 'ben'
    await from.post(`/account/cards/${card!.bindingId}/remove`).expect(303)
    expect(await own.cards.list('ann')).toHaveLength(1)
    clientId = 'ann'
    await from.post(`/account/cards/${card!.bindingId}/remove`).expect(303)
    expect(await own.cards.list('ann')).toEqual([])
    clientId = undefined
    await from.get('/account/cards').expect(303)
  })
})

describe('the code of docs/watching.md', () => {
  it('serves metrics at an address of its own', async () => {
    const served: object[] = []
    const providers: unknown[] = []
    class Exporter extends PrometheusExporter {
      constructor(where: object) {
        // The port may be taken where the tests run.
        super({ ...where, preventServerStart: true })
        served.push(where)
      }
    }
    const modules = {
      '@opentelemetry/api': { metrics: { setGlobalMeterProvider: (one: MeterProvider) => void providers.push(one) } },
      '@opentelemetry/exporter-prometheus': { PrometheusExporter: Exporter },
    }
    await run(shop.block('docs/watching.md', 'Metrics, with Prometheus', 'ts'), { modules })

    expect(served).toEqual([{ host: '127.0.0.1', port: 9464 }])
    expect(providers).toEqual([expect.any(MeterProvider)])
    await (providers[0] as MeterProvider).shutdown()
  })

  it('hears of a payment', async () => {
    const told: unknown[] = []
    const console = { info: (text: string) => void told.push(text), warn: (text: string) => void told.push(text) }
    // Node's channels are of the process, which goes on to run other files: a listener left behind hears them too.
    const heard: Parameters<typeof channels.subscribe>[] = []
    const subscribe: typeof channels.subscribe = (name, listener) => {
      heard.push([name, listener])
      channels.subscribe(name, listener)
    }
    const modules = { ...shop.modules(), 'node:diagnostics_channel': { subscribe } }
    try {
      await run(shop.block('docs/watching.md', 'Channels', 'ts'), { modules, globals: { console } })
      const from = browser()
      const { orderNumber } = await payAndReturn(await from.post('/checkout/mug'), from)

      expect(told).toEqual([`${orderNumber} is paid`])
    } finally {
      for (const [name, listener] of heard) channels.unsubscribe(name, listener)
    }
    expect(channels.hasSubscribers('express-hosted-checkout:order')).toBe(false)
  })
})

describe('no code of the documents', () => {
  const root = resolve(__dirname, '../..')
  const files = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  const pages = ['README.md', ...files.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
  const blocksIn = (page: string): number =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^ *```(?:ts|js)$/gm)].length

  /** How many blocks a page has, and which tests run them. */
  const ran: Readonly<Record<string, readonly [blocks: number, ...tests: string[]]>> = {
    'README.md': [2, 'readme-runs.test.ts', 'recipes/open-shop.ts'],
    'docs/back-office.md': [1, 'recipes/documented-blocks.test.ts'],
    'docs/books.md': [1, 'recipes/documented-blocks.test.ts'],
    'docs/by-script.md': [2, 'recipes/recipes.browser.test.ts', 'documented-stores.test.ts'],
    'docs/carts-and-links.md': [
      4,
      'recipes/recipes.browser.test.ts',
      'documented-stores.test.ts',
      'recipes/documented-blocks.test.ts',
    ],
    'docs/catalog-items.md': [2, 'recipes/documented-blocks.test.ts'],
    'docs/doctor.md': [1, 'recipes/documented-blocks.test.ts'],
    'docs/first-sale.md': [2, 'readme-runs.test.ts'],
    'docs/fiscal-lines.md': [2, 'recipes/documented-blocks.test.ts'],
    'docs/hand-over.md': [3, 'recipes/documented-blocks.test.ts'],
    'docs/mounting.md': [
      3,
      'recipes/open-shop.ts',
      'recipes/recipes.browser.test.ts',
      'recipes/documented-blocks.test.ts',
    ],
    'docs/personal-data.md': [1, 'recipes/documented-blocks.test.ts'],
    'docs/recipes.md': [9, 'recipes/recipes.browser.test.ts'],
    'docs/several-machines.md': [1, 'recipes/documented-blocks.test.ts'],
    'docs/several-shops.md': [3, 'recipes/recipes.browser.test.ts'],
    'docs/stored-cards.md': [2, 'recipes/documented-blocks.test.ts'],
    'docs/testing.md': [6, 'readme-runs.test.ts', 'testing/documented.test.ts'],
    'docs/watching.md': [2, 'recipes/documented-blocks.test.ts'],
  }

  it('is left out: each block is run by a test', () => {
    const found = pages.map((page) => [page, blocksIn(page)] as const).filter(([, blocks]) => blocks > 0)

    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(ran).map(([page, [blocks]]) => [page, blocks])),
    )
    const tests = new Set(Object.values(ran).flatMap(([, ...names]) => names))
    expect([...tests].filter((name) => !existsSync(join(root, 'test', name)))).toEqual([])
  })
})
