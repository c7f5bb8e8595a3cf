import express from 'express'
import type { RequestHandler } from 'express'
import session from 'express-session'
import request from 'supertest'
import { makeSigner } from '../../src/correlation/signature.ts'
import { hostedCheckout } from '../../src/index.ts'
import { asked, buy, openStore, orderOf, pathOf, secrets, storeSession } from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
afterEach(async () => store.close())

/** The store's own success page is for the browser that started the order; any other gets our neutral page. */
const open = async (options: StoreOptions = {}): Promise<Store> => {
  const success: NonNullable<StoreOptions['options']>['success'] = (order, _req, res) =>
    void res.send(`thanks ${order.sku}`)
  return (store = await openStore({ ...options, options: { success, ...options.options } }))
}

async function pay(gatewayOrderId: string): Promise<string> {
  const { location } = await store.bank.pay(gatewayOrderId)
  return pathOf(location)
}

/** An in-memory session store whose every write a test can delay or fail. */
class BentStore extends session.MemoryStore {
  beforeSet: (() => Promise<void>) | undefined
  saved: string[] = []

  override set(id: string, data: session.SessionData, callback?: (error?: unknown) => void): void {
    const proceed = (): void => {
      this.saved.push(JSON.stringify(data))
      super.set(id, data, callback)
    }
    if (!this.beforeSet) return proceed()
    this.beforeSet().then(proceed, (error: unknown) => callback?.(error))
  }
}

const withCart: RequestHandler = (req, _res, next) => {
  const own = req.session as unknown as { cart?: string[] }
  own.cart ??= ['tea']
  next()
}

function cookieNames(answer: request.Response): string[] {
  return setCookies(answer).map((cookie) => cookie.split('=')[0]!)
}

function setCookies(answer: request.Response): string[] {
  return ([] as string[]).concat(answer.headers['set-cookie'] ?? [])
}

