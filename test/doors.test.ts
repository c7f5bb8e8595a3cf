import { createSandbox } from '../src/sandbox/index.ts'
import type { Sandbox } from '../src/sandbox/index.ts'
import { openFrontOfBank } from './support/front-of-bank.ts'
import type { CallToBank, FrontOfBank, Interference } from './support/front-of-bank.ts'
import { mounts, openStore, pathOf, secrets } from './support/store.ts'
import type { Store, StoreOptions } from './support/store.ts'

const isQuestion = ({ method }: CallToBank): boolean => method === 'getOrderStatusExtended.do'

let store: Store
let bank: Sandbox
let front: FrontOfBank
afterEach(async () => {
  await store.close()
  await front.close()
  await bank.close()
})

/** A store whose bank answers through a front that can interfere. */
async function open(interfere: (call: CallToBank) => Interference, more: StoreOptions = {}): Promise<void> {
  bank = await createSandbox({ password: secrets.password })
  front = await openFrontOfBank(bank.url, interfere)
  const gateway = {
    url: front.url,
    user: 'sandbox-api',
    password: secrets.password,
    timeoutMs: 20_000,
    formHosts: [new URL(bank.url).host],
  }
  store = await openStore({ ...more, options: { ...more.options, gateway } })
}

/** One press on Buy, in a new browser. */
async function buy() {
  const browser = store.browser()
  const { headers } = await browser.get(store.path('/checkout/mug')).expect(302)
  const gatewayOrderId = new URL(headers.location as string).searchParams.get('mdOrder')!
  return { browser, gatewayOrderId, orderNumber: bank.order(gatewayOrderId)!.orderNumber }
}

const returnOf = ({ browser, gatewayOrderId }: Awaited<ReturnType<typeof buy>>) =>
  browser.get(store.path('/payment/return')).query({ orderId: gatewayOrderId })

describe('a flood of returns at a bank that limits questions', () => {
  it('costs no honest buyer the checkout, and gets the pending page', async () => {
    let asked = 0
    await open((call) => {
      if (!isQuestion(call) || ++asked <= 40) return undefined
      return { status: 429, headers: { 'retry-after': '3600' }, body: '' }
    })
    const own = []
    for (let i = 0; i < 29; i += 1) own.push(await buy())
    const checkouts: number[] = []
    const returns: Promise<{ status: number; headers: Record<string, string> }>[] = []

    // 258 returns, with an honest buyer after each dozen.
    for (let i = 0; i < 258; i += 1) {
      returns.push(returnOf(own[i % own.length]!))
      if (i % 12 === 0) checkouts.push((await store.browser().get(store.path('/checkout/tea'))).status)
    }
    const answers = await Promise.all(returns)
    checkouts.push((await store.browser().get(store.path('/checkout/tea'))).status)

    expect(front.interfered()).toBeGreaterThan(0)
    expect(checkouts).toEqual(checkouts.map(() => 302))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    // Questions pause for two minutes at most, whatever the bank says: an hour would end the day's sales.
    const left = store.log.filter((line) => line.startsWith('warn gateway does not answer'))
    expect(left.map((line) => (/"door":"(\w+)"/.exec(line) ?? [])[1])).toEqual(['questions'])
    const forMs = Number(/"forMs":(\d+)/.exec(left[0]!)![1])
    expect(forMs).toBeGreaterThanOrEqual(120_000)
    expect(forMs).toBeLessThanOrEqual(144_000)
    const pending = await returnOf(own[0]!).expect(200)
    expect(pending.headers.refresh).toBeDefined()
  })

  it('does not keep money from going back', async () => {
    let isLimited = false
    await open((call) =>
      isLimited && isQuestion(call) ? { status: 429, headers: { 'retry-after': '60' }, body: '' } : undefined,
    )
    const buyer = await buy()
    await bank.pay(buyer.gatewayOrderId)
    await returnOf(buyer).expect(200)
    isLimited = true
    await returnOf(await buy()).expect(200)
    isLimited = false
    const waiting = await buy()

    // Everybody else's questions wait; those of a refund do not.
    expect(await store.checkout.refund(buyer.orderNumber, { amountMinor: 500, key: 'r1' })).toMatchObject({
      status: 'partially_refunded',
      refundedMinor: 500,
    })
    const before = bank.requests.length
    await returnOf(waiting).expect(200)
    expect(bank.requests).toHaveLength(before)
  })
})

