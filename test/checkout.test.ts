import { DatabaseSync } from 'node:sqlite'
import express from 'express'
import pg from 'pg'
import request from 'supertest'
import { hostedCheckout } from '../src/index.ts'
import type { Order } from '../src/index.ts'
import { ledgers } from './support/ledgers.ts'
import { describeOver } from './support/prerequisites.ts'
import { canaries } from './support/canaries.ts'
import { asked, buy, mounts, openStore, orderOf, pathOf, secrets, shortTimeoutMs } from './support/store.ts'
import type { Store, StoreOptions } from './support/store.ts'
import { sleep, until } from './support/until.ts'

let store: Store
afterEach(async () => store.close())

async function all(orders: AsyncIterable<Order>): Promise<string[]> {
  const skus: string[] = []
  for await (const { sku } of orders) skus.push(sku)
  return skus
}

describeOver('postgres')('a checkout that closes while its database hangs', () => {
  let holder: pg.Client | undefined
  afterEach(() => holder?.end())

  it('does not wait for an answer that may never arrive', async () => {
    store = await openStore({ mount: { express: 5, path: '', ledger: 'PostgreSQL' } })
    await store.checkout.orders.get('nobody')
    holder = new pg.Client({ connectionString: store.database.databaseUrl })
    await holder.connect()
    await holder.query('begin; lock table checkout_orders in access exclusive mode')
    let isAnswered = false
    const reading = store.checkout.orders.get('nobody').finally(() => (isAnswered = true))
    const ended = reading.catch(() => undefined)

    await store.checkout.close()

    expect(isAnswered).toBe(false)
    await holder.query('rollback')
    await ended
  })
})