describe('the browser that started an order', () => {
  it("is known by the store's own session", async () => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions }) })
    const browser = store.browser()

    const { gatewayOrderId, orderNumber } = await buy(store, browser)

    expect(sessions.saved.some((saved) => saved.includes(orderNumber))).toBe(true)
    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known by the session and its own key, when the order cookie is gone', async () => {
    await open()
    const answer = await request(store.server).get('/checkout/mug').expect(302)
    const sessionCookie = setCookies(answer).filter((cookie) => /^(connect\.sid|checkout\.key)=/.test(cookie))
    expect(sessionCookie).toHaveLength(2)
    const back = await pay(new URL(answer.headers.location as string).searchParams.get('mdOrder')!)

    await request(store.server)
      .get(back)
      .set(
        'Cookie',
        sessionCookie.map((cookie) => cookie.split(';')[0]!),
      )
      .expect(200, 'thanks mug')
  })

  it('is known by our own session when the store has none', async () => {
    await open({ session: 'none' })
    const browser = store.browser()

    const answer = await browser.get('/checkout/mug').expect(302)
    const again = await browser.get('/checkout/mug').expect(302)

    expect(cookieNames(answer).sort()).toEqual([
      'checkout.key',
      'checkout.sid',
      expect.stringMatching(/^checkout_[0-9A-Z]{26}$/),
    ])
    expect(again.headers.location).toBe(answer.headers.location)
    const own = setCookies(answer).filter((cookie) => cookie.startsWith('checkout.'))
    const back = await pay(new URL(answer.headers.location as string).searchParams.get('mdOrder')!)
    await request(store.server)
      .get(back)
      .set(
        'Cookie',
        own.map((cookie) => cookie.split(';')[0]!),
      )
      .expect(200, 'thanks mug')
    await browser.get(back).expect(200, 'thanks mug')
  })

  it('is known in both of two tabs whose checkouts write one session at the same time', async () => {
    await open({ before: (app) => app.use(withCart) })
    const browser = store.browser()
    await browser.get('/').expect(200)
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 200, times: 2 })

    const [mug, tea] = await Promise.all([buy(store, browser, 'mug'), buy(store, browser, 'tea')])

    await browser.get(await pay(tea.gatewayOrderId)).expect(200, 'thanks tea')
    await browser.get(await pay(mug.gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known although the store writes its cart to the same session meanwhile, and no cart is lost', async () => {
    const sessions = new BentStore()
    await open({
      session: storeSession({ store: sessions }),
      before: (app) =>
        app.get('/add/:thing', (req, res) => {
          const own = req.session as unknown as { cart?: string[] }
          own.cart = [...(own.cart ?? []), req.params.thing]
          res.send(own.cart.join(' '))
        }),
    })
    const browser = store.browser()
    await browser.get('/add/cup').expect(200)
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 300 })

    const buying = buy(store, browser)
    await asked(store, 'register.do')
    await browser.get('/add/saucer').expect(200, 'cup saucer')
    const { gatewayOrderId } = await buying

    await browser.get('/add/spoon').expect(200, 'cup saucer spoon')
    const { orderNumber } = await orderOf(store, gatewayOrderId)
    expect(sessions.saved.at(-1)).toContain(orderNumber)
    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known although a request with resave: true overwrites it with an older session', async () => {
    const sessions = new BentStore()
    let release: (() => void) | undefined
    await open({
      session: storeSession({ store: sessions, resave: true, saveUninitialized: true }),
      before: (app) =>
        app.get('/slow', async (_req, res) => {
          await new Promise<void>((resolve) => (release = resolve))
          res.send('slow')
        }),
    })
    const browser = store.browser()
    await browser.get('/').expect(200)

    const slow = browser
      .get('/slow')
      .expect(200)
      .then(() => undefined)
    await until(() => release !== undefined)
    const { gatewayOrderId } = await buy(store, browser)
    release!()
    await slow

    const { orderNumber } = await orderOf(store, gatewayOrderId)
    expect(sessions.saved.at(-1)).not.toContain(orderNumber)
    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known after the session store restarts empty', async () => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions }) })
    const browser = store.browser()
    const { gatewayOrderId, formUrl } = await buy(store, browser)

    await new Promise((resolve) => sessions.clear(resolve))

    expect((await buy(store, browser)).formUrl).toBe(formUrl)
    await new Promise((resolve) => sessions.clear(resolve))
    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known after a login gives the browser a new session', async () => {
    await open({
      before: (app) => app.get('/login', (req, res) => req.session.regenerate(() => void res.send('welcome'))),
    })
    const browser = store.browser()
    const { gatewayOrderId, formUrl } = await buy(store, browser)

    await browser.get('/login').expect(200)

    expect((await buy(store, browser)).formUrl).toBe(formUrl)
    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })

  it('is known after a return by POST', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    await pay(gatewayOrderId)

    // Cross-site, so without cookies: a Lax cookie is not sent.
    const answer = await request(store.server)
      .post('/payment/return')
      .type('form')
      .send({ orderId: gatewayOrderId })
      .expect(303)

    await browser.get(pathOf(answer.headers.location as string)).expect(200, 'thanks mug')
  })

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('the session store is full'))],
    ['hangs', () => new Promise(() => undefined)],
  ])('is known by the order cookie when the session store %s at checkout', async (_what, beforeSet) => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions, saveUninitialized: false }) })
    const browser = store.browser()
    sessions.beforeSet = beforeSet

    const answer = await firstHeaders(store, '/checkout/mug')

    sessions.beforeSet = undefined
    const back = await pay(new URL(answer.location).searchParams.get('mdOrder')!)
    await browser.get(back).set('Cookie', answer.cookies).expect(200, 'thanks mug')
  })

  it('is known by the order cookie when the session store is out of reach and there is no session at all', async () => {
    await open({ session: (req, _res, next) => next(void (req.session = undefined as never)) })
    const browser = store.browser()

    const { gatewayOrderId } = await buy(store, browser)

    await browser.get(await pay(gatewayOrderId)).expect(200, 'thanks mug')
  })
})

describe('the same browser with another buyer', () => {
  it('opens a new order when another buyer asks for the item', async () => {
    let clientId = 'alice'
    await open({
      before: (app) => app.get('/login', (req, res) => req.session.regenerate(() => void res.send('welcome'))),
      options: { catalog: () => ({ amountMinor: 100, currency: 'EUR', clientId, email: `${clientId}@shop.example` }) },
    })
    const browser = store.browser()
    const alice = await buy(store, browser)
    await browser.get('/login').expect(200)
    clientId = 'bob'

    const bob = await buy(store, browser)

    expect(bob.formUrl).not.toBe(alice.formUrl)
    expect(store.bank.requests.map(({ parameters }) => parameters.clientId)).toEqual(['alice', 'bob'])
  })

  it('is not sent to the page of a gateway that the store no longer uses', async () => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions }) })
    const browser = store.browser()
    const { formUrl } = await buy(store, browser)
    const elsewhere = await openStore()
    const moved = hostedCheckout({
      gateway: { url: elsewhere.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: secrets.signing,
      databaseUrl: store.database.databaseUrl,
      catalog: { mug: { amountMinor: 1999, currency: 'EUR', description: 'A mug' } },
    })
    store.server.removeAllListeners('request')
    store.server.on(
      'request',
      express()
        .use(storeSession({ store: sessions }))
        .use(moved),
    )

    const answer = await browser.get('/checkout/mug').expect(302)

    expect(answer.headers.location).not.toBe(formUrl)
    expect(elsewhere.bank.orders()).toHaveLength(1)
    await moved.close()
    await elsewhere.close()
  })
})

