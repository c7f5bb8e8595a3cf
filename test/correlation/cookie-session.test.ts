import cookieSession from 'cookie-session'
import request from 'supertest'
import { buy, gatewayOrderIdIn, openStore, pathOf } from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

interface Own {
  cart?: string[]
  notes?: string
  hostedCheckout?: { orders: unknown[] }
}

const open = async (options: StoreOptions = {}): Promise<Store> =>
  (store = await openStore({
    session: cookieSession({ name: 'shop', keys: ['the-key-of-the-store'], sameSite: 'lax' }),
    before: (app) => {
      app.get('/cart/:thing', (req, res) => {
        const own = req.session as unknown as Own
        own.cart = [...(own.cart ?? []), req.params.thing]
        res.send(own.cart.join(' '))
      })
      app.get('/me', (req, res) => void res.json(req.session))
      app.get('/logout', (req, res) => {
        ;(req as { session: unknown }).session = null
        res.send('goodbye')
      })
    },
    ...options,
    options: { success: (order, _req, res) => void res.send(`thanks ${order.sku}`), ...options.options },
  }))

const me = async (browser: Browser): Promise<Own> => (await browser.get('/me').expect(200)).body as Own

const backOf = async (gatewayOrderId: string): Promise<string> =>
  pathOf((await store.bank.pay(gatewayOrderId)).location)

describe('a store with cookie-session', () => {
  it("opens one order for a double click, even a browser's first", async () => {
    await open()
    const browser = store.browser()
    await browser.get('/cart/mug').expect(200)
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 200 })

    const [one, other] = await Promise.all([buy(store, browser), buy(store, browser)])
    const later = await buy(store, browser)

    expect([other.formUrl, later.formUrl]).toEqual([one.formUrl, one.formUrl])
    expect(store.bank.orders()).toHaveLength(1)
  })

  it('opens an order for each of two browsers with equal sessions', async () => {
    await open()
    const [one, other] = [store.browser(), store.browser()]
    for (const browser of [one, other]) await browser.get('/cart/mug').expect(200)

    expect((await buy(store, one)).formUrl).not.toBe((await buy(store, other)).formUrl)
  })

  it('gets no warning, keeps its cart, and knows the buyer by session and key', async () => {
    await open()
    const browser = store.browser()
    await browser.get('/cart/mug').expect(200)
    const answer = await browser.get('/checkout/mug').expect(302)

    expect(store.log.filter((line) => line.startsWith('warn') && !line.includes('start() was not called'))).toEqual([])
    expect(await me(browser)).toMatchObject({ cart: ['mug'], hostedCheckout: { orders: [{}] } })
    const cookies = (answer.headers['set-cookie'] as unknown as string[]).map((cookie) => cookie.split(';')[0]!)
    const withoutOrder = cookies.filter((cookie) => !cookie.startsWith('checkout_'))
    const back = await backOf(gatewayOrderIdIn(answer.headers.location))
    await request(store.server).get(back).set('Cookie', withoutOrder).expect(200, 'thanks mug')
    const withoutKey = withoutOrder.filter((cookie) => !cookie.startsWith('checkout.key'))
    const { text } = await request(store.server).get(back).set('Cookie', withoutKey).expect(200)
    expect(text).not.toContain('thanks')
    await browser.get(back).expect(200, 'thanks mug')
  })

  it('puts no more into its cookie than fits', async () => {
    await open()
    const browser = store.browser()
    for (let count = 0; count < 6; count += 1) await buy(store, browser, ['mug', 'tea', 'noodles', 'pearls'][count % 4])
    expect((await me(browser)).hostedCheckout?.orders).toHaveLength(3)

    const full = store.browser()
    await full.get(`/cart/${'x'.repeat(2_500)}`).expect(200)
    const { gatewayOrderId } = await buy(store, full)

    expect(await me(full)).not.toHaveProperty('hostedCheckout')
    await full.get(await backOf(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('sells to a browser whose session it has just ended, and does not revive the session', async () => {
    await open({
      before: (app) => {
        app.use('/checkout', (req, _res, next) => {
          ;(req as { session: unknown }).session = null
          next()
        })
        app.get('/me', (req, res) => void res.json(req.session))
      },
    })
    const browser = store.browser()

    const { gatewayOrderId } = await buy(store, browser)

    expect(await me(browser)).toEqual({})
    await browser.get(await backOf(gatewayOrderId)).expect(200, 'thanks mug')
  })
})

describe('a session whose save returns a promise, as in iron-session', () => {
  it('is saved before the redirect, without a warning', async () => {
    let saves = 0
    await open({
      session: (req, _res, next) => {
        const save = (): Promise<void> => Promise.resolve(void (saves += 1))
        next(void Object.assign(req, { session: { save } }))
      },
    })

    await buy(store, store.browser())

    expect(saves).toBe(1)
    expect(store.log.join('\n')).not.toContain('session store failed')
  })
})
