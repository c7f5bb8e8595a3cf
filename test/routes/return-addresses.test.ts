import express from 'express'
import request from 'supertest'
import { hostedCheckout } from '../../src/index.ts'
import type { CatalogItem, CheckoutOptions, Order } from '../../src/index.ts'
import { buy, gatewayOrderIdIn, mounts, openStore, orderOf, pathOf, secrets, timesAsked } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

const front = 'https://front.example'
const mug = { amountMinor: 1999, currency: 'EUR' }
const addresses = { successUrl: `${front}/thanks?from=bank`, failureUrl: 'com.example.shop:/failed' }

/** The bank's status answers about the mug. */
const declinedTry = { orderStatus: 0, actionCode: 116, paymentAmountInfo: { paymentState: 'CREATED' } }
const accepted = {
  orderStatus: 2,
  actionCode: 0,
  paymentAmountInfo: { paymentState: 'DEPOSITED', approvedAmount: 1999, depositedAmount: 1999, refundedAmount: 0 },
}
const beingPaid = { orderStatus: 5, actionCode: 0, paymentAmountInfo: { paymentState: 'CREATED' } }

describe.each(mounts)('the addresses of one order %s', (_title, mount) => {
  /** Opens a store whose mug is as told, with pages of its own for all that names no address. */
  async function open(item: () => Partial<CatalogItem>, options: Partial<CheckoutOptions> = {}): Promise<void> {
    const catalog = () => ({ ...mug, ...item() })
    const pages = { success: ownPage('the thank-you page of the shop'), failureUrl: '/sorry' }
    store = await openStore({ mount, options: { ...pages, catalog, allowedOrigins: [front], ...options } })
  }

  const ownPage =
    (text: string): NonNullable<CheckoutOptions['success']> =>
    (_order, _req, res) =>
      void res.send(text)

  /** A buyer who paid, and the path to which the bank sends the browser back. */
  async function paid(browser: Browser): Promise<{ id: string; back: string; orderNumber: string }> {
    const { gatewayOrderId: id, orderNumber } = await buy(store, browser)
    const { location } = await store.bank.pay(id)
    return { id, back: pathOf(location), orderNumber }
  }

  it('are followed by whatever browser comes back, with number, reference and outcome', async () => {
    await open(() => ({ ...addresses, reference: 'cart 1' }))
    const browser = store.browser()
    const { id, back, orderNumber } = await paid(browser)
    const query = `order=${orderNumber}&reference=cart+1&outcome`

    for (const one of [browser, store.browser()]) {
      store.bank.alter(id, declinedTry)
      await one.get(back).expect(303).expect('Location', `com.example.shop:/failed?${query}=failure`)
    }
    store.bank.alter(id, accepted)
    for (const one of [browser, store.browser(), browser]) {
      const { headers } = await one.get(back).expect(303).expect('Cache-Control', 'no-store')
      expect(headers.location).toBe(`${front}/thanks?from=bank&${query}=success`)
      expect(headers['referrer-policy']).toBe('no-referrer')
    }
    expect(store.handedOver).toMatchObject([{ orderNumber, ...addresses }])
  })

  it('leave to the options what they do not name', async () => {
    await open(() => ({ failureUrl: `${store.baseUrl}/failed` }))
    const { back } = await paid(store.browser())

    const { text } = await store.browser().get(back).expect(200)

    expect(text).not.toContain('the thank-you page of the shop')
    const browser = store.browser()
    await browser.get((await paid(browser)).back).expect(200, 'the thank-you page of the shop')
  })

  it('lead nobody away while the outcome is unknown', async () => {
    await open(() => addresses)
    const browser = store.browser()
    const { id, back } = await paid(browser)
    store.bank.alter(id, beingPaid)

    for (const one of [browser, store.browser()]) await one.get(back).expect(200)
  })

  it('never have the buyer of an order in review read that nothing was paid', async () => {
    await open(() => addresses, { reviewUrl: '/ask-us' })
    const browser = store.browser()
    const { id, back, orderNumber } = await paid(browser)
    store.bank.alter(id, { amount: 1998 })

    const contact = `/ask-us?order=${orderNumber}&outcome=contact-shop`
    await browser.get(back).expect(303).expect('Location', contact)
    const { text } = await store.browser().get(back).expect(200)

    expect(text).not.toContain(orderNumber)
    expect(await orderOf(store, id)).toMatchObject({ status: 'review' })
  })

  it('make another order of a click that names others, and none of one that names the same', async () => {
    let successUrl = `${front}/thanks/1`
    await open(() => ({ successUrl, reference: 'cart-1' }))
    const [browser, other] = [store.browser(), store.browser()]

    const first = await buy(store, browser)
    expect(await buy(store, browser)).toEqual(first)
    expect(await buy(store, other)).toEqual(first)
    successUrl = 'com.example.shop:/thanks'
    const second = await buy(store, browser)

    expect(second.gatewayOrderId).not.toBe(first.gatewayOrderId)
    expect(timesAsked(store, 'register.do')).toBe(2)
    // The cart is paid once: the page of which the buyer would be sent elsewhere is closed at the bank.
    expect(await orderOf(store, first.gatewayOrderId)).toMatchObject({ status: 'declined' })
  })

  it('are those of the cart and of the payment link that name them', async () => {
    await open(() => ({}))
    store.app.post('/cart', (req, res, next) => {
      void store.checkout.begin({ sku: 'cart', ...mug, ...addresses }, req, res).then(({ send }) => send(), next)
    })
    const browser = store.browser()
    const { headers } = await browser.post('/cart').expect(303)
    const cart = await store.bank.pay(gatewayOrderIdIn(headers.location))
    const link = await store.checkout.link({ ...mug, successUrl: 'com.example.shop:/link' })
    await browser.post(pathOf(link.url)).expect(200)
    const opened: Order[] = []
    for await (const order of store.checkout.orders.find({ linkNumber: link.linkNumber })) opened.push(order)

    await browser
      .get(pathOf(cart.location))
      .expect(303)
      .expect('Location', /^https:\/\/front\.example\/thanks\?/)
    const { location } = await store.bank.pay(opened[0]!.gatewayOrderId!)
    await browser
      .get(pathOf(location))
      .expect(303)
      .expect('Location', /^com\.example\.shop:\/link\?order=/)
  })

  it('are not followed once the shop lets nobody be sent there any more', async () => {
    await open(() => addresses)
    const { back } = await paid(store.browser())
    const later = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: {},
      onPaid: (order) => void store.handedOver.push(order),
    })

    const { text } = await request(express().use(mount.path || '/', later))
      .get(back)
      .expect(200)
    await later.close()

    expect(text).toContain('Payment')
    expect(store.handedOver).toHaveLength(1)
  })

  it('stop the sale where they would lead elsewhere, and nothing is registered', async () => {
    await open(() => ({ successUrl: 'https://evil.example/?from=shop' }))

    await store.browser().get(store.path('/checkout/mug')).expect(500, 'the error page of the shop')

    expect(store.appErrors).toMatchObject([{ code: 'CHECKOUT_CATALOG_ITEM' }])
    expect(String(store.appErrors[0])).toContain('got "https://evil.example/?…"')
    const link = store.checkout.link({ ...mug, failureUrl: 'javascript:alert(1)' })
    await expect(link).rejects.toThrow('The item of a payment link cannot be sold: failureUrl: wanted an https address')
    expect(store.bank.requests).toEqual([])
  })
})
