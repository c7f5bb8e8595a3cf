import request from 'supertest'
import type { Response } from 'supertest'
import { makeSigner } from '../../src/correlation/signature.ts'
import { everyMount, gatewayOrderIdIn, openStore, pathOf, secrets, storeSession } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

const thanks: NonNullable<StoreOptions['options']> = {
  success: (order, _req, res) => void res.send(`thanks ${order.sku}`),
  failure: (order, _req, res) => void res.send(`pity ${order.sku}`),
}

const open = async (options: StoreOptions = {}): Promise<Store> =>
  (store = await openStore({ ...options, options: { ...thanks, ...options.options } }))

/** A shop that browsers reach by https, behind a proxy that speaks plain http to it. */
const openByHttps = (options: StoreOptions = {}): Promise<Store> => {
  const path = options.mount?.path ?? ''
  return open({ ...options, options: { baseUrl: `https://shop.example${path}`, ...options.options } })
}

/** The cookies of an answer, by name. */
function cookiesOf(answer: Response): Record<string, string> {
  const given = ([] as string[]).concat(answer.headers['set-cookie'] ?? [])
  return Object.fromEntries(given.map((cookie) => [cookie.split('=')[0]!, cookie]))
}

function headerOf(cookies: Readonly<Record<string, string>>, ...names: readonly RegExp[]): string {
  return Object.entries(cookies)
    .filter(([name]) => names.length === 0 || names.some((one) => one.test(name)))
    .map(([, cookie]) => cookie.split(';')[0]!)
    .join('; ')
}

interface Bought {
  readonly cookies: Readonly<Record<string, string>>
  readonly formUrl: string
  readonly orderNumber: string
  /** Pays the order; resolves to the path of the return. */
  readonly back: () => Promise<string>
}

async function buy(cookie = ''): Promise<Bought> {
  const answer = await request(store.server).get(store.path('/checkout/mug')).set('Cookie', cookie).expect(302)
  const formUrl = answer.headers.location as string
  const gatewayOrderId = gatewayOrderIdIn(formUrl)
  return {
    cookies: cookiesOf(answer),
    formUrl,
    orderNumber: store.bank.order(gatewayOrderId)!.orderNumber,
    back: async () => pathOf((await store.bank.pay(gatewayOrderId)).location),
  }
}

const comeBack = async (back: string, cookie: string): Promise<string> =>
  (await request(store.server).get(back).set('Cookie', cookie).expect(200)).text

describe.each(everyMount)('the cookies of an https shop, %s', (_title, mount) => {
  it.each<[string, StoreOptions['session']]>([
    ['a session of its own', undefined],
    ['none', 'none'],
  ])('cannot be planted by another host of the site, with %s', async (_what, session) => {
    await openByHttps({ mount, session: session ?? storeSession() })

    const { cookies, orderNumber } = await buy()

    const ours = Object.entries(cookies).filter(([name]) => name !== 'connect.sid')
    expect(ours.map(([name]) => name).sort()).toEqual([
      '__Host-checkout.key',
      ...(session === 'none' ? ['__Host-checkout.sid'] : []),
      `__Host-checkout_${orderNumber}`,
    ])
    for (const [, cookie] of ours) {
      expect(cookie).toMatch(/; Path=\/(;|$)/)
      expect(cookie).toMatch(/; Secure(;|$)/)
      expect(cookie).toMatch(/; HttpOnly(;|$)/)
      expect(cookie).not.toMatch(/; Domain=/i)
    }
  })
})

