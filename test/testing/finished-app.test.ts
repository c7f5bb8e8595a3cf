import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import express4 from 'express4'
import type { Express } from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { HostedCheckout } from '../../src/index.ts'
import { testStore } from '../../src/testing/index.ts'
import { catalog } from './a-shop.ts'

/** The environment of a store that is configured by it alone. */
async function withEnvironment<Result>(more: object, work: () => Result | Promise<Result>): Promise<Result> {
  const before = process.env
  const given = {
    CHECKOUT_GATEWAY_URL: `http://127.0.0.1:${await freePort()}/payment/rest/`,
    CHECKOUT_GATEWAY_USER: 'the-shop-api',
    CHECKOUT_GATEWAY_PASSWORD: 'what-the-bank-gave',
    CHECKOUT_BASE_URL: `http://localhost:${await freePort()}`,
    CHECKOUT_SECRET: 'a-secret-of-at-least-thirty-two-characters',
    CHECKOUT_DATABASE_URL: 'sqlite::memory:',
  }
  process.env = { ...before, ...given, ...more }
  try {
    return await work()
  } finally {
    process.env = before
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A finished app, with its checkout at `path` of a router. */
function anApp(make: () => Express = express, path = '/'): Express {
  const app = make()
  const routes = express.Router()
  routes.use(path, hostedCheckout({ catalog, onPaid: () => undefined }))
  app.use(routes)
  return app
}

describe("testStore of a store's finished app", () => {
  it.each<[string, () => Express]>([
    ['Express 5', express],
    ['Express 4', express4 as () => Express],
  ])('finds its checkout within %s, is the bank that it expects, and listens where it is', async (_name, make) => {
    const key = { CHECKOUT_CALLBACK_KEY: 'the-key-of-the-callbacks' }
    await withEnvironment(key, async () => {
      await using store = await testStore(anApp(make))
      const order = await store.buyer().checkout('mug')
      // The bank's signed callback tells of it.
      await order.pay()

      await store.expectHandedOver(order)
      expect(store.baseUrl).toBe(process.env.CHECKOUT_BASE_URL)
    })
  })

  it('is the bank that the store has named, which speaks a dialect of its own', async () => {
    const environment = {
      CHECKOUT_GATEWAY_PRESET: 'sberbank-partner',
      CHECKOUT_GATEWAY_LIVE: 'false',
      CHECKOUT_GATEWAY_URL: `http://127.0.0.1:${await freePort()}/ecomm/gw/partner/api/v1/`,
    }
    await withEnvironment(environment, async () => {
      const checkout = hostedCheckout({ catalog: { mug: { amountMinor: 199_900, currency: 'RUB' } } })
      const app = express()
      app.use(checkout)
      await using store = await testStore(app)

      await store.expectPaid(await store.buyer().buy('mug'))
      expect(store.bank.url).toContain('/ecomm/gw/partner/api/v1/')
    })
  })

  it('takes the checkout of an app within the app by its name', async () => {
    await withEnvironment({}, async () => {
      const [outer, inner] = [express(), express()]
      const checkout = hostedCheckout({ catalog })
      inner.use(checkout)
      outer.use(inner)

      await expect(testStore(outer)).rejects.toThrow(/no checkout in the app.*testStore\(\{ app, checkout \}\)/)
      await using store = await testStore({ app: outer, checkout })
      await store.expectPaid(await store.buyer().buy('tea'))
    })
  })

  it('closes the other checkouts of the app with it, but for one that is tested beside it', async () => {
    await withEnvironment({}, async () => {
      const app = express()
      const mount = async (path: string): Promise<HostedCheckout> => {
        const gateway = { url: `http://127.0.0.1:${await freePort()}/payment/rest/` }
        const checkout = hostedCheckout({ catalog, gateway, baseUrl: `http://localhost:${await freePort()}${path}` })
        app.use(path, checkout)
        return checkout
      }
      const [mugs, teas, idle] = [await mount('/mugs'), await mount('/teas'), await mount('/idle')]
      const isClosed = ({ orders }: HostedCheckout): Promise<boolean> =>
        orders.get('nobody').then(
          () => false,
          (error: unknown) => (error as { readonly code: string }).code === 'CHECKOUT_CLOSED',
        )
      const closed = (): Promise<boolean[]> => Promise.all([mugs, teas, idle].map(isClosed))
      await using one = await testStore({ app, checkout: mugs })
      await using other = await testStore({ app, checkout: teas })

      await one.close()
      expect(await closed()).toEqual([true, false, true])
      await other.expectPaid(await other.buyer().buy('tea'))
      await other.close()
      expect(await closed()).toEqual([true, true, true])
    })
  })

  it('is left open where a function that was to make an app for another test gives the same', async () => {
    await withEnvironment({}, async () => {
      const app = anApp()
      await using store = await testStore(app)

      await expect(testStore(() => app)).rejects.toThrow(/another gateway\.url than the test/)
      await store.expectPaid(await store.buyer().buy('mug'))
    })
  })

  it('says so where another test store has closed it', async () => {
    await withEnvironment({}, async () => {
      const app = anApp()
      const first = await testStore(app)
      await first.close()

      const again = testStore(app)
      await expect(again).rejects.toThrow(/^The checkout is closed, perhaps by another test store of this app: close/)
      await expect(again).rejects.toMatchObject({ cause: { code: 'CHECKOUT_CLOSED' } })
    })
  })

  it.each<[string, object, RegExp]>([
    [
      'a bank that is not on this machine',
      { CHECKOUT_GATEWAY_URL: 'https://pay.bank.example/payment/rest/' },
      /bank is https:\/\/pay\.bank\.example, and that is not the sandbox.*may be a live one\. Nothing was sent/,
    ],
    [
      'a bank at another path',
      { CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:PORT/epg/rest/' },
      /the sandbox is at \/payment\/rest\/.*CHECKOUT_GATEWAY_URL to/,
    ],
    [
      'an address that is not on this machine',
      { CHECKOUT_BASE_URL: 'https://shop.example' },
      /The store is at https:\/\/shop\.example.*set CHECKOUT_BASE_URL to/,
    ],
  ])('refuses %s', async (_what, environment, message) => {
    const given = JSON.stringify(environment).replace('PORT', String(await freePort()))
    await withEnvironment(JSON.parse(given) as object, async () => {
      await expect(testStore(anApp())).rejects.toThrow(message)
    })
  })

  it('says so where the store listens already, where there is no app, and where the options got lost', async () => {
    await withEnvironment({}, async () => {
      const server = createServer().listen(Number(new URL(process.env.CHECKOUT_BASE_URL!).port), 'localhost')
      await once(server, 'listening')
      await expect(testStore(anApp())).rejects.toThrow(/^Something listens at http:\/\/localhost:\d+ already/)
      await new Promise((resolve) => server.close(resolve))

      await expect(testStore('the shop' as unknown as Express)).rejects.toThrow(/^testStore wants an Express app/)
      await expect(testStore(() => undefined as never)).rejects.toThrow(/returned nothing: return the Express app/)
      await expect(testStore(() => express())).rejects.toThrow(/^There is no checkout in the app/)
      await expect(testStore(() => anApp())).rejects.toThrow(/another gateway\.url than the test.*\.\.\.options/)
    })
  })
})
