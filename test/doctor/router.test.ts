import cookieSession from 'cookie-session'
import express from 'express'
import type { Express, RequestHandler } from 'express'
import express4 from 'express4'
import helmet from 'helmet'
import request from 'supertest'
import type { FindingCode } from '../../src/index.ts'
import { makeObservations } from '../../src/observations.ts'
import { observe } from '../../middleware/observe.ts'
import { buy, mounts, pathOf, storeSession } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { codesOf, examine, knownOnLedger, openHealthyStore, planted, sell } from './a-healthy-store.ts'

let store: Store
const closeStore = (): Promise<void> => store.close()

/** What the router sees of a request to an app, without the rest of a store. */
async function seen(
  prepare: (app: Express) => void,
  {
    headers = {},
    baseUrl = 'https://shop.example',
    path = '/checkout/mug',
    isProduction = false,
    make = express,
  }: {
    readonly headers?: Readonly<Record<string, string>>
    readonly baseUrl?: string
    readonly path?: string
    readonly isProduction?: boolean
    readonly make?: () => Express
  } = {},
): Promise<FindingCode[]> {
  const observations = makeObservations()
  const app = make()
  prepare(app)
  app.use(observe({ baseUrl, isProduction, observations, tellRest: nothing }), (_req, res) => void res.send('ours'))
  await request(app)
    .get(path)
    .set({ host: new URL(baseUrl).host, ...headers })
  return observations.all().map(({ code }) => code)
}

const nothing = (): void => undefined
const withSession =
  (...handlers: RequestHandler[]) =>
  (app: Express): void =>
    void app.use(...handlers)
const secure = { sameSite: 'lax', secure: true } as const
const https = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }

describe.each([
  ['Express 5', express as () => Express],
  ['Express 4', express4 as unknown as () => Express],
])('the router in %s sees', (_title, make) => {
  const sights: readonly [string, FindingCode[], (app: Express) => void, Parameters<typeof seen>[1]?][] = [
    ['no session', ['session-missing'], nothing],
    [
      'a good session behind a trusted proxy',
      [],
      (app) => {
        app.set('trust proxy', 1)
        app.use(storeSession({ cookie: secure }))
      },
      { headers: https },
    ],
    [
      'a proxy that nobody trusts',
      ['proxy-not-trusted'],
      withSession(storeSession({ cookie: secure })),
      { headers: https },
    ],
    [
      'any proxy trusted',
      ['proxy-trusts-everybody'],
      (app) => {
        app.set('trust proxy', true)
        app.use(storeSession({ cookie: secure }))
      },
      { headers: https },
    ],
    [
      'SameSite=Strict',
      ['session-same-site-strict'],
      (app) => {
        app.set('trust proxy', 1)
        app.use(storeSession({ cookie: { sameSite: 'strict', secure: true } }))
      },
      { headers: https },
    ],
    [
      'sameSite: true',
      ['session-same-site-strict'],
      withSession(storeSession({ cookie: { sameSite: true } })),
      { baseUrl: 'http://127.0.0.1:3000' },
    ],
    [
      'SameSite=None without Secure',
      ['session-same-site-none'],
      withSession(storeSession({ cookie: { sameSite: 'none', secure: false } })),
      { baseUrl: 'http://127.0.0.1:3000' },
    ],
    [
      'a plain cookie under https',
      ['session-cookie-plain'],
      withSession(storeSession({ cookie: { sameSite: 'lax', secure: false } })),
    ],
    ['secure: auto, seen as http', ['session-cookie-plain'], withSession(storeSession())],
    ['secure: true, seen as http', ['session-cookie-unsent'], withSession(storeSession({ cookie: secure }))],
    [
      'MemoryStore in production',
      ['session-in-memory'],
      withSession(storeSession()),
      { baseUrl: 'http://127.0.0.1:3000', isProduction: true },
    ],
    ['MemoryStore elsewhere', [], withSession(storeSession()), { baseUrl: 'http://127.0.0.1:3000' }],
    [
      'a strict cookie-session',
      ['session-same-site-strict'],
      withSession(cookieSession({ keys: ['k'], sameSite: 'strict' })),
      { baseUrl: 'http://127.0.0.1:3000' },
    ],
    [
      'another public host',
      ['base-url-host'],
      withSession(storeSession()),
      { baseUrl: 'http://127.0.0.1:3000', headers: { host: 'www.shop.example' } },
    ],
    [
      'the host a proxy names',
      ['base-url-host'],
      (app) => {
        app.set('trust proxy', 1)
        app.use(storeSession({ cookie: secure }))
      },
      { headers: { ...https, host: 'node-7:3000', 'x-forwarded-host': 'old.example, node-7' } },
    ],
    [
      'the name of a machine behind a proxy',
      [],
      withSession(storeSession()),
      { baseUrl: 'http://127.0.0.1:3000', headers: { host: 'app.internal:3000' } },
    ],
  ]
  it.each(sights.map(([what, expected, prepare, options]) => ({ what, expected, prepare, options })))(
    '$what: $expected',
    async ({ expected, prepare, options }) => {
      expect(await seen(prepare, { ...options, make })).toEqual(expected)
    },
  )

  it('nothing that throws when it is read', async () => {
    const codes = await seen(
      (app) =>
        void app.use((req, _res, next) => {
          Object.defineProperty(req, 'session', {
            get: () => {
              throw new Error('not now')
            },
          })
          next()
        }),
      { make },
    )

    expect(codes).toEqual([])
  })
})