describe.each(mounts)('what the router offers %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  it('settles one order on demand', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ orderNumber, status: 'registered' })
    await store.bank.pay(gatewayOrderId)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect((await store.checkout.orders.history(orderNumber)).at(-1)).toMatchObject({
      kind: 'handed-over',
      trigger: 'settle',
    })
  })

  it('retries a stuck hand-over once, however often it is called, and never one that is done', async () => {
    let isShut = true
    const stuck: Order[] = []
    await open({
      options: {
        onPaid: async (order) => {
          if (isShut) throw new Error('the warehouse is shut')
          await sleep(50)
          store.handedOver.push(order)
        },
        onStuck: (order) => void stuck.push(order),
      },
    })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await expect(store.checkout.handOver(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_hand_overs', 'due_at', 73 * 3_600_000)
    await store.checkout.reconcile()
    await until(() => stuck.length === 1)
    expect(stuck).toMatchObject([{ orderNumber, handOver: 'stuck' }])

    expect(await store.checkout.handOver(orderNumber)).toMatchObject({ handOver: 'due' })
    isShut = false
    await Promise.all(Array.from({ length: 20 }, () => store.checkout.handOver(orderNumber)))

    expect(await store.checkout.handOver(orderNumber)).toMatchObject({ handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
    expect(stuck).toHaveLength(1)
    await expect(store.checkout.handOver('NOTHING')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
  })

  it('hands nothing over in a store without onPaid, and says so', async () => {
    await open({ options: { onPaid: undefined } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const { orderNumber } = await store.checkout.settle((await orderOf(store, gatewayOrderId)).orderNumber)

    await expect(store.checkout.handOver(orderNumber)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining('no onPaid'),
    })
  })

  it('finds nothing wrong with a sound ledger, and reports what is wrong with a broken one', async () => {
    await open()
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const { orderNumber } = await store.checkout.settle((await orderOf(store, gatewayOrderId)).orderNumber)

    expect(await store.checkout.verify()).toEqual([])
    await store.database.sql('update checkout_orders set paid_at = null')

    expect(await store.checkout.verify()).toEqual([
      { code: 'paid-without-time', orderNumber, message: 'Paid, but the time of payment is missing.' },
    ])
  })

  it('asks the bank one question at a time about one order', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 200 })

    const settled = await Promise.all(Array.from({ length: 5 }, () => store.checkout.settle(orderNumber)))

    expect(settled.map(({ status }) => status)).toEqual(Array(5).fill('paid'))
    // One call asks. Those that arrive meanwhile share a second question: the first answer may be older than their
    // reason to ask.
    expect(store.bank.requests.filter(({ method }) => method === 'getOrderStatusExtended.do')).toHaveLength(2)
    expect(store.handedOver).toHaveLength(1)
  })

  it('says so when it has no such order', async () => {
    await open()

    await expect(store.checkout.settle('NOTHING')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_NOT_FOUND' })
    expect(await store.checkout.orders.get('NOTHING')).toBeUndefined()
    expect(await store.checkout.orders.history('NOTHING')).toEqual([])
    expect(store.bank.requests).toEqual([])
  })

  it('finds orders by query, newest first', async () => {
    await open()
    for (const sku of ['mug', 'tea', 'noodles']) {
      await buy(store, store.browser(), sku)
      await sleep(5)
    }
    await store.bank.pay(store.bank.orders()[0]!.gatewayOrderId)
    await store.checkout.reconcile()

    expect(await all(store.checkout.orders.find())).toEqual(['noodles', 'tea', 'mug'])
    expect(await all(store.checkout.orders.find({ status: 'paid' }))).toEqual(['mug'])
    expect(await all(store.checkout.orders.find({ sku: 'tea' }))).toEqual(['tea'])
    expect(await all(store.checkout.orders.find({ limit: 2 }))).toEqual(['noodles', 'tea'])
  })

  it('reports every entry as it is written, and survives a listener that throws', async () => {
    const kinds: string[] = []
    await open({
      options: {
        on: ({ kind }) => {
          kinds.push(kind)
          throw new Error('the listener fell over')
        },
      },
    })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    await browser.get(pathOf(location)).expect(200)

    expect(kinds).toEqual(['opened', 'moved', 'moved', 'handed-over'])
    expect((await orderOf(store, gatewayOrderId)).handOver).toBe('done')
  })

  it('survives an onReview that throws', async () => {
    await open({ options: { onReview: () => Promise.reject(new Error('the pager is off')) } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { amount: 1 })

    expect(await store.checkout.reconcile()).toMatchObject({ review: 1 })
    await sleep(10)
    expect(store.log.join('\n')).toContain('onReview failed')
  })

  it('keeps metadata and reference with the order, and sends neither', async () => {
    const metadata = { size: 'XL', gift: true, lines: [1, 2] }
    await open({ options: { catalog: () => ({ amountMinor: 100, currency: 'EUR', reference: 'cart-7', metadata }) } })

    const { gatewayOrderId } = await buy(store, store.browser())

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ reference: 'cart-7', metadata })
    expect(JSON.stringify(store.bank.requests)).not.toMatch(/cart-7|XL/)
  })

  it('sends the buyer and the language that the item names', async () => {
    const item = {
      amountMinor: 100,
      currency: 'EUR',
      email: 'b@shop.example',
      clientId: 'c-1',
      language: 'de',
      jsonParams: { a: 'b' },
      features: ['FORCE_TDS'],
    }
    await open({ options: { catalog: () => item, language: 'en' } })

    await buy(store, store.browser())

    expect(store.bank.requests[0]?.parameters).toMatchObject({
      email: 'b@shop.example',
      clientId: 'c-1',
      language: 'de',
      jsonParams: '{"a":"b"}',
      features: 'FORCE_TDS',
    })
  })

  it('closes once, waits for a running hand-over, and leaves nothing open', async () => {
    let isDone = false
    let hasBegun = false
    await open({
      options: {
        onPaid: async () => {
          hasBegun = true
          await sleep(300)
          isDone = true
        },
      },
    })
    await store.checkout.start()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const settling = store.checkout.settle(orderNumber)
    await until(() => hasBegun)

    await Promise.all([store.checkout.close(), store.checkout.close()])

    expect(isDone).toBe(true)
    await settling.catch(() => undefined)
    const again = store.database.another()
    expect(await again.find(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    await expect(store.checkout.reconcile()).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
  })

  it('waits also for a hand-over that begins while it closes, up to the limit', async () => {
    let isDone = false
    const onPaid = async (): Promise<void> => {
      // Longer than any other part waits for a handler.
      await sleep(5_500)
      isDone = true
    }
    await open({ options: { onPaid } })
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 300 })
    const settling = store.checkout.settle(orderNumber)
    await asked(store, 'getOrderStatusExtended.do')

    await store.checkout.close()

    expect(isDone).toBe(true)
    await settling
    expect(await store.database.another().find(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('sends no buyer to pay for an order it cannot record', async () => {
    await open()
    await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .expect(503)
      .expect('Retry-After', /^[0-9]+$/)

    expect(store.bank.requests).toEqual([])
    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
    await buy(store, store.browser())
  })

  it('sends no buyer to pay when it cannot record the registration, and finds the order later', async () => {
    await open()
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 500 })
    const answering = store
      .browser()
      .get(store.path('/checkout/mug'))
      .then((answer) => answer)
    await asked(store, 'register.do')
    await store.database.sql('alter table checkout_orders rename to checkout_orders_away')

    const answer = await answering

    expect([answer.status, answer.headers.location]).toEqual([503, undefined])
    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
    await store.database.age('checkout_orders', 'created_at', 60_000)
    expect(await store.checkout.reconcile()).toMatchObject({ asked: 1 })
    expect(await orderOf(store, store.bank.orders()[0]!.gatewayOrderId)).toMatchObject({
      gatewayOrderId: store.bank.orders()[0]!.gatewayOrderId,
    })
  })
})

describe('a full disk', () => {
  afterEach(() => jest.restoreAllMocks())

  it.each(['get', 'post'] as const)('sends no buyer to pay by %s until there is room again', async (method) => {
    // More than the room left in the file.
    const metadata = { note: 'x'.repeat(8_000) }
    store = await openStore({ options: { catalog: () => ({ amountMinor: 100, currency: 'EUR', metadata }) } })
    const connections = await connectionsOf(store)
    // Gives back the pages of indexes that a migration has dropped.
    await store.database.sql('vacuum')
    const limitPages = (pages: number): void => {
      for (const connection of connections) connection.exec(`pragma max_page_count = ${pages}`)
    }
    limitPages(1)

    const answer = await store.browser()[method](store.path('/checkout/mug')).expect(503)

    expect(answer.headers).toMatchObject({ 'retry-after': expect.stringMatching(/^[0-9]+$/) })
    expect(answer.headers).not.toHaveProperty('location')
    expect(store.log.join('\n')).toContain('disk is full')
    expect(store.bank.requests).toEqual([])
    limitPages(1_000_000)
    await store.browser()[method](store.path('/checkout/mug')).expect(302)
    expect(store.bank.requests).toHaveLength(1)
  })

  /** The checkout's connections to its SQLite ledger: a limit applies to one connection. */
  async function connectionsOf({ checkout }: Store): Promise<ReadonlySet<DatabaseSync>> {
    const seen = new Set<DatabaseSync>()
    const prepare = DatabaseSync.prototype.prepare
    jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, text) {
      seen.add(this)
      return prepare.call(this, text)
    })
    await checkout.orders.get('NOTHING')
    return seen
  }
})

describe('a token instead of a login', () => {
  it('registers and settles', async () => {
    store = await openStore({ bank: { token: canaries.token }, options: { onPaid: undefined } })
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, token: canaries.token },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: { mug: { amountMinor: 100, currency: 'EUR' } },
    })
    const app = express().use(checkout)

    const answer = await request(app).get('/checkout/mug').expect(302)
    const { gatewayOrderId, orderNumber } = store.bank.orders()[0]!
    await store.bank.pay(gatewayOrderId)

    expect(await checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'none' })
    expect(answer.headers.location).toContain(gatewayOrderId)
    await checkout.close()
  })

  it('cannot ask about an unanswered registration, and finally leaves it to a person', async () => {
    store = await openStore({ bank: { token: canaries.token } })
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, token: canaries.token, timeoutMs: shortTimeoutMs },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: { mug: { amountMinor: 100, currency: 'EUR' } },
    })
    store.bank.fault({ kind: 'silence-after', method: 'register.do' })
    await request(express().use(checkout)).get('/checkout/mug').expect(503)
    const { orderNumber } = store.bank.orders()[0]!

    expect(await checkout.settle(orderNumber)).toMatchObject({ status: 'unknown' })
    await store.database.age('checkout_orders', 'expires_at', 25 * 3_600_000)
    expect(await checkout.settle(orderNumber)).toMatchObject({ status: 'review', handOver: 'none' })
    await checkout.close()
  })
})