describe('a bank that answers strangely about one order', () => {
  const odd = { body: '{"errorCode":"0","orderStatus":2,"attributes":{"mdOrder":{}},"amount":"many"}' }

  it.each<[string, Interference]>([
    ['in an unreadable shape', odd],
    ['with too large a body', { body: `{"errorCode":"0","a":"${'x'.repeat(3 * 1024 * 1024)}"}` }],
    ['with an HTML page', { body: '<html>Maintenance</html>' }],
    ['not at all', 'silence'],
  ])('sells to everybody else, and hands over: %s', async (_how, instead) => {
    let strange = ''
    await open((call) => (isQuestion(call) && call.fields.get('orderId') === strange ? instead : undefined))
    const first = await buy()
    strange = first.gatewayOrderId

    for (let i = 0; i < 5; i += 1) expect((await store.checkout.settle(first.orderNumber)).status).toBe('registered')

    expect(front.interfered()).toBeGreaterThanOrEqual(5)
    const other = await buy()
    const { location } = await bank.pay(other.gatewayOrderId)
    await other.browser.get(pathOf(location)).expect(200)
    expect(store.handedOver.map(({ orderNumber }) => orderNumber)).toEqual([other.orderNumber])
    expect(store.log.join('\n')).not.toContain('left alone')
  })

  it('gets no more calls after it is silent about five', async () => {
    await open((call) => (isQuestion(call) ? 'silence' : undefined))
    for (let i = 0; i < 5; i += 1) await store.checkout.settle((await buy()).orderNumber)

    expect(store.log.join('\n')).toContain('left alone')
    await buy()
  })
})

describe.each(mounts)('an order whose answers are unreadable %s', (_title, mount) => {
  it('goes to a person a day after it expired, and money that arrives later is reported to them', async () => {
    let isOdd = true
    await open((call) => (isOdd && isQuestion(call) ? { body: '{"orderStatus":2,"amount":"many"}' } : undefined), {
      mount,
    })
    const { orderNumber, gatewayOrderId } = await buy()
    await bank.pay(gatewayOrderId)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'registered' })
    await store.database.age('checkout_orders', 'expires_at', 25 * 3_600_000)

    expect(await store.checkout.reconcile()).toMatchObject({ asked: 1, review: 1 })

    const reviewReason = 'unreadable-a-day-after-expiry'
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'review', reviewReason })
    expect(store.reviewed).toMatchObject([{ orderNumber, reviewReason }])
    isOdd = false
    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'late-payment',
      capturedMinor: 1999,
    })
    expect(store.handedOver).toEqual([])
  })

  it('is not a paid order whose whole cart the bank repeats', async () => {
    const line = { positionId: '1', name: 'Ü'.repeat(200), depositedItemAmount: '1999', itemCurrency: '978', tax: null }
    const orderBundle = { cartItems: { items: Array.from({ length: 1500 }, () => line) } }
    const paid: { orderNumber: string; gatewayOrderId: string }[] = []
    await open(
      (call) =>
        isQuestion(call) && paid[0]
          ? {
              body: JSON.stringify({
                errorCode: '',
                orderStatus: '2',
                actionCode: '00',
                amount: '1999.0',
                currency: 'EUR',
                orderBundle,
                orderNumber: paid[0].orderNumber,
                attributes: { mdOrder: paid[0].gatewayOrderId },
                chargeback: 0,
                paymentAmountInfo: [],
                refunds: '',
                cardAuthInfo: { approvalCode: '987654' },
              }),
            }
          : undefined,
      { mount },
    )
    const buyer = await buy()
    paid.push(buyer)

    await returnOf(buyer).expect(200)

    expect(await store.checkout.orders.get(buyer.orderNumber)).toMatchObject({
      status: 'paid',
      handOver: 'done',
      approvalCode: '987654',
    })
  })
})
