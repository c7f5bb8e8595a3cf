import {
  asked,
  buy,
  mounts,
  movesOf,
  openStore,
  orderOf,
  pathOf,
  shortTimeoutMs,
  timesAsked,
} from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

const dayMs = 24 * 3_600_000

let store: Store
afterEach(() => store.close())

describe.each(mounts)('a paid order %s', (_title, mount) => {
  let browser: Browser
  let gatewayOrderId: string
  let orderNumber: string
  let returned: string

  async function payOne(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    browser = store.browser()
    gatewayOrderId = (await buy(store, browser)).gatewayOrderId
    const { location } = await store.bank.pay(gatewayOrderId)
    returned = pathOf(location)
    await browser.get(returned).expect(200)
    orderNumber = (await orderOf(store, gatewayOrderId)).orderNumber
  }

  const questions = (): number => timesAsked(store, 'getOrderStatusExtended.do')

  it('shows what was refunded in the bank', async () => {
    await payOne()
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    store.bank.refundInPortal(gatewayOrderId, 200)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'partially_refunded', refundedMinor: 700 })
    store.bank.refundInPortal(gatewayOrderId, 1299)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'refunded', refundedMinor: 1999 })

    expect(await movesOf(store, orderNumber)).toEqual([
      ...['registering > registered', 'registered > paid'],
      ...['paid > partially_refunded', 'partially_refunded > refunded'],
    ])
    expect(store.handedOver).toHaveLength(1)
  })

  it.each([
    ['and the other half as deposited', { depositedAmount: 1499, refundedAmount: 500 }],
    ['and nothing about the rest', { refundedAmount: 500 }],
  ])('shows a refund that its bank tells as status 7, %s', async (_what, paymentAmountInfo) => {
    await payOne()
    store.bank.alter(gatewayOrderId, { orderStatus: 7, paymentAmountInfo })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })

    await browser.get(returned).expect(200)
    await store.checkout.reconcile()
    expect((await movesOf(store, orderNumber)).at(-1)).toBe('paid > partially_refunded')
    expect(store.handedOver).toHaveLength(1)
  })

  it('is asked about again by a caller that comes while an older question is under way', async () => {
    await payOne()
    const before = questions()
    store.bank.fault({ kind: 'slow', method: 'getOrderStatusExtended.do', delayMs: 600 })

    // The fault answers late, with the state at the time of the question.
    const early = store.checkout.settle(orderNumber)
    await asked(store, 'getOrderStatusExtended.do', before + 1)
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    expect(await early).toMatchObject({ status: 'paid' })
  })

  it('is checked by the sweep once a day, for as long as the store says', async () => {
    await payOne({ options: { watchPaidForDays: 2 } })
    store.bank.refundInPortal(gatewayOrderId, 500)
    await store.checkout.start()
    await store.database.age('checkout_orders', 'next_check_at', dayMs)

    await until(async () => (await orderOf(store, gatewayOrderId)).status === 'partially_refunded')

    const [planned] = await store.database.sql('select next_check_at from checkout_orders')
    const daysAhead = (new Date(planned!.next_check_at as string).getTime() - Date.now()) / dayMs
    expect(daysAhead).toBeGreaterThan(0.9)
    await store.database.age('checkout_orders', 'paid_at', 1.5 * dayMs)
    await store.checkout.settle(orderNumber)
    expect(await store.database.sql('select next_check_at from checkout_orders')).toEqual([{ next_check_at: null }])
  })

  it('is not checked if the store says so', async () => {
    await payOne({ options: { watchPaidForDays: 0 } })

    expect(await store.database.sql('select next_check_at from checkout_orders')).toEqual([{ next_check_at: null }])
  })

  it('is read from the ledger on a return, and from the bank on demand', async () => {
    await payOne()
    const before = questions()

    await browser.get(returned).expect(200)
    expect(questions()).toBe(before)

    await store.checkout.settle(orderNumber)
    expect(questions()).toBe(before + 1)
  })

  it('goes to review on a chargeback, and stays handed over', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { chargeback: true })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'chargeback',
      handOver: 'done',
      capturedMinor: 1999,
    })
    expect(store.reviewed).toHaveLength(1)
  })

  it.each([
    ['registered', { orderStatus: 0, actionCode: -100 }],
    ['absent', { orderStatus: null, errorCode: '6', errorMessage: 'No such order' }],
  ])('never becomes unpaid when the gateway says %s: an hour later it goes to review', async (_what, fields) => {
    await payOne()
    store.bank.alter(gatewayOrderId, fields)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    await store.database.age('checkout_orders', 'paid_at', 3_700_000)
    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'paid-then-denied',
      handOver: 'done',
    })
  })

  it('is asked about again in an hour when the gateway does not answer', async () => {
    await payOne({ timeoutMs: shortTimeoutMs })
    store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid' })

    const [planned] = await store.database.sql('select next_check_at from checkout_orders')
    const minutesAhead = (new Date(planned!.next_check_at as string).getTime() - Date.now()) / 60_000
    expect(minutesAhead).toBeGreaterThan(50)
    expect(minutesAhead).toBeLessThan(70)
  })
})