describe('a start', () => {
  it('names every wrong option at once, and prints no secret', async () => {
    store = await openStore()
    const start = (): unknown =>
      hostedCheckout({
        gateway: { url: 'http://bank.example', user: 'u', password: 'p4ssw0rd' },
        baseUrl: 'shop',
        secret: 'too-short',
        catalog: {},
        sucess: () => 1,
      } as never)

    expect(start).toThrow(expect.objectContaining({ code: 'CHECKOUT_CONFIGURATION' }))
    for (const part of [
      'gateway.url (CHECKOUT_GATEWAY_URL)',
      'baseUrl (CHECKOUT_BASE_URL)',
      'secret (CHECKOUT_SECRET)',
      'sucess',
      'did you mean `success`',
    ])
      expect(start).toThrow(part)
    for (const secret of ['p4ssw0rd', 'too-short']) expect(start).not.toThrow(secret)
  })

  it('touches neither the ledger nor the gateway before it must', async () => {
    store = await openStore()
    const checkout = hostedCheckout({
      gateway: { url: 'http://127.0.0.1:9/', user: 'u', password: 'p' },
      baseUrl: 'http://localhost',
      secret: secrets.signing,
      databaseUrl: 'sqlite:/nowhere/at/all.db',
      catalog: {},
    })

    await expect(checkout.start()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringContaining('/nowhere/at'),
    })
    await checkout.close()
  })

  it.each(Object.entries(ledgers))('refuses a newer schema over %s', async (_name, openLedger) => {
    store = await openStore()
    const database = await openLedger()
    await database.sql(
      "insert into checkout_migrations (number, name, applied_at) values (9999, 'from the future', " +
        "'2030-01-01T00:00:00.000Z')",
    )
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: database.databaseUrl,
      catalog: {},
    })

    await expect(checkout.start()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringContaining('9999'),
    })
    await checkout.close()
    await database.close()
  })
})
