import express from 'express'
import request from 'supertest'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout } from '../../src/index.ts'
import {
  asked,
  buy,
  movesOf,
  mounts,
  openStore,
  orderOf,
  pathOf,
  secrets,
  shelf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

const declinedCard = { number: '5168494895055780' }

let store: Store
const others: HostedCheckout[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await store.close()
})

describe.each(mounts)('settlement %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  /** The same store in another process: another router on the same ledger and bank. */
  function anotherCheckout(options: Partial<CheckoutOptions> = {}): HostedCheckout {
    const other = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      onPaid: (order) => void store.handedOver.push(order),
      ...options,
    })
    others.push(other)
    return other
  }

  it('hands over once when a return, and the sweeps of three checkouts, settle at the same time', async () => {
    await open()
    const checkouts = [store.checkout, anotherCheckout(), anotherCheckout()]
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    await Promise.all([
      browser.get(pathOf(location)).expect(200),
      ...checkouts.map((each) => each.settle(orderNumber)),
      ...checkouts.map((each) => each.reconcile()),
    ])

    expect(store.handedOver).toHaveLength(1)
    expect(await movesOf(store, orderNumber)).toEqual(['registering > registered', 'registered > paid'])
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
  })

  it('does not show a buyer who paid an answer to an earlier question', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId, declinedCard)
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 600 })

    // The fault answers late, with the state at the time of the question.
    const early = store.checkout.settle(orderNumber)
    await asked(store, 'getOrderStatusExtended.do')
    const { location } = await store.bank.pay(gatewayOrderId)
    const answer = await browser.get(pathOf(location)).expect(200)
    await early

    expect(answer.text).toContain('Payment received')
    expect(store.handedOver).toHaveLength(1)
  })

  it.each(['that nobody tried', 'of a declined attempt'])(
    'returns the current order when another process moved it after an answer %s',
    async (what) => {
      await open()
      const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
      if (what === 'of a declined attempt') await store.bank.pay(gatewayOrderId, declinedCard)
      store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 600 })
      const late = anotherCheckout().settle(orderNumber)
      await asked(store, 'getOrderStatusExtended.do')

      await store.bank.pay(gatewayOrderId)
      await store.checkout.settle(orderNumber)

      expect(await late).toMatchObject({ status: 'paid' })
    },
  )

  it('puts an order in review if its id at the gateway belongs to another order', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    const { gatewayOrderId } = await buy(store, store.browser(), 'tea')
    store.bank.fault({ kind: 'silence-after', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(503)
    const lost = store.bank.orders().at(-1)!
    await store.bank.pay(lost.gatewayOrderId)
    store.bank.alter(lost.gatewayOrderId, { attributes: [{ name: 'mdOrder', value: gatewayOrderId }] })

    expect(await store.checkout.settle(lost.orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'gateway-order-id-is-of-another-order',
      gatewayOrderId: undefined,
    })
    expect(store.handedOver).toEqual([])
  })

  it.each([
    ['with the answer still open', 'unknown'],
    ['whose process died', 'registering'],
  ])('does so even before anybody has paid it, %s, and closes nothing at the bank', async (_what, status) => {
    await open({ timeoutMs: shortTimeoutMs })
    const { gatewayOrderId } = await buy(store, store.browser(), 'tea')
    store.bank.fault({ kind: 'silence-after', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(503)
    const lost = store.bank.orders().at(-1)!
    await store.database.sql(
      `update checkout_orders set status = '${status}' where order_number = '${lost.orderNumber}'`,
    )
    await store.database.age('checkout_orders', 'created_at', 120_000)
    store.bank.alter(lost.gatewayOrderId, { attributes: [{ name: 'mdOrder', value: gatewayOrderId }] })

    expect(await store.checkout.settle(lost.orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'gateway-order-id-is-of-another-order',
      gatewayOrderId: undefined,
    })

    expect(store.reviewed).toHaveLength(1)
    expect(store.bank.requests.map(({ method }) => method)).not.toContain('decline.do')
  })

  it('goes on under a renamed login, but does not believe it about a missing order', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    const { gatewayOrderId } = await buy(store, store.browser(), 'tea')
    await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'silence-before', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(503)
    await store.database.sql(
      'update checkout_orders set gateway_account = substr(gateway_account, 1, length(gateway_account) - 12) || ' +
        "'cafecafecafe'",
    )
    await store.database.age('checkout_orders', 'expires_at', 1_300_000)

    expect(await store.checkout.reconcile()).toMatchObject({ asked: 2, paid: 1, handedOver: 1, expired: 0 })
  })

  it.each<[string, string, number, (gatewayOrderId: string) => unknown]>([
    ['not again about one that is refunded', 'refunded', 1, (id) => store.bank.refundInPortal(id, 1999)],
    // A person has to decide, by what the bank says now.
    ['again about one in review', 'review', 2, (id) => store.bank.alter(id, { orderNumber: 'SOMEBODY-ELSES' })],
  ])('asks the bank, if somebody wants to know, %s', async (_what, status, times, end) => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    end(gatewayOrderId)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status })
    const before = timesAsked(store, 'getOrderStatusExtended.do')

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status })

    expect([before, timesAsked(store, 'getOrderStatusExtended.do')]).toEqual([1, times])
  })

  it('does not take an answer to another login for a denial of a payment', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_orders', 'paid_at', 2 * 3_600_000)
    const body = '{"errorCode":"6","errorMessage":"Unknown order id"}'
    const account = (await orderOf(store, gatewayOrderId)).gatewayAccount
    const enter = (login: string) =>
      store.database.sql(`update checkout_orders set gateway_account = '${login}' where sku = 'mug'`)

    await enter(`${account.slice(0, -12)}cafecafecafe`)
    store.bank.fault({ kind: 'html', method: 'getOrderStatusExtended.do', body })
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })

    await enter(account)
    store.bank.fault({ kind: 'html', method: 'getOrderStatusExtended.do', body })
    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'paid-then-denied',
    })
  })

  describe('with a hand-over that hangs', () => {
    const hanging = (): StoreOptions => ({
      options: {
        onPaid: (order) => (order.sku === 'mug' ? new Promise(() => undefined) : void store.handedOver.push(order)),
      },
    })

    it('still answers the buyer and looks after all other orders', async () => {
      await open({ ...hanging(), timeoutMs: shortTimeoutMs })
      const browser = store.browser()
      const { gatewayOrderId: mug } = await buy(store, browser, 'mug')
      const { gatewayOrderId: tea } = await buy(store, store.browser(), 'tea')
      const { location } = await store.bank.pay(mug)
      await store.bank.pay(tea)

      const answer = await browser.get(pathOf(location)).expect(200)

      expect(answer.text).toContain('Payment received')
      expect(await store.checkout.reconcile()).toMatchObject({ paid: 1, handedOver: 1 })
      expect(await orderOf(store, mug)).toMatchObject({ status: 'paid', handOver: 'due' })
      expect(await orderOf(store, tea)).toMatchObject({ handOver: 'done' })
      await store.database.sql('update checkout_hand_overs set next_try_at = null')
    })
  })

  it('finishes a checkout and a return that run while it closes', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser, 'tea')
    const { location } = await store.bank.pay(gatewayOrderId)
    store.bank.fault({ kind: 'slow', delayMs: 500, times: 2 })
    const buying = browser.get(store.path('/checkout/mug')).then((answer) => answer)
    const returning = browser.get(pathOf(location)).then((answer) => answer)
    await asked(store, 'register.do', 2)
    await asked(store, 'getOrderStatusExtended.do')

    await store.checkout.close()

    expect((await buying).status).toBe(302)
    expect((await returning).text).toContain('Payment received')
    expect(store.handedOver.map(({ sku }) => sku)).toEqual(['tea'])
    await browser.get(store.path('/checkout/noodles')).expect(503)
  })
})

