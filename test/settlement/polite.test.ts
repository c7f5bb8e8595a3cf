import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout } from '../../src/index.ts'
import type { SandboxFault } from '../../src/sandbox/index.ts'
import {
  buy,
  gatewayOrderIdIn,
  mounts,
  onlyOrder,
  openStore,
  orderOf,
  pathOf,
  secrets,
  shelf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { sleep, until } from '../support/until.ts'

let store: Store
const others: HostedCheckout[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await store.close()
})

const calls = (method: string): number => timesAsked(store, method)
const complaints = (): string[] => store.log.filter((line) => !line.startsWith('info '))
const questions = (): number => calls('getOrderStatusExtended.do')

describe('a gateway that does not answer', () => {
  async function openBreaker(options: StoreOptions = {}): Promise<void> {
    const breaker = { failures: 3, openMs: 60_000, ...options.options?.breaker }
    store = await openStore({ ...options, options: { ...options.options, breaker } })
  }

  async function silence(kind: SandboxFault['kind'] = 'reset-before'): Promise<void> {
    store.bank.fault({ kind, method: 'register.do', times: 3 })
    for (let i = 0; i < 3; i += 1) await store.browser().get(store.path('/checkout/tea')).expect(503)
  }

  /** The same for questions, about three other orders. */
  async function silenceToQuestions(): Promise<void> {
    const others: string[] = []
    for (let i = 0; i < 3; i += 1) others.push((await buy(store, store.browser(), 'tea')).orderNumber)
    store.bank.fault({ kind: 'server-error', method: 'getOrderStatusExtended.do', times: 3 })
    for (const orderNumber of others) await store.checkout.settle(orderNumber)
  }

  it('is left alone: the next checkout hears so at once, and nothing is written or sent', async () => {
    await openBreaker({ timeoutMs: shortTimeoutMs })
    await silence('silence-before')
    const registered = calls('register.do')

    const answer = await store.browser().get(store.path('/checkout/mug')).expect(503)

    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50)
    expect(calls('register.do')).toBe(registered)
    const skus: string[] = []
    for await (const { sku } of store.checkout.orders.find()) skus.push(sku)
    expect(skus).toEqual(['tea', 'tea', 'tea'])
  })

  it('does not keep a buyer from an open order', async () => {
    await openBreaker()
    const browser = store.browser()
    const { formUrl } = await buy(store, browser)
    await silence()

    const answer = await browser.get(store.path('/checkout/mug')).expect(302)

    expect(answer.headers.location).toBe(formUrl)
  })

  it('means the pending page for a buyer who comes back, without a question', async () => {
    await openBreaker()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await silenceToQuestions()
    const before = questions()

    const answer = await browser.get(pathOf(location))

    expect(answer.headers.refresh).toBeDefined()
    expect(questions()).toBe(before)
    // And sales go on meanwhile.
    await buy(store, store.browser())
  })

  it("is not asked by the sweep until the breaker's time is up: then one question finds that it answers", async () => {
    const openMs = 2_000
    await openBreaker({ options: { breaker: { openMs }, sweep: { everyMs: 100 } } })
    const { gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const stillOpenAt = Date.now()
    await silenceToQuestions()
    const before = questions()
    await store.database.age('checkout_orders', 'next_check_at', 60_000)

    await store.checkout.start()
    await until(async () => (await orderOf(store, gatewayOrderId)).handOver === 'done')

    const askedAt = store.bank.requests.filter(({ method }) => method === 'getOrderStatusExtended.do').slice(before)
    expect(askedAt[0]!.at.getTime() - stillOpenAt).toBeGreaterThanOrEqual(openMs)
    expect(store.log.join('\n')).toContain('gateway answers again')
  })

  it('makes the sweep release the rest of a claim if it stops answering half-way', async () => {
    await openBreaker({ options: { breaker: { openMs: 1_500 }, sweep: { everyMs: 100, concurrency: 1 } } })
    const ids: string[] = []
    for (let i = 0; i < 6; i += 1) ids.push((await buy(store, store.browser())).gatewayOrderId)
    for (const id of ids) await store.bank.pay(id)
    store.bank.fault({ kind: 'server-error', method: 'getOrderStatusExtended.do', times: 3 })
    await store.database.age('checkout_orders', 'next_check_at', 60_000)

    await store.checkout.start()

    // Three were asked about in vain and are back on their plan. The others are not kept until the claim expires.
    await until(() => store.handedOver.length >= 3)
    expect(questions()).toBeLessThanOrEqual(7)
  })

  it('says with Retry-After when to come back', async () => {
    await openBreaker({ options: { breaker: { failures: 100 } } })
    store.bank.fault({ kind: 'rate-limited', method: 'register.do', retryAfterSecs: 120 })
    await store.browser().get(store.path('/checkout/mug')).expect(503).expect('Retry-After', '120')

    const answer = await store.browser().get(store.path('/checkout/mug')).expect(503)

    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(110)
    expect(calls('register.do')).toBe(1)
    expect((await onlyOrder(store)).status).toBe('unknown')
  })

  it('does not stay away from registrations for longer than two minutes, whatever the bank says', async () => {
    await openBreaker({ options: { breaker: { failures: 100 } } })
    store.bank.fault({ kind: 'rate-limited', method: 'register.do', retryAfterSecs: 3600 })
    await store.browser().get(store.path('/checkout/mug')).expect(503).expect('Retry-After', '120')

    const answer = await store.browser().get(store.path('/checkout/mug')).expect(503)

    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(110)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(120)
  })
})

describe.each(mounts)('several sweeps %s', (title, mount) => {
  it('settle every order that is due, and ask about each once', async () => {
    const processes = title.includes('PostgreSQL') ? 8 : 2
    const sweep = { everyMs: 100, concurrency: 4 }
    store = await openStore({ mount, timeoutMs: 10_000, options: { sweep } })
    for (let i = 1; i < processes; i += 1) {
      const other = hostedCheckout({
        gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 10_000 },
        baseUrl: store.baseUrl,
        secret: secrets.signing,
        databaseUrl: store.database.databaseUrl,
        catalog: shelf,
        sweep,
        logger: store.logger,
        onPaid: (order) => void store.handedOver.push(order),
      })
      others.push(other)
    }
    const orders = 120
    for (let i = 0; i < orders; i += 1) {
      const answer = await store.browser().get(store.path('/checkout/mug')).expect(302)
      await store.bank.pay(gatewayOrderIdIn(answer.headers.location))
    }
    await store.database.age('checkout_orders', 'next_check_at', 60_000)
    store.log.length = 0

    for (const one of [store.checkout, ...others]) await one.start()
    // Stops before a failure is retried, or it would only look slow.
    await until(() => store.handedOver.length >= orders || complaints().length > 0)
    await sleep(500)

    expect(complaints()).toEqual([])
    expect(new Set(store.handedOver.map(({ orderNumber }) => orderNumber)).size).toBe(orders)
    expect(store.handedOver).toHaveLength(orders)
    expect(questions()).toBe(orders)
  })
})