describe.each(mounts)('the doctor finds around the router %s', (_title, mount) => {
  afterEach(closeStore)
  const open = async (options: StoreOptions = {}): Promise<Store> =>
    (store = await openHealthyStore({ mount, ...options }))

  /** In the store, and from outside by what the store has written down. */
  async function found(code: FindingCode): Promise<void> {
    expect(planted(await store.checkout.doctor())).toContain(code)
    await knownOnLedger(store, `observed like '%${code}%'`)
    expect(planted((await examine(store)).findings)).toContain(code)
  }

  it('a session cookie that does not come back from the bank', async () => {
    await open({ session: storeSession({ cookie: { sameSite: 'strict' } }) })
    await sell(store)

    await found('session-same-site-strict')
    expect(store.log.filter((line) => line.includes('SameSite=Strict'))).toHaveLength(1)
  })

  it('no session', async () => {
    await open({ session: 'none' })
    await sell(store)

    await found('session-missing')
    expect(store.log.filter((line) => line.includes('has no session'))).toEqual([])
  })

  it.each([
    [true, ['session-resaved']],
    [false, []],
  ])('sessions that are saved on every request, with resave: %j', async (resave, codes) => {
    await open({ session: storeSession({ resave, saveUninitialized: true }) })
    await store.checkout.start()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const back = pathOf((await store.bank.pay(gatewayOrderId)).location)
    await browser.get(back).expect(200)
    await browser.get(back).expect(200)

    expect(planted(await store.checkout.doctor())).toEqual(codes)
  })

  it('no resave where the store changes the session itself', async () => {
    let visits = 0
    await open({
      before: (app) =>
        void app.use((req, _res, next) => {
          ;(req.session as unknown as { visits: number }).visits = visits += 1
          next()
        }),
    })
    await store.checkout.start()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const back = pathOf((await store.bank.pay(gatewayOrderId)).location)
    await browser.get(back).expect(200)

    expect(planted(await store.checkout.doctor())).toEqual([])
  })

  it("a policy that drops a form's way to the bank", async () => {
    await open({ before: (app) => void app.use(helmet()) })
    await sell(store).catch(() => undefined)
    await store.browser().post(store.path('/checkout/mug'))

    await found('form-action')
  })

  it('a router that is mounted elsewhere', async () => {
    await open({ options: { baseUrl: 'http://127.0.0.1:9/elsewhere' } })
    await store.browser().get(store.path('/checkout/mug')).expect(302)

    const codes = codesOf(await store.checkout.doctor())
    expect(codes).toEqual(expect.arrayContaining(['base-url-path', 'base-url-unreachable']))
  })

  const wildcard = (path: string): string => path + (mount.express === 4 ? '*' : '*splat')
  const ofShop: RequestHandler = (_req, res) => void res.send('the page of the shop')
  /** A router with one route. */
  function routerOf(path: string): RequestHandler {
    const router = (mount.express === 4 ? express4 : express).Router()
    router.get(path, ofShop)
    return router
  }

  type Plant = readonly [what: string, plant: (app: Express) => void, told: string]
  const ofCheckout: readonly Plant[] = [
    ['a route', (app) => app.get(`${mount.path}/checkout/:step`, ofShop), '/checkout/:step'],
    ['a wildcard', (app) => app.all(wildcard(`${mount.path}/checkout/`), ofShop), wildcard('/checkout/')],
    ['app.use with a handler', (app) => app.use(`${mount.path}/checkout`, ofShop), '/checkout'],
    ['app.use with a router', (app) => app.use(`${mount.path}/checkout`, routerOf('/:step')), '/checkout/:step'],
    ['a router at the root', (app) => app.use(routerOf(`${mount.path}/checkout/:step`)), '/checkout/:step'],
  ]

  it.each(ofCheckout)('before it, what answers /checkout/…: %s', async (_what, before, told) => {
    await open({ before })
    // The router never sees a checkout: a buyer who comes back shows it.
    await store.browser().get(store.path('/payment/return?orderId=nobody'))

    const findings = await store.checkout.doctor()

    // The doctor's own visit shows the same from outside.
    expect(codesOf(findings)).toEqual(expect.arrayContaining(['route-before-checkout', 'route-swallows-checkout']))
    const { message } = findings.find(({ code }) => code === 'route-before-checkout')!
    expect(message).toContain(`(${mount.path}${told})`)
  })

  it.each<Plant>([
    ['a route', (app) => app.get(`${mount.path}/payment/:orderId`, ofShop), '/payment/:orderId'],
    ['app.use with a handler', (app) => app.use(`${mount.path}/payment`, ofShop), '/payment'],
  ])("before it, what answers the bank's callbacks: %s", async (_what, before, told) => {
    await open({ before })
    await store.browser().get(store.path('/checkout/mug')).expect(302)

    const findings = await store.checkout.doctor()

    expect(codesOf(findings)).toContain('route-before-callback')
    expect(findings.find(({ code }) => code === 'route-before-callback')?.message).toContain(`(${mount.path}${told})`)
  })

  it.each<Plant>([
    ...ofCheckout.map(([what, plant, told]): Plant => [
      what,
      plant,
      what === 'app.use with a router' ? '/checkout' : told,
    ]),
    ['a page of a cart', (app) => app.get(`${mount.path}/checkout/cart`, ofShop), '/checkout/cart'],
  ])('after it, what ours answers first: %s', async (_what, plant, told) => {
    await open()
    plant(store.app)
    await store.browser().get(store.path('/checkout/mug')).expect(302)

    const findings = await store.checkout.doctor()

    expect(codesOf(findings)).toContain('route-after-checkout')
    expect(findings.find(({ code }) => code === 'route-after-checkout')?.message).toContain(`(${mount.path}${told})`)
  })

  it('no middleware that lets requests through, and no page that others answer', async () => {
    await open({
      before: (app) => {
        app.use(`${mount.path}/checkout`, (_req, _res, next) => next())
        app.use(routerOf(`${mount.path}/about`))
        app.use(`${mount.path}/payments-of-staff`, ofShop)
      },
    })
    const { app } = store
    app.use(routerOf(`${mount.path}/basket`))
    app.use((_req, res) => void res.status(404).send('no such page'))
    await store.browser().get(store.path('/payment/return?orderId=nobody'))

    expect(codesOf(await store.checkout.doctor()).filter((code) => code.startsWith('route-'))).toEqual([])
  })

  it('no route that has let a buyer through', async () => {
    await open({ before: (app) => void app.all(/.*/, (_req, _res, next) => next()) })
    await sell(store)

    expect(planted(await store.checkout.doctor())).toEqual([])
  })
})

describe('what is seen', () => {
  it('is logged once in a process, however many come', async () => {
    store = await openHealthyStore({ session: storeSession({ cookie: { sameSite: 'strict' } }) })
    for (let times = 0; times < 3; times += 1) await store.browser().get('/checkout/mug').expect(302)
    await store.close()

    expect(store.log.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringContaining('SameSite=Strict'),
      expect.stringContaining('start() was not called'),
    ])
  })

  it('costs no more than each thing once, and holds no line break', () => {
    const told: string[] = []
    const observations = makeObservations(({ code, detail }) => told.push(`${code} ${detail}`))

    for (let times = 0; times < 3; times += 1) observations.note('base-url-host', `${'x'.repeat(1_000)}\n${times}`)

    expect(told).toEqual([`base-url-host ${'x'.repeat(200)}`])
    expect(observations.changeCount()).toBe(1)
  })
})