describe('a store whose own page fails', () => {
  it('gets any error in its own handler: a buyer who paid never reads that nothing was taken', async () => {
    store = await openStore({
      options: {
        success: async () => {
          await store.database.sql('alter table checkout_orders rename to checkout_orders_away')
          await store.checkout.orders.get('x')
        },
      },
    })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    await browser.get(pathOf(location)).expect(503, 'the error page of the shop')

    expect(store.appErrors).toMatchObject([{ code: 'CHECKOUT_LEDGER_UNAVAILABLE' }])
    await store.database.sql('alter table checkout_orders_away rename to checkout_orders')
  })
})

describe('a set-up mistake that only the first checkout can show', () => {
  async function warnings(mountPath: string, baseUrlPath: string, isStarted: boolean): Promise<string[]> {
    store = await openStore()
    const said: string[] = []
    const logger = {
      info: () => undefined,
      warn: (_object: object, text: string) => void said.push(text),
      error: () => undefined,
    }
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl + baseUrlPath,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: shelf,
      logger,
    })
    others.push(checkout)
    if (isStarted) await checkout.start()
    const app = express().use(mountPath, checkout)

    await request(app)
      .get(`${mountPath === '/' ? '' : mountPath}/checkout/mug`)
      .expect(302)
    await request(app)
      .get(`${mountPath === '/' ? '' : mountPath}/checkout/tea`)
      .expect(302)
    return said
  }

  it("causes one warning: mounted at a path other than baseUrl's", async () => {
    expect(await warnings('/shop', '', true)).toEqual([
      expect.stringMatching(/baseUrl \(CHECKOUT_BASE_URL\) has the path "\/".*mounted at "\/shop"/),
    ])
  })

  it('causes one warning: never started', async () => {
    expect(await warnings('/shop', '/shop', false)).toEqual([expect.stringContaining('start() was not called')])
  })

  it('causes no warning when all is well', async () => {
    expect(await warnings('/', '', true)).toEqual([])
  })
})

describe('an unreachable database when the store starts', () => {
  it('does not end the process, and is opened once it is there', async () => {
    store = await openStore()
    const said: string[] = []
    const checkout = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      catalog: shelf,
      databaseUrl: 'postgres://shop:s3cr3t@127.0.0.1:9/shop',
      logger: {
        info: () => undefined,
        warn: () => undefined,
        error: (object, text) => void said.push(`${text} ${JSON.stringify(object)}`),
      },
    })
    others.push(checkout)

    await checkout.start()

    expect(said).toEqual([expect.stringContaining('ledger cannot be reached yet')])
    expect(said.join()).not.toContain('s3cr3t')
  })
})
