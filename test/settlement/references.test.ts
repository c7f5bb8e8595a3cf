import type { CheckoutOptions } from '../../src/index.ts'
import { buy, gatewayOrderIdIn, mounts, openStore, orderOf, pathOf, timesAsked } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

/** A cart, the same cart with one more item, and a subscription. */
const items = {
  cart: { amountMinor: 1999, currency: 'EUR', reference: 'CART-1', description: 'A mug' },
  grown: { amountMinor: 2999, currency: 'EUR', reference: 'CART-1', description: 'A mug and tea' },
  monthly: { amountMinor: 500, currency: 'EUR', reference: 'SUB-1', repeatable: true },
  mug: { amountMinor: 1999, currency: 'EUR' },
}

let store: Store
afterEach(() => store.close())

describe.each(mounts)('a reference %s', (_title, mount) => {
  const open = async (options: Partial<CheckoutOptions> = {}): Promise<void> => {
    store = await openStore({ mount, options: { catalog: items, ...options } })
  }
  const registered = (): number => timesAsked(store, 'register.do') + timesAsked(store, 'registerPreAuth.do')
  const press = (browser: Browser, sku: string) => browser.get(store.path(`/checkout/${sku}`))
  /** Makes the order old enough that the bank is asked first. */
  const aged = (): Promise<unknown> => store.database.age('checkout_orders', 'created_at', 16_000)

  it('that is paid and handed over is not sold again: its buyer gets the page of the paid order', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser, 'cart')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()

    const again = await press(browser, 'cart').expect(303)

    expect(pathOf(again.headers.location)).toBe(store.path(`/payment/return?orderId=${gatewayOrderId}`))
    const page = await browser.get(pathOf(again.headers.location)).expect(200)
    expect(page.text).toContain('Payment received')
    expect(registered()).toBe(1)
    expect(store.handedOver).toHaveLength(1)
  })

  it('that is paid is refused to any other browser, without details of the order', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()

    const other = await press(store.browser(), 'grown').expect(409)

    expect(other.headers.location).toBeUndefined()
    for (const secret of [gatewayOrderId, orderNumber, 'A mug', '19.99']) expect(other.text).not.toContain(secret)
    expect(registered()).toBe(1)
  })

  it.each([
    ['held', { capture: 'manual' as const }, () => undefined],
    ['partially refunded', {}, (id: string) => store.bank.refundInPortal(id, 500)],
    ['in review with money', {}, (id: string) => store.bank.alter(id, { amount: 1998 })],
  ])('that is %s is not sold again', async (_what, options, change) => {
    await open(options)
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    if (_what === 'partially refunded') await store.checkout.settle(orderNumber)
    change(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    await press(store.browser(), 'cart').expect(409)

    expect(registered()).toBe(1)
  })

  it('that was fully refunded may be bought again', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser, 'cart')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'all' })

    await press(browser, 'cart').expect(302)

    expect(registered()).toBe(2)
  })

  it('is a mere label if the store or the item says so', async () => {
    await open({ references: 'repeat' })
    const browser = store.browser()
    for (const sku of ['cart', 'monthly', 'cart', 'monthly']) {
      const { gatewayOrderId, orderNumber } = await buy(store, browser, sku)
      await store.bank.pay(gatewayOrderId)
      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    }

    expect(store.handedOver).toHaveLength(4)
  })

  it('is one order at the bank for all browsers that want the same item, shown only to the first', async () => {
    await open()
    const [first, second] = [store.browser(), store.browser()]
    const { formUrl, gatewayOrderId } = await buy(store, first, 'cart')

    const other = await press(second, 'cart').expect(302)

    expect(other.headers.location).toBe(formUrl)
    expect(registered()).toBe(1)
    await store.bank.pay(gatewayOrderId)
    const back = store.path(`/payment/return?orderId=${gatewayOrderId}`)
    expect((await second.get(back).expect(200)).text).not.toContain('A mug')
    expect((await first.get(back).expect(200)).text).toContain('A mug')
    expect(store.handedOver).toHaveLength(1)
  })

  it('takes another browser to the open page while it can be paid, and its own browser for ten minutes', async () => {
    await open()
    const starter = store.browser()
    const { gatewayOrderId } = await buy(store, starter, 'cart')
    await store.database.age('checkout_orders', 'created_at', 11 * 60_000)

    const other = await press(store.browser(), 'cart').expect(302)

    expect(gatewayOrderIdIn(other.headers.location)).toBe(gatewayOrderId)
    expect(registered()).toBe(1)
    // Its own order is closed at the bank first.
    const again = await press(starter, 'cart').expect(302)
    expect(gatewayOrderIdIn(again.headers.location)).not.toBe(gatewayOrderId)
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ orderStatus: 6 })
  })

  it('that a browser has open at another amount is closed at the bank before the new order is opened', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser, 'cart')

    await press(browser, 'grown').expect(302)

    expect(timesAsked(store, 'decline.do')).toBe(1)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'declined' })
    await expect(store.bank.pay(gatewayOrderId)).rejects.toThrow()
  })

  it('is not closed for another browser: both stay open, and the second payment is a double one', async () => {
    await open()
    const first = await buy(store, store.browser(), 'cart')
    const second = await buy(store, store.browser(), 'grown')
    expect(timesAsked(store, 'decline.do')).toBe(0)

    await store.bank.pay(first.gatewayOrderId)
    await store.bank.pay(second.gatewayOrderId)

    expect(await store.checkout.settle(first.orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(await store.checkout.settle(second.orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'reference-already-paid',
    })
    expect(store.handedOver).toHaveLength(1)
  })

  it('whose older order turns out to be paid takes the buyer there instead', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser, 'cart')
    await store.bank.pay(gatewayOrderId)

    const answer = await press(browser, 'grown').expect(303)

    expect(answer.headers.location).toContain(gatewayOrderId)
    expect(registered()).toBe(1)
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid' })
  })

  it('whose older order is uncertain at the bank, or being paid, stays open, and the new one is sold', async () => {
    await open()
    const browser = store.browser()
    const older = await buy(store, browser, 'cart')
    store.bank.alter(older.gatewayOrderId, { orderStatus: 5 })

    await press(browser, 'grown').expect(302)

    expect(timesAsked(store, 'decline.do')).toBe(0)
    expect(await store.checkout.orders.get(older.orderNumber)).toMatchObject({ status: 'registered' })
  })

  it('is not paid twice if the first payment was refunded in the portal, unseen', async () => {
    await open()
    const first = await buy(store, store.browser(), 'cart')
    const second = await buy(store, store.browser(), 'grown')
    await store.bank.pay(first.gatewayOrderId)
    await store.checkout.settle(first.orderNumber)
    store.bank.refundInPortal(first.gatewayOrderId, 1999)
    await store.bank.pay(second.gatewayOrderId)

    expect(await store.checkout.settle(second.orderNumber)).toMatchObject({ status: 'paid', handOver: 'done' })

    expect(await store.checkout.orders.get(first.orderNumber)).toMatchObject({ status: 'refunded' })
  })

  it.each(['review', 'refund', 'hand-over'] as const)(
    'that is paid twice follows doublePayment: %s',
    async (choice) => {
      await open({ doublePayment: choice, latePayment: 'hand-over' })
      const first = await buy(store, store.browser(), 'cart')
      const second = await buy(store, store.browser(), 'grown')
      for (const { gatewayOrderId } of [first, second]) await store.bank.pay(gatewayOrderId)

      await store.checkout.settle(first.orderNumber)
      await store.checkout.settle(second.orderNumber)
      await store.checkout.reconcile()

      const expected = { review: 'review', refund: 'refunded', 'hand-over': 'paid' }[choice]
      expect(await store.checkout.orders.get(second.orderNumber)).toMatchObject({ status: expected })
      expect(store.handedOver).toHaveLength(choice === 'hand-over' ? 2 : 1)
    },
  )

  it('that was paid more than a day ago is refused with one warning that names the option', async () => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser(), 'cart')
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_orders', 'paid_at', 25 * 3_600_000)

    for (const sku of ['cart', 'grown', 'cart']) await press(store.browser(), sku).expect(409)

    expect(store.log.filter((line) => line.includes('CHECKOUT_REFERENCES'))).toHaveLength(1)
  })

  describe('an order without a reference', () => {
    it('that its buyer paid without coming back is not sold again at the next press', async () => {
      await open()
      const browser = store.browser()
      const { gatewayOrderId } = await buy(store, browser, 'mug')
      await store.bank.pay(gatewayOrderId)
      await aged()

      const again = await press(browser, 'mug').expect(303)

      expect(again.headers.location).toContain(`orderId=${gatewayOrderId}`)
      expect(registered()).toBe(1)
      expect(store.handedOver).toHaveLength(1)
    })

    it('that was declined for good, or has expired, makes way for a new one', async () => {
      await open()
      const browser = store.browser()
      const { gatewayOrderId } = await buy(store, browser, 'mug')
      store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: 116 })
      await aged()

      const again = await press(browser, 'mug').expect(302)

      expect(gatewayOrderIdIn(again.headers.location)).not.toBe(gatewayOrderId)
    })

    it('whose last attempt was declined leads to the same page', async () => {
      await open()
      const browser = store.browser()
      const { gatewayOrderId, formUrl } = await buy(store, browser, 'mug')
      store.bank.alter(gatewayOrderId, { orderStatus: 0, actionCode: 116 })
      await aged()

      expect((await press(browser, 'mug').expect(302)).headers.location).toBe(formUrl)
    })

    it('that has just been opened asks the bank nothing', async () => {
      await open()
      const browser = store.browser()
      const { formUrl } = await buy(store, browser, 'mug')

      expect((await press(browser, 'mug').expect(302)).headers.location).toBe(formUrl)

      expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(0)
    })

    it('leads to the same page within 3 s if the bank does not answer', async () => {
      await open()
      const browser = store.browser()
      const { formUrl } = await buy(store, browser, 'mug')
      await aged()
      store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })

      expect((await press(browser, 'mug').expect(302)).headers.location).toBe(formUrl)
    })
  })
})
