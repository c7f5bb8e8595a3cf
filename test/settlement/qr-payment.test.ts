import request from 'supertest'
import { buy, mounts, movesOf, openStore, orderOf, pathOf } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { until } from '../support/until.ts'

/** What a payment by QR code (SBP) leaves out of a status answer, and what it has instead (BPC: recorded answers). */
const qrAnswer = (gatewayOrderId: string): Record<string, unknown> => ({
  errorCode: null,
  errorMessage: null,
  displayErrorMessage: null,
  paymentAmountInfo: null,
  cardAuthInfo: null,
  bankInfo: null,
  authRefNum: null,
  refunds: null,
  chargeback: null,
  paymentWay: 'SBP_C2B',
  attributes: { mdOrder: gatewayOrderId, qrcId: 'AD10006M8KH234K782OQM0L13JI31LQD', memberId: '100000000111' },
  operations: [{ operationType: 'DEPOSIT', amount: 1999, operationDate: 1_764_331_200_000, status: 'SUCCESS' }],
})

/** Longer than the test waits: the bank tells once it is asked to. */
const laterMs = 10_000_000

let store: Store
afterEach(async () => store.close())

describe.each(mounts)('a payment by QR code %s', (_title, mount) => {
  /** Buys a mug and pays it; from then on the bank answers in the shape of such a payment. */
  async function payByCode() {
    store = await openStore({ mount })
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, qrAnswer(gatewayOrderId))
    return { browser, gatewayOrderId, orderNumber, back: pathOf(location) }
  }

  it('is paid, handed over and thanked for on the return, without error code, amounts or card', async () => {
    const { browser, gatewayOrderId, orderNumber, back } = await payByCode()

    const { text } = await browser.get(back).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({
      status: 'paid',
      handOver: 'done',
      capturedMinor: 1999,
      refundedMinor: 0,
      paymentWay: 'SBP_C2B',
      card: undefined,
      approvalCode: undefined,
      reviewReason: undefined,
      decline: undefined,
    })
    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect(text).toContain(orderNumber)
    expect(text).toContain('€19.99')
    expect(text).not.toContain('undefined')
  })

  it('is understood by callback and sweep, too, and stays paid when it is looked at again', async () => {
    const { gatewayOrderId, orderNumber } = await payByCode()

    await request(store.server)
      .get(store.path('/payment/callback'))
      .query({ mdOrder: gatewayOrderId, orderNumber, operation: 'deposited', status: '1' })
      .expect(200)
    await store.database.age('checkout_orders', 'next_check_at', 40 * 86_400_000)
    await store.checkout.reconcile()
    await store.checkout.settle(orderNumber)

    expect(await movesOf(store, orderNumber)).toEqual(['registering > registered', 'registered > paid'])
    expect(store.handedOver).toHaveLength(1)
  })

  it('that the bank tells of only later is pending until then, and handed over by its callback', async () => {
    store = await openStore({ mount, options: { callback: { dynamic: true } } })
    const browser = store.browser()
    const [first, second] = [await buy(store, browser), await buy(store, browser, 'tea')]

    const { location } = await store.bank.pay(first.gatewayOrderId, { qr: 'confirmed', qrToldAfterMs: laterMs })
    const { text, headers } = await browser.get(pathOf(location)).expect(200)
    const soon = await store.bank.pay(second.gatewayOrderId, { qr: 'confirmed', qrToldAfterMs: 300 })
    await until(() => store.handedOver.length > 0)

    // Nobody is told that nothing was paid, nor asked to pay again.
    expect(headers.refresh).toMatch(/^\d+; url=/)
    expect(text).not.toMatch(/not finished|try again|continue the payment/i)
    expect(await orderOf(store, first.gatewayOrderId)).toMatchObject({ status: 'registered', capturedMinor: 0 })
    expect(soon.declined).toBe(false)
    expect(await orderOf(store, second.gatewayOrderId)).toMatchObject({
      status: 'paid',
      capturedMinor: 450,
      paymentWay: 'SBP_C2B',
      card: undefined,
    })
  })

  it('that is refused in the end leaves the order to be paid by card', async () => {
    store = await openStore({ mount, options: { callback: { dynamic: true } } })
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId, { qr: 'refused', qrToldAfterMs: 0 })
    await until(() => store.bank.order(gatewayOrderId)?.orderStatus === 0)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'registered', capturedMinor: 0 })
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', paymentWay: 'CARD' })
    expect(store.handedOver).toHaveLength(1)
  })

  it.each([
    ['of another amount', { amount: 1998 }, 'amount-differs'],
    ['of no amount', { amount: null }, 'amount-differs'],
    ['in another currency', { currency: '643' }, 'currency-differs'],
    ['without an order number', { orderNumber: null }, 'order-number-is-missing'],
    ['with an action code that is no yes', { actionCode: 116 }, 'action-code-is-not-0'],
    ['without an action code', { actionCode: null }, 'action-code-is-not-0'],
    ['with another id of the bank', { attributes: { mdOrder: 'other' } }, 'gateway-order-id-differs'],
  ])('counts no less strictly: %s, a person must look', async (_what, fields, reviewReason) => {
    const { gatewayOrderId, orderNumber } = await payByCode()
    store.bank.alter(gatewayOrderId, fields)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'review', reviewReason })

    expect(store.handedOver).toEqual([])
  })

  it.each([
    ['nobody has scanned it', { orderStatus: 0, actionCode: -100 }, 'registered'],
    ['the payer’s bank has no final word yet', { orderStatus: 7, actionCode: 0 }, 'registered'],
    ['its time ran out', { orderStatus: 6, actionCode: -2007 }, 'expired'],
    ['the payer’s bank refused', { orderStatus: 6, actionCode: 116 }, 'declined'],
  ])('is not paid while %s', async (_what, fields, status) => {
    const { gatewayOrderId, orderNumber } = await payByCode()
    store.bank.alter(gatewayOrderId, fields)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status, capturedMinor: 0 })

    expect(store.handedOver).toEqual([])
  })

  it('is refunded in part and in full, although no answer shows an amount', async () => {
    const { browser, gatewayOrderId, orderNumber, back } = await payByCode()
    await browser.get(back).expect(200)

    const partly = await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'a' })
    const wholly = await store.checkout.refund(orderNumber, { amountMinor: 1499, key: 'b' })

    expect(partly).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    expect(wholly).toMatchObject({ status: 'refunded', refundedMinor: 1999 })
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 1999 })
  })
})