describe('the session', () => {
  const meanwhile = async (path: string, browser: Browser): Promise<void> => {
    store.bank.fault({ kind: 'slow', method: 'register.do', delayMs: 300 })
    const buying = buy(store, browser)
    await asked(store, 'register.do')
    await browser.get(path).expect(200)
    await buying
  }
  const pages = (app: express.Express): void => {
    app.get('/login', (req, res) => {
      Object.assign(req.session, { user: 'alice' })
      res.send('welcome')
    })
    app.get('/forget', (req, res) => {
      Reflect.deleteProperty(req.session, 'user')
      res.send('forgotten')
    })
    app.get('/logout', (req, res) => req.session.destroy(() => void res.send('goodbye')))
    app.get('/me', (req, res) => void res.json(req.session))
  }

  it('keeps what the same request wrote before us, and what its catalog wrote', async () => {
    const count: RequestHandler = (req, _res, next) => {
      const own = req.session as unknown as { views?: number }
      own.views = (own.views ?? 0) + 1
      next()
    }
    await open({ before: (app) => (app.use(count), pages(app)) })
    const browser = store.browser()
    await browser.get('/me').expect(200)
    await buy(store, browser)

    expect((await browser.get('/me')).body).toMatchObject({ views: 3 })
  })

  it('does not restore what another tab removed meanwhile', async () => {
    await open({ before: pages })
    const browser = store.browser()
    await browser.get('/login').expect(200)

    await meanwhile('/forget', browser)

    const { body } = await browser.get('/me')
    expect(body).not.toHaveProperty('user')
    expect(body).toHaveProperty('hostedCheckout')
  })

  it('does not restore a session that was destroyed meanwhile', async () => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions }), before: pages })
    const browser = store.browser()
    await browser.get('/login').expect(200)

    await meanwhile('/logout', browser)

    expect(sessions.saved.join()).not.toContain('hostedCheckout')
    expect((await browser.get('/me')).body).not.toHaveProperty('user')
  })

  it('is saved before the redirect is sent', async () => {
    const sessions = new BentStore()
    await open({ session: storeSession({ store: sessions }) })
    let isSaved = false
    sessions.beforeSet = () => new Promise((resolve) => setTimeout(() => resolve(void (isSaved = true)), 300))

    await firstHeaders(store, '/checkout/mug')

    expect(isSaved).toBe(true)
  })

  it('never proves a payment', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)

    await browser.get(`/payment/return?orderId=${gatewayOrderId}`).expect(200)

    expect((await orderOf(store, gatewayOrderId)).status).toBe('registered')
    expect(store.handedOver).toEqual([])
  })

  it('remembers only the last few orders', async () => {
    const sessions = new BentStore()
    const catalog = (sku: string): object => ({ amountMinor: 100, currency: 'EUR', description: sku })
    await open({ session: storeSession({ store: sessions }), options: { catalog: catalog as never } })
    const browser = store.browser()

    for (let count = 0; count < 12; count += 1) await buy(store, browser, `thing-${count}`)

    const saved = JSON.parse(sessions.saved.at(-1)!) as { hostedCheckout: { orders: string[] } }
    expect(saved.hostedCheckout.orders).toHaveLength(8)
  })
})

/** An order's cookie as written at another time, with a genuine signature. */
function writtenAt(writtenAtSecs: number, name: string, value: string): string {
  const signer = makeSigner([secrets.signing], 'order-cookie')
  const digest = value.split('.')[1]!
  const signature = signer.sign(`${name.slice('checkout_'.length)}.${writtenAtSecs}.${digest}`)
  return `${name}=${writtenAtSecs}.${digest}.${signature}`
}

const nowSecs = (): number => Math.floor(Date.now() / 1000)