describe('a browser with planted cookies', () => {
  it('sees nothing of the order whose session was planted, and gets its own payment', async () => {
    await openByHttps({
      before: (app) => app.use((req, _res, next) => next(void Object.assign(req.session, { a: 1 }))),
    })
    const attacker = await buy()
    const planted = headerOf(attacker.cookies, /^connect\.sid$/)

    const victim = await buy(planted)

    expect(victim.formUrl).not.toBe(attacker.formUrl)
    const seen = await comeBack(await attacker.back(), planted)
    expect(seen).not.toContain('thanks')
    expect(seen).not.toContain(attacker.orderNumber)
  })

  it('sees nothing of it either after buying something in the planted session', async () => {
    await openByHttps()
    const attacker = await buy()
    const planted = headerOf(attacker.cookies, /^connect\.sid$/)
    const victim = await buy(planted)
    const both = `${planted}; ${headerOf(victim.cookies, /^__Host-/)}`

    expect(await comeBack(await attacker.back(), both)).not.toContain('thanks')
    expect(await comeBack(await victim.back(), both)).toBe('thanks mug')
  })

  it('accepts no order cookie and no key under a name that another host of the site can set', async () => {
    await openByHttps({ session: 'none' })
    const attacker = await buy()
    const planted = headerOf(attacker.cookies).replaceAll('__Host-', '')

    const victim = await buy(planted)

    expect(victim.formUrl).not.toBe(attacker.formUrl)
    expect(await comeBack(await attacker.back(), planted)).not.toContain('thanks')
  })

  it('accepts no malformed key', async () => {
    await open()
    const { cookies } = await buy('checkout.key=')

    const again = await buy('checkout.key=not-one; connect.sid=x')

    for (const given of [cookies, again.cookies]) expect(given['checkout.key']).toMatch(/^checkout\.key=[\w-]{32};/)
  })
})

describe('a double click before the browser has a key', () => {
  const cart: StoreOptions['before'] = (app) =>
    app.get('/cart', (req, res) => {
      Object.assign(req.session, { cart: ['mug'] })
      res.send('cart')
    })

  it('gets one page, and the next click with the same session in another browser gets another', async () => {
    await open({ before: cart })
    const visit = await request(store.server).get('/cart')
    const session = headerOf(cookiesOf(visit))
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 200 })

    const [one, other] = await Promise.all([buy(session), buy(session)])
    const elsewhere = await buy(session)

    expect(other.formUrl).toBe(one.formUrl)
    expect(elsewhere.formUrl).not.toBe(one.formUrl)
    expect(store.bank.orders()).toHaveLength(2)
    const back = await one.back()
    for (const { cookies } of [one, other]) {
      expect(await comeBack(back, headerOf(cookies, /^checkout_/))).toBe('thanks mug')
    }
  })

  it('shares no page with another browser that is sent to pay at the same time', async () => {
    await open({ before: cart })
    const session = headerOf(cookiesOf(await request(store.server).get('/cart')))
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 200, times: 2 })

    const [one, other] = await Promise.all([buy(session), buy(`${session}; theme=dark`)])

    expect(other.formUrl).not.toBe(one.formUrl)
  })
})

describe('the cookie names of version 0.1.0', () => {
  /** As 0.1.0 wrote them: for the router's path, without a prefix. */
  async function formerCookieOf({ cookies, orderNumber }: Bought): Promise<string> {
    const [, writtenAt, digest] = /=(\d+)\.([^.]+)\./.exec(cookies[`__Host-checkout_${orderNumber}`]!)!
    const signature = makeSigner([secrets.signing], 'order-cookie').sign(`${orderNumber}.${writtenAt}.${digest}`)
    return Promise.resolve(`checkout_${orderNumber}=${writtenAt}.${digest}.${signature}`)
  }

  it('prove an order that 0.1.0 opened, even after a shop has taken it over, and no other', async () => {
    await openByHttps()
    const bought = await buy()
    const former = await formerCookieOf(bought)
    const back = await bought.back()

    expect(await comeBack(back, former)).not.toContain('thanks')
    await store.database.sql('update checkout_orders set hands_over = null')
    expect(await comeBack(back, former)).toBe('thanks mug')
    await store.database.sql('update checkout_orders set shop = null')
    expect(await comeBack(back, former)).toBe('thanks mug')
  })

  it('in a session prove an order that 0.1.0 opened, and no other', async () => {
    await openByHttps({
      before: (app) =>
        app.get('/as-0.1.0/:orderNumber', (req, res) => {
          req.session.hostedCheckout = { orders: [req.params.orderNumber] }
          res.send('written')
        }),
    })
    const bought = await buy()
    const written = await request(store.server).get(`/as-0.1.0/${bought.orderNumber}`)
    const session = headerOf(cookiesOf(written))
    const back = await bought.back()

    expect(await comeBack(back, session)).not.toContain('thanks')
    await store.database.sql('update checkout_orders set shop = null, hands_over = null')
    expect(await comeBack(back, session)).toBe('thanks mug')
  })

  it('lead to no payment page', async () => {
    await openByHttps({ session: 'none' })
    const bought = await buy()
    await store.database.sql('update checkout_orders set shop = null, hands_over = null')

    expect((await buy(await formerCookieOf(bought))).formUrl).not.toBe(bought.formUrl)
  })
})
