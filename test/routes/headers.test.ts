import type { Test } from 'supertest'
import { mounts, openStore, pathOf } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

const front = 'https://front.example'
const ofScript = { Accept: 'application/json' }
const ofFront = { ...ofScript, Origin: front, 'Sec-Fetch-Site': 'cross-site' }
const foreign = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
const ahead = { 'Sec-Purpose': 'prefetch' }
const preflight = { Origin: front, 'Access-Control-Request-Method': 'POST' }

/** Addresses that exist once the store is open. */
interface Known {
  readonly orderNumber: string
  readonly statusKey: string
  /** Leads a browser on to the bank. */
  readonly ticket: string
  readonly link: string
  readonly withdrawn: string
}

let store: Store
afterEach(async () => store.close())

type Method = 'get' | 'head' | 'post' | 'options' | 'put' | 'delete'
type Case = readonly [
  status: number,
  method: Method,
  path: string | ((known: Known) => string),
  headers?: Record<string, string>,
]

/** Every kind of answer of every route. Where we answer a method not at all, the store does: with its own 404. */
const cases: readonly Case[] = [
  [302, 'get', '/checkout/mug'],
  [200, 'post', '/checkout/mug', ofFront],
  [204, 'head', '/checkout/mug'],
  [204, 'options', '/checkout/mug', preflight],
  [204, 'options', '/checkout/mug', foreign],
  [403, 'get', '/checkout/mug', ahead],
  [403, 'post', '/checkout/mug', foreign],
  [403, 'post', '/checkout/mug', { ...ofScript, ...foreign }],
  [404, 'put', '/checkout/mug'],
  [404, 'get', '/checkout/nothing'],
  [404, 'post', '/checkout/nothing', ofScript],
  [400, 'get', '/checkout/%E0%A4%A'],
  [500, 'get', '/checkout/broken'],
  [302, 'get', ({ ticket }) => ticket],
  [204, 'head', ({ ticket }) => ticket],
  [403, 'get', ({ ticket }) => ticket, ahead],
  [404, 'post', ({ ticket }) => ticket],
  [404, 'options', ({ ticket }) => ticket],
  [410, 'get', '/payment/go/forged'],
  [410, 'get', '/payment/go/forged', ofScript],
  [400, 'get', '/payment/go/%E0%A4%A'],
  [200, 'get', ({ link }) => link],
  [200, 'post', ({ link }) => link],
  [204, 'head', ({ link }) => link],
  [204, 'options', ({ link }) => link, preflight],
  [403, 'post', ({ link }) => link, ahead],
  [403, 'post', ({ link }) => link, foreign],
  [404, 'delete', ({ link }) => link],
  [410, 'get', ({ withdrawn }) => withdrawn],
  [410, 'post', ({ withdrawn }) => withdrawn, ofScript],
  [404, 'get', '/payment/links/NOTHING'],
  [404, 'get', '/payment/links/NOTHING', ofScript],
  [400, 'get', '/payment/links/%E0%A4%A'],
  [200, 'get', ({ orderNumber, statusKey }) => `/payment/orders/${orderNumber}?statusKey=${statusKey}`, ofScript],
  [404, 'get', ({ orderNumber }) => `/payment/orders/${orderNumber}`],
  [404, 'get', '/payment/orders/nothing', ofScript],
  [204, 'head', '/payment/orders/nothing'],
  [204, 'options', '/payment/orders/nothing', preflight],
  [404, 'put', '/payment/orders/nothing'],
  [400, 'get', '/payment/orders/%E0%A4%A', ofScript],
  [400, 'get', '/payment/return'],
  [404, 'get', '/payment/return?orderId=nothing'],
  [303, 'post', '/payment/return?orderId=nothing'],
  [204, 'head', '/payment/return'],
  [404, 'put', '/payment/return'],
  [400, 'get', '/payment/callback'],
  [403, 'get', '/payment/callback?mdOrder=nothing'],
  [400, 'post', '/payment/callback?mdOrder=nothing'],
  [204, 'head', '/payment/callback'],
  [404, 'put', '/payment/callback'],
  [200, 'get', '/payment/pages.css'],
]

describe.each(mounts)('every answer of the router %s', (_title, mount) => {
  async function openKnown(): Promise<Known> {
    store = await openStore({ mount, options: { allowedOrigins: [front], callback: { key: 'k'.repeat(32) } } })
    const pressed = await store.browser().post(store.path('/checkout/mug')).set(ofFront).expect(200)
    const { formUrl, orderNumber, statusKey } = pressed.body as Record<'formUrl' | 'orderNumber' | 'statusKey', string>
    const item = { amountMinor: 4990, currency: 'EUR', description: 'Repair' }
    const [link, withdrawn] = [await store.checkout.link(item), await store.checkout.link(item)]
    await store.checkout.links.withdraw(withdrawn.linkNumber)
    const below = (url: string): string => pathOf(url).slice(mount.path.length)
    return { orderNumber, statusKey, ticket: below(formUrl), link: below(link.url), withdrawn: below(withdrawn.url) }
  }

  const ask = (browser: Browser, known: Known, [, method, path, headers = {}]: Case): Test =>
    browser[method](store.path(typeof path === 'string' ? path : path(known))).set(headers)

  it('is kept by no cache, listed nowhere, read as no other type, and tells the next site nothing', async () => {
    const known = await openKnown()
    const told: unknown[] = []
    const wanted: unknown[] = []

    for (const one of cases) {
      const [status, method, path, headers] = one
      const answer = await ask(store.browser(), known, one)
      const what = [method, typeof path === 'string' ? path : path(known), headers]
      const given = ['cache-control', 'referrer-policy', 'x-content-type-options', 'x-robots-tag']
      told.push([what, answer.status, ...given.map((name) => answer.headers[name] as unknown)])
      wanted.push([what, status, 'no-store', 'no-referrer', 'nosniff', 'noindex'])
      if (method !== 'head') expect(answer.text).not.toMatch(/node_modules|\bat \S+ \(|\.ts:|\/src\/|\/home\/|\/tmp\//)
    }

    expect(told).toEqual(wanted)
  })

  it('carries them while the ledger is away, and once the checkout is closed', async () => {
    const known = await openKnown()
    const asked = cases
      .filter(([status]) => [200, 302].includes(status))
      .filter(([, , path]) => path !== '/payment/pages.css')
    const heads = ['cache-control', 'x-content-type-options', 'x-robots-tag']
    const unfit = async (): Promise<unknown[]> => {
      const answers: unknown[] = []
      for (const one of asked) {
        const { status, headers, text } = await ask(store.browser(), known, one)
        expect(text).not.toMatch(/node_modules|\bat \S+ \(|\.ts:|relation|no such table|checkout_(?:orders|links)/)
        answers.push([status, ...heads.map((name) => headers[name] as unknown)])
      }
      return answers
    }
    const wanted = asked.map(() => [503, 'no-store', 'nosniff', 'noindex'])

    for (const table of ['orders', 'links'])
      await store.database.sql(`alter table checkout_${table} rename to gone_${table}`)
    const whileAway = await unfit()
    for (const table of ['orders', 'links'])
      await store.database.sql(`alter table gone_${table} rename to checkout_${table}`)
    await store.checkout.close()
    const onceClosed = await unfit()

    expect(whileAway).toEqual(wanted)
    expect(onceClosed).toEqual(wanted)
  })
})
