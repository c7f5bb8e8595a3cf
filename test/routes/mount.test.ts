import express from 'express'
import request from 'supertest'
import { buy, everyMount, openStore, orderOf, pathOf } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

/**
 * What mounting itself may break. What a store promises however it is mounted has its own tests, once for each ledger.
 */
describe.each(everyMount)('a store %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  it.each(['get', 'post'] as const)(
    'sells by %s: registers, settles, hands over once, and thanks again on a reload',
    async (method) => {
      await open()
      const browser = store.browser()
      const pressed = await browser[method](store.path('/checkout/mug')).expect(302)
      const { gatewayOrderId } = store.bank.orders()[0]!
      const { location } = await store.bank.pay(gatewayOrderId)

      const first = await browser.get(pathOf(location)).expect(200)
      const second = await browser.get(pathOf(location)).expect(200)

      expect(pressed.headers.location).toContain(gatewayOrderId)
      expect(location).toContain(`${store.baseUrl}/payment/return?`)
      expect(first.text).toBe(second.text)
      expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
      expect(store.handedOver).toHaveLength(1)
    },
  )

  it('takes a buyer who was declined back to the same payment', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, formUrl } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId, { number: '4444444444446666' })

    const page = await browser.get(store.path(`/payment/return?orderId=${gatewayOrderId}`)).expect(200)
    const again = await browser.get(store.path('/checkout/mug')).expect(302)

    expect(page.text).toContain(`href="${formUrl.replaceAll('&', '&amp;')}"`)
    expect(again.headers.location).toBe(formUrl)
    expect(store.handedOver).toEqual([])
  })

  it('accepts a return by POST, and shows its page only to the browser that started the order', async () => {
    await open({ before: (app) => void app.use(express.urlencoded({ extended: true }), express.json()) })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId)

    const answer = await browser
      .post(store.path('/payment/return'))
      .type('form')
      .send({ orderId: gatewayOrderId })
      .expect(303)
    const own = await browser.get(pathOf(answer.headers.location)).expect(200)
    const other = await request(store.server).get(pathOf(answer.headers.location)).expect(200)

    const { orderNumber } = await orderOf(store, gatewayOrderId)
    expect(own.text).toContain(orderNumber)
    expect(other.text).not.toContain(orderNumber)
    expect(store.handedOver).toHaveLength(1)
  })

  it.each(['get', 'post'] as const)('accepts a callback by %s', async (method) => {
    await open()
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const told = { mdOrder: gatewayOrderId, orderNumber, operation: 'deposited', status: '1' }

    const callback = request(store.server)[method](store.path('/payment/callback'))
    await (method === 'get' ? callback.query(told) : callback.type('form').send(told)).expect(200, 'OK')

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
  })

  it('works in a store without sessions', async () => {
    await open({ session: 'none' })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    const { text } = await browser.get(pathOf(location)).expect(200)

    expect(text).toContain((await orderOf(store, gatewayOrderId)).orderNumber)
  })

  it('answers unknown and malformed requests with its own pages, and leaves the rest alone', async () => {
    await open()
    const browser = store.browser()

    await browser.get(store.path('/checkout/no-such-thing')).expect(404).expect('Content-Type', /html/)
    await browser.get(store.path('/payment/return?orderId=nobody-knows-it')).expect(404)
    await browser.get(store.path('/payment/return')).expect(400)
    await browser.get(store.path('/payment/callback?mdOrder=a&mdOrder=a')).expect(400)
    await browser.head(store.path('/checkout/mug')).expect(204)
    await browser.get('/').expect(200, 'the front of the shop')
    await browser.get(store.path('/checkout')).expect(404)

    expect(store.bank.requests).toEqual([])
    expect(store.appErrors).toEqual([])
  })

  it("hands an item that breaks the rules, and an error of the store's page, to the app's error handler", async () => {
    await open({
      options: {
        success: () => {
          throw new Error('the shop fell over')
        },
      },
    })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    await browser.get(store.path('/checkout/broken')).expect(500, 'the error page of the shop')
    await browser.get(pathOf(location)).expect(500, 'the error page of the shop')

    expect(store.appErrors).toHaveLength(2)
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
  })
})
