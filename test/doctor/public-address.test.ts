import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type express from 'express'
import type { Express } from 'express'
import type { FindingCode } from '../../src/index.ts'
import { publicAddressFindings } from '../../src/doctor/public-address.ts'
import { selfSigned } from '../gateway/self-signed.ts'
import { mounts, storeSession, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { codesOf, examine, openHealthyStore, planted } from './a-healthy-store.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('the doctor visits the store at its address %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => {
    store = await openHealthyStore({ mount, ...options })
    await store.checkout.start()
    return store
  }
  const codes = async (changes = {}): Promise<FindingCode[]> => planted((await examine(store, changes)).findings)
  const before = (prepare: (app: Express) => void): StoreOptions => ({ before: prepare })

  it('and opens no order', async () => {
    await open()

    expect(await codes()).toEqual([])
    expect(timesAsked(store, 'register.do')).toBe(0)
  })

  it('and finds nobody there', async () => {
    await open()

    expect(await codes({ CHECKOUT_BASE_URL: 'http://127.0.0.1:9' })).toContain('base-url-unreachable')
  })

  it('and finds another path', async () => {
    await open()

    expect(await codes({ CHECKOUT_BASE_URL: `${store.baseUrl}/elsewhere`, CHECKOUT_SHOP_KEY: 'any' })).toContain(
      'base-url-not-mounted',
    )
  })

  it.each<[FindingCode, StoreOptions]>([
    [
      'route-swallows-callback',
      before((app) => app.get(`${mount.path}/payment/:orderId`, (_req, res) => void res.send('An order'))),
    ],
    [
      'route-swallows-callback',
      before((app) => app.use(`${mount.path}/payment`, (_req, res) => void res.status(404).end())),
    ],
    [
      'route-swallows-checkout',
      before((app) => app.all(`${mount.path}/checkout/:step`, (_req, res) => void res.send('A step'))),
    ],
    [
      'checkout-guarded',
      before((app) =>
        app.use(`${mount.path}/checkout`, (_req, res) => void res.status(401).json({ message: 'token' })),
      ),
    ],
    [
      'checkout-guarded',
      before((app) => app.use(`${mount.path}/checkout`, (_req, res) => void res.redirect('/login'))),
    ],
    [
      'base-url-redirects',
      before((app) => app.use((_req, res) => void res.redirect(301, 'https://www.shop.example/'))),
    ],
    ['base-url-not-mounted', before((app) => app.use((_req, res) => void res.send('Coming soon')))],
    [
      'callback-post-refused',
      before((app) => app.post(/.*/, (_req, res) => void res.status(403).send('bad csrf token'))),
    ],
    ['answers-cached', before((app) => app.use(withHeader('Cache-Control', 'public, max-age=60')))],
    ['form-action', before((app) => app.use(withHeader('Content-Security-Policy', "form-action 'self'", true)))],
    [
      'session-same-site-strict',
      { session: storeSession({ saveUninitialized: true, cookie: { sameSite: 'strict' } }) },
    ],
  ])('and finds %s', async (code, options) => {
    await open(options)

    expect(await codes()).toEqual([code])
    expect(planted(await store.checkout.doctor())).toContain(code)
  })
})

/** Sets a header as a proxy does: last, whatever the app has set. */
function withHeader(name: string, value: string, isFirst = false): express.RequestHandler {
  return (_req, res, next) => {
    if (isFirst) res.setHeader(name, value)
    const { writeHead } = res
    res.writeHead = function (this: typeof res, ...given: unknown[]) {
      if (!isFirst) res.setHeader(name, value)
      return (writeHead as (...all: unknown[]) => typeof res).apply(this, given)
    } as typeof writeHead
    next()
  }
}

describe('the certificate of a store', () => {
  beforeEach(async () => void (store = await openHealthyStore()))

  it('must be one that browsers accept', async () => {
    const server = createServer(selfSigned('localhost'), (_req, res) => void res.end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const baseUrl = `https://localhost:${(server.address() as AddressInfo).port}`

    const findings = await publicAddressFindings({ baseUrl, formHosts: [], now: new Date() })
    const outside = await examine(store, { CHECKOUT_BASE_URL: baseUrl, CHECKOUT_SHOP_KEY: 'any' })

    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    expect(codesOf(findings)).toEqual(['base-url-certificate'])
    expect(codesOf(outside.findings)).toContain('base-url-certificate')
  })
})
