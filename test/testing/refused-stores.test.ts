import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { Express } from 'express'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout } from '../../src/index.ts'
import { testStore } from '../../src/testing/index.ts'
import type { TestOptions } from '../../src/testing/index.ts'
import { requireThrowawayLedger } from '../../src/testing/require-throwaway-ledger.ts'
import { makeClosing } from '../../src/testing/start-store.ts'
import { catalog } from './a-shop.ts'

/** Servers that listen in this process. */
function listeningCount(): number {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles: () => readonly object[] }
  return handles().filter((handle) => Reflect.get(handle, 'listening') === true).length
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(end))
  return ports
}

const end = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve))

/** A finished app, and its checkout. */
async function finished(
  databaseUrl: string,
): Promise<{ app: Express; checkout: HostedCheckout; bankPort: number; port: number }> {
  const [bankPort = 0, port = 0] = await freePorts(2)
  const app = express()
  const checkout = hostedCheckout({
    catalog,
    gateway: { url: `http://127.0.0.1:${bankPort}/payment/rest/`, user: 'u', password: 'p' },
    baseUrl: `http://127.0.0.1:${port}`,
    secret: 'a-secret-of-at-least-thirty-two-characters',
    databaseUrl,
  })
  app.use(checkout)
  return { app, checkout, bankPort, port }
}

/** What a shop may have instead of the options of its test. */
const lostOptions: Partial<CheckoutOptions> = {
  baseUrl: 'http://127.0.0.1:3000',
  secret: 'a-secret-of-at-least-thirty-two-characters',
  databaseUrl: 'sqlite::memory:',
}

const isClosed = (checkout: HostedCheckout): Promise<boolean> =>
  checkout.orders.get('nobody').then(
    () => false,
    (error: unknown) => (error as Error).name === 'CheckoutClosedError',
  )

