import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { onlyOrder, openStore, timesAsked } from './support/store.ts'
import type { Store } from './support/store.ts'

/** The first program of a section in a page of docs/, as a store would paste it. */
function codeOf(page: string, heading: string): string {
  const text = readFileSync(join(resolve(__dirname, '../docs'), `${page}.md`), 'utf8')
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(text.split(`## ${heading}\n`)[1] ?? '') ?? []
  expect(code).not.toBe('')
  return code
}

/** Runs it in the store's own scope. */
function paste(code: string, names: Readonly<Record<string, unknown>>): void {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the document that is under test
  const program = new Function(...Object.keys(names), code) as (...values: readonly unknown[]) => void
  program(...Object.values(names))
}

type WithCart = Request & { session: { cart?: { id: string } } }

let store: Store
afterEach(() => store.close())

describe('what the documents have a store that is there add', () => {
  const orders = { find: (query: object): unknown => store.checkout.orders.find(query) }

  it('empties a cart in the session once it is paid, though its buyer has never come back', async () => {
    const problems: unknown[] = []
    const before = (app: Express): void => {
      const console = { error: (error: unknown) => problems.push(error) }
      paste(codeOf('carts-and-links', 'A cart that lives in the session'), { app, checkout: { orders }, console })
      app.get('/cart', (req, res) => void res.json((req as WithCart).session.cart ?? 'empty'))
      app.post('/cart', (req, res) => void res.json(((req as WithCart).session.cart = { id: 'CART-7' })))
      app.post('/cart/pay', (req, res, next) => {
        const { id: reference } = (req as WithCart).session.cart!
        const item = { sku: 'cart', amountMinor: 3998, currency: 'EUR', reference }
        store.checkout.begin(item, req, res).then((order) => order.send(), next)
      })
    }
    store = await openStore({ before })
    const browser = store.browser()
    await browser.get('/cart').expect(200, '"empty"')
    await browser.post('/cart').expect(200)
    await browser.post('/cart/pay').expect(303)
    await browser.get('/cart').expect(200, { id: 'CART-7' })

    const { gatewayOrderId, orderNumber } = await onlyOrder(store)
    await store.bank.pay(gatewayOrderId!)
    await store.checkout.settle(orderNumber)

    await browser.get('/cart').expect(200, '"empty"')
    expect(problems).toEqual([])
  })

  it('sells to who has a token alone, lets preflights by, and asks none of a browser that comes back', async () => {
    const protect: RequestHandler = (req: Request, res: Response, next: NextFunction) =>
      req.get('authorization') === 'Bearer of-ann' ? next() : void res.status(401).json({ message: 'no token' })
    const [guard = ''] = codeOf('by-script', 'Who the buyer is: a token (JWT)').split('\napp.use(checkout)')
    store = await openStore({
      options: { allowedOrigins: ['https://front.example'] },
      before: (app) => paste(guard, { app, protect }),
    })
    const ofFront = { Origin: 'https://front.example', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' }
    const ofScript = { ...ofFront, Accept: 'application/json' }
    const wanted = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' }

    const preflight = await store.browser().options('/checkout/mug').set(ofFront).set(wanted)
    await store.browser().post('/checkout/mug').set(ofScript).expect(401)
    expect(timesAsked(store, 'register.do')).toBe(0)
    const sold = await store.browser().post('/checkout/mug').set(ofScript).set('Authorization', 'Bearer of-ann')
    const { gatewayOrderId } = await onlyOrder(store)
    const back = await store.browser().get(`/payment/return?orderId=${gatewayOrderId}`)

    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization')
    expect([preflight.status, sold.status, back.status]).toEqual([204, 200, 200])
  })
})
