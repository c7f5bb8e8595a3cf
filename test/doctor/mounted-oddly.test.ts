import cookieSession from 'cookie-session'
import express from 'express'
import type { Express, Router } from 'express'
import express4 from 'express4'
import { hostedCheckout } from '../../src/index.ts'
import type { FindingCode, HostedCheckout } from '../../src/index.ts'
import { gatewayOrderIdIn, mounts, orderOf, pathOf, storeSession } from '../support/store.ts'
import type { Browser, Store, StoreOptions } from '../support/store.ts'
import { codesOf, openHealthyStore, planted } from './a-healthy-store.ts'

let store: Store
const others: HostedCheckout[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await store.close()
})

describe.each(mounts)('in a store %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> =>
    (store = await openHealthyStore({ mount, ...options }))

  /** Another router on the same ledger, mounted after the store's own or where there is a place for it. */
  function openSecond(path: string, place = mountedAt(path)): void {
    const { origin } = new URL(store.baseUrl)
    const other = hostedCheckout({
      gateway: { url: store.bank.url, token: 'a-token' },
      baseUrl: origin + path,
      secret: store.secrets[1]!,
      databaseUrl: store.database.databaseUrl,
      catalog: { cup: { amountMinor: 900, currency: 'EUR' } },
      handsOver: true,
      logger: store.logger,
    })
    others.push(other)
    place.use(other)
  }

  const newRouter = (): Router => (mount.express === 4 ? express4 : express).Router()

  function mountedAt(path: string): Router {
    const router = newRouter()
    store.app.use(path, router)
    return router
  }

  /** Presses Buy at a path and pays, and resolves to the bank's number of the order and the way back. */
  async function buyAt(browser: Browser, path: string): Promise<{ gatewayOrderId: string; back: string }> {
    const { headers } = await browser.post(path).expect(302)
    const gatewayOrderId = gatewayOrderIdIn(headers.location)
    return { gatewayOrderId, back: pathOf((await store.bank.pay(gatewayOrderId)).location) }
  }

  const warnings = (code: FindingCode): string[] => store.log.filter((line) => line.includes(`"code":"${code}"`))

  it('a router that is mounted twice sells as once, and says so once', async () => {
    await open()
    store.app.use('/again', store.checkout)
    const browser = store.browser()

    for (const path of [store.path('/checkout/mug'), '/again/checkout/tea']) {
      await browser.get((await buyAt(browser, path)).back).expect(200)
    }

    expect(store.handedOver.map(({ sku }) => sku)).toEqual(['mug', 'tea'])
    expect(warnings('router-mounted-twice')).toEqual([expect.stringContaining('Call app.use(checkout) once')])
    expect(planted(await store.checkout.doctor())).toContain('router-mounted-twice')
  })

  it('a second router at the same path is never asked, and the first says so', async () => {
    await open()
    openSecond(mount.path || '/')
    const browser = store.browser()

    await browser.post(store.path('/checkout/cup')).expect(404)
    await browser.get((await buyAt(browser, store.path('/checkout/mug'))).back).expect(200)

    expect(store.handedOver).toHaveLength(1)
    expect(warnings('router-shadowed')).toEqual([expect.stringContaining(`(${mount.path || '/'}) and is never asked`)])
    expect(warnings('route-after-checkout')).toEqual([])
  })

  it('two routers, each at a path of its own, need no warning', async () => {
    const place = newRouter()
    await open({ before: (app) => void app.use('/coffee', place) })
    openSecond('/coffee', place)
    openSecond('/tea')

    await buyAt(store.browser(), store.path('/checkout/mug'))

    expect(store.log.filter((line) => line.includes('"code":"rout'))).toEqual([])
  })

  // The other way round, express-session itself fails at every page of the store.
  it.each([
    ['express-session', storeSession()],
    ['cookie-session', cookieSession({ keys: ['k'], sameSite: 'lax' })],
  ])(
    'session middleware twice, the first by %s, loses no buyer, and the router says so once',
    async (_name, session) => {
      await open({ session, before: (app) => void app.use(storeSession({ name: 'other.sid' })) })
      const browser = store.browser()

      const { gatewayOrderId, back } = await buyAt(browser, store.path('/checkout/mug'))
      const { text } = await browser.get(back).expect(200)

      expect(text).toContain((await orderOf(store, gatewayOrderId)).orderNumber)
      expect(store.handedOver).toHaveLength(1)
      expect(warnings('session-twice')).toEqual([expect.stringContaining('Remove the other.')])
    },
  )

  it('a page for every address before the router takes the buyers who come back, but no order is lost', async () => {
    const front = (app: Express): void => void app.get(/.*/, (_req, res) => void res.send('the page of the shop'))
    await open({ before: front })
    const browser = store.browser()

    const { gatewayOrderId, back } = await buyAt(browser, store.path('/checkout/mug'))
    await browser.get(back).expect(200, 'the page of the shop')
    const { orderNumber } = store.entries[0]!
    await store.checkout.settle(orderNumber)

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(warnings('route-before-callback')).toEqual([expect.stringContaining('Move app.use(checkout) before it')])
  })

  it('behind a handler that answers everything no order is opened, and the doctor says why', async () => {
    await open({ before: (app) => void app.use((_req, res) => void res.status(404).send('no such page')) })

    await store.browser().post(store.path('/checkout/mug')).expect(404, 'no such page')

    expect(store.bank.orders()).toEqual([])
    expect(codesOf(await store.checkout.doctor())).toEqual(expect.arrayContaining(['base-url-not-mounted']))
  })
})