describe('the order cookie', () => {
  const cookieOf = async (browser: Browser): Promise<string> => {
    const answer = await browser.get(store.path('/checkout/mug')).expect(302)
    return setCookies(answer).find((cookie) => cookie.startsWith('checkout_'))!
  }

  it('is HttpOnly, Lax, good for a day, and for the whole host wherever the router is mounted', async () => {
    await open({ mount: { express: 5, path: '/shop', ledger: 'SQLite' } })

    const cookie = await cookieOf(store.browser())

    expect(cookie).toMatch(
      /^checkout_[0-9A-Z]{26}=[0-9]+(\.[A-Za-z0-9_-]{43}){2}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/,
    )
  })

  it.each<[string, (name: string, value: string) => string]>([
    ['forged', (name, value) => `${name}=${value.slice(0, -3)}AAA`],
    ['unsigned', (name, value) => `${name}=${value.split('.').slice(0, 2).join('.')}.`],
    ['empty', (name) => `${name}=`],
    ["another order's", (name, value) => `checkout_0000000000000000000000000A=${value}; ${name}=x`],
    ['a day old', (name, value) => writtenAt(nowSecs() - 86_400, name, value)],
    ['for another item', (name, value) => `${name}=${value.replace(/\.[^.]*\./, `.${'A'.repeat(43)}.`)}`],
    ['no cookie at all', () => 'something=else'],
  ])('proves nothing when it is %s', async (_what, bend) => {
    await open({ session: 'none' })
    const [name, value] = (await cookieOf(store.browser())).split(';')[0]!.split('=') as [string, string]
    const gatewayOrderId = store.bank.orders()[0]!.gatewayOrderId
    const back = await pay(gatewayOrderId)

    const answer = await request(store.server).get(back).set('Cookie', bend(name, value)).expect(200)

    expect(answer.text).not.toContain('thanks')
    expect(answer.text).not.toContain(name.slice('checkout_'.length))
    expect((await orderOf(store, gatewayOrderId)).status).toBe('paid')
    await request(store.server).get(back).set('Cookie', `${name}=${value}`).expect(200, 'thanks mug')
    const hoursOld = writtenAt(nowSecs() - 23 * 3_600, name, value)
    await request(store.server).get(back).set('Cookie', hoursOld).expect(200, 'thanks mug')
  })

  it('is verified with every secret, and signed with the first', async () => {
    const former = 'the-former-secret-which-is-long-enough-too'
    await open({ session: 'none', options: { secret: [secrets.signing, former] } })
    const fresh = (await cookieOf(store.browser())).split(';')[0]!
    await store.close()
    await open({ session: 'none', options: { secret: former } })
    const { gatewayOrderId } = await buy(store, store.browser())
    const back = await pay(gatewayOrderId)

    const answer = await request(store.server).get(back).set('Cookie', fresh)

    expect(answer.text).not.toContain('thanks')
  })

  it('survives a rotation of secrets', async () => {
    const former = 'the-former-secret-which-is-long-enough-too'
    await open({ session: 'none', options: { secret: former } })
    const cookie = (await cookieOf(store.browser())).split(';')[0]!
    const back = await pay(store.bank.orders()[0]!.gatewayOrderId)
    const rotated = hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password },
      baseUrl: store.baseUrl,
      secret: [secrets.signing, former],
      databaseUrl: store.database.databaseUrl,
      catalog: {},
      onPaid: () => undefined,
      success: (order, _req, res) => void res.send(`thanks again ${order.sku}`),
    })

    await request(express().use(rotated)).get(back).set('Cookie', cookie).expect(200, 'thanks again mug')
    await rotated.close()
  })

  it('is dropped for the oldest orders to keep the headers small', async () => {
    const catalog = (sku: string): object => ({ amountMinor: 100, currency: 'EUR', description: sku })
    await open({ options: { catalog: catalog as never } })
    const browser = store.browser()
    let dropped = 0

    for (let count = 0; count < 12; count += 1) {
      const answer = await browser.get(`/checkout/thing-${count}`).expect(302)
      dropped += setCookies(answer).filter((cookie) => cookie.includes('Max-Age=0')).length
    }

    expect(dropped).toBe(4)
  })
})

/** The headers of an answer as they arrive: a session store that hangs may delay the end of the body. */
async function firstHeaders({ baseUrl }: Store, path: string): Promise<{ location: string; cookies: string }> {
  const control = new AbortController()
  const answer = await fetch(baseUrl + path, { redirect: 'manual', signal: control.signal })
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!)
  control.abort()
  return { location: answer.headers.get('location') ?? '', cookies: cookies.join('; ') }
}