describe('a store that does not open', () => {
  let before = 0
  beforeEach(() => void (before = listeningCount()))
  afterEach(() => expect(listeningCount()).toBe(before))

  it.each([
    // An absolute one: this folder may itself be in the temporary one.
    [
      'sqlite:/srv/shop/checkout.db',
      /\/srv\/shop\/checkout\.db, and a test would fill it.*Nothing was written.*sqlite::memory:/,
    ],
    [
      'postgres://shop:what-nobody-may-see@127.0.0.1:1/shop',
      /^The ledger of the store is postgres:\/\/127\.0\.0\.1:1\/shop,/,
    ],
  ])('has a ledger that is no throwaway one: %s', async (databaseUrl, message) => {
    const { app, checkout } = await finished(databaseUrl)
    const refused = testStore(app)
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.not.toThrow('what-nobody-may-see')
    await checkout.close()
    const made = (options: TestOptions) =>
      express().use(hostedCheckout({ catalog, ...options, databaseUrl })) as Express
    await expect(testStore(made)).rejects.toThrow(message)
  })

  it.each([
    [
      'at the address of the bank',
      'bankPort',
      /payment\/rest\/ already, perhaps the sandbox of a test file that runs beside/,
    ],
    ['at its own', 'port', /already, perhaps the store itself: export the app/],
  ] as const)('finds somebody else %s, and leaves the app as it was', async (_where, which, message) => {
    const store = await finished('sqlite::memory:')
    const server = createServer().listen(store[which], '127.0.0.1')
    await once(server, 'listening')

    await expect(testStore(store.app)).rejects.toThrow(message)
    await end(server)
    await using opened = await testStore(store.app)
    await opened.expectPaid(await opened.buyer().buy('mug'))
  })

  it('closes the checkout of an app whose ledger does not open', async () => {
    const databaseUrl = `sqlite:${join(tmpdir(), 'no-such-folder', 'test.db')}`
    const { app, checkout } = await finished(databaseUrl)
    await expect(testStore(app)).rejects.toThrow(/no-such-folder/)
    expect(await isClosed(checkout)).toBe(true)

    let made: HostedCheckout | undefined
    const make = (options: TestOptions) =>
      express().use((made = hostedCheckout({ catalog, ...options, databaseUrl }))) as Express
    await expect(testStore(make)).rejects.toThrow(/no-such-folder/)
    expect(await isClosed(made!)).toBe(true)
  })

  describe('is made by a function that', () => {
    let made: HostedCheckout[] = []
    beforeEach(() => void (made = []))

    /** A checkout of the app, seen by the test. */
    function aCheckout(options: Partial<CheckoutOptions>): HostedCheckout {
      const checkout = hostedCheckout({ catalog, ...options })
      made.push(checkout)
      return checkout
    }

    const anApp = (...options: readonly Partial<CheckoutOptions>[]): Express =>
      express().use(...(options.map(aCheckout) as [HostedCheckout])) as Express
    const listens = (app: Express): Express => {
      app.listen(0)
      return app
    }
    const gateway = { url: 'https://pay.bank.example/payment/rest/', user: 'u', password: 'p' }
    const databaseUrl = 'sqlite:/srv/shop/checkout.db'
    const two = /^There are 2 checkouts in the app\. Name the one that is tested: testStore\(\{ app, checkout \}\)\.$/

    it.each<[string, (options: TestOptions) => unknown, RegExp]>([
      ['returns nothing', () => undefined, /^The function that makes the app returned nothing: return the Express app/],
      ['returns a promise of nothing', () => Promise.resolve(), /returned nothing: return the Express app/],
      ['returns a function', () => () => undefined, /returned a function that is no app: return the Express app/],
      ['returns no app', () => createServer(), /returned an object: return the Express app, or/],
      [
        'returns what listen() returns',
        (options) => anApp(options).listen(0),
        /returned an object: return the Express/,
      ],
      ['throws', () => Promise.reject(new Error('no such catalog')), /^no such catalog$/],
      ['has no checkout', () => express(), /^There is no checkout in the app/],
      ['has no checkout, and listens', () => listens(express()), /^There is no checkout in the app/],
      ['has two checkouts', (options) => anApp(options, options), two],
      ['has two checkouts, and listens', (options) => listens(anApp(options, options)), two],
      [
        'has another checkout, whose bank may be live',
        (options) => {
          const app = anApp(options, { ...options, gateway })
          return { app, checkout: made[0] }
        },
        /bank is https:\/\/pay\.bank\.example/,
      ],
      ['lost the options', () => anApp({ ...lostOptions, gateway }), /has another gateway\.url than the test/],
      ['has another ledger', (options) => anApp({ ...options, databaseUrl }), /and a test would fill it/],
      [
        'listens itself',
        (options) => listens(anApp(options)),
        /^The app listens by itself\. Call listen\(\) and start/,
      ],
    ])('%s', async (_what, make, message) => {
      await expect(testStore(make as never)).rejects.toThrow(message)
      expect(await Promise.all(made.map(isClosed))).toEqual(made.map(() => true))
    })
  })
})

it('what a test has opened is all closed, the last first, though some of it does not close', async () => {
  const closed: string[] = []
  const closing = makeClosing()
  closing.add(() => Promise.resolve(void closed.push('the server')))
  closing.add(() => Promise.reject(new Error('the bank does not close')))
  closing.add(() => Promise.resolve(void closed.push('the checkout')))

  await expect(closing.closeAll()).rejects.toThrow('the bank does not close')
  await closing.closeAll()
  expect(closed).toEqual(['the checkout', 'the server'])
})

it.each([
  [`sqlite:${tmpdir()}/shop.db`, true],
  ['sqlite:./test.db', true],
  ['sqlite:shop-test.db?mode=0640', true],
  ['sqlite:/srv/test/shop.db', false],
  ['sqlite:/srv/shop/contest.db', false],
  ['postgres://u:test@db.example/shop', false],
  ['postgres://test.example/shop', false],
  ['postgres://localhost/shop_test', true],
  ['postgres://localhost/test1?sslmode=require', true],
  ['postgres://localhost/shop?options=-c%20search_path%3Dpublic%2Cshop_test', false],
  ['postgres://localhost/shop?options=-c%20search_path%3Dtest_4%20-c%20search_path%3Dpublic', false],
  ['postgresql://localhost/shop?options=-c%20search_path%3Dtest_4', true],
])('a test may fill the ledger %s: %s', (databaseUrl, isThrowaway) => {
  const judge = expect(() => requireThrowawayLedger(databaseUrl))
  if (isThrowaway) judge.not.toThrow()
  else judge.toThrow('a test would fill it')
})
