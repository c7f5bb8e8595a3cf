import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn, openStore, orderOf, storeSession } from '../support/store.ts'
import type { Store } from '../support/store.ts'

const ways = ['a link', 'a redirect', 'a POST'] as const
type Way = (typeof ways)[number]

/** A store's sessions by `SameSite`, and whether the cookie is sent when the buyer comes back from another site. */
const sessions = [
  ['lax', true],
  // Never sent with a navigation that began at another site.
  ['strict', false],
  // Chromium keeps no such cookie without `Secure`, which plain http rules out. To the browser the store has no
  // session.
  ['none', false],
] as const

const cases = sessions.flatMap(([sameSite, isSent]) => ways.map((way) => ({ sameSite, isSent, way })))

// The shop is at http://127.0.0.1, the bank at http://localhost: two sites to a browser.
describeOver('chromium')('a buyer who comes back from another site', () => {
  let bankPages: Server
  let bankOrigin: string
  let browser: Browser
  let context: BrowserContext
  let tab: Page
  let store: Store
  /** The requests to /payment/return: each one's method and the names of its cookies. */
  let returns: [string, ...string[]][]

  beforeAll(async () => {
    bankPages = createServer((req, res) => {
      const { pathname, searchParams } = new URL(req.url!, 'http://localhost')
      const back = new URL(searchParams.get('back') ?? 'about:blank')
      if (pathname === '/away') return void res.writeHead(302, { Location: back.href }).end()
      const page = pathname === '/form' ? selfSentForm(back) : `<a href="${escaped(back.href)}">back</a>`
      res.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>the bank</title>${page}`)
    })
    bankPages.listen(0, 'localhost')
    await once(bankPages, 'listening')
    bankOrigin = `http://localhost:${(bankPages.address() as AddressInfo).port}`
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser.close()
    bankPages.close()
    bankPages.closeAllConnections()
  })

  beforeEach(async () => {
    returns = []
    context = await browser.newContext()
    tab = await context.newPage()
  })

  afterEach(async () => {
    await context.close()
    await store.close()
  })

  async function open(sameSite: 'lax' | 'strict' | 'none'): Promise<void> {
    store = await openStore({
      options: { success: (order, _req, res) => void res.send(`thanks ${order.sku}`) },
      session: storeSession({ cookie: { sameSite } }),
      before: (app) =>
        app.use('/payment/return', (req, _res, next) => {
          const names = (req.headers.cookie ?? '').split('; ').map((cookie) => cookie.split('=')[0]!)
          returns.push([req.method, ...names.filter((name) => name !== '').sort()])
          next()
        }),
    })
  }

  /** Buys and pays. Resolves to the address that the bank sends the browser to. */
  async function pay(): Promise<{ gatewayOrderId: string; back: string }> {
    await tab.goto(`${store.baseUrl}/checkout/mug`)
    const gatewayOrderId = gatewayOrderIdIn(tab.url())
    const { location } = await store.bank.pay(gatewayOrderId)
    return { gatewayOrderId, back: location! }
  }

  /** The browser itself navigates from a page of the bank to the shop. */
  async function comeBack(back: string, way: Way): Promise<void> {
    const pageOf = (path: string, to: string): string => `${bankOrigin}${path}?back=${encodeURIComponent(to)}`
    const paths: Record<Way, string> = {
      'a link': pageOf('/link', back),
      'a redirect': pageOf('/link', pageOf('/away', back)),
      'a POST': pageOf('/form', back),
    }
    await tab.goto(paths[way], { waitUntil: 'commit' })
    if (way !== 'a POST') await tab.click('a')
    await tab.waitForURL(`${store.baseUrl}/payment/return**`)
  }

  it.each(cases)(
    'by $way, with a SameSite=$sameSite session, is thanked, and the goods go out once',
    async ({ sameSite, isSent, way }) => {
      await open(sameSite)
      const { gatewayOrderId, back } = await pay()

      await comeBack(back, way)

      expect(await tab.textContent('body')).toBe('thanks mug')
      const order = await orderOf(store, gatewayOrderId)
      const cookies = ['checkout.key', `checkout_${order.orderNumber}`, ...(isSent ? ['connect.sid'] : [])]
      // A POST from another site carries no cookie. After its 303 the browser repeats the request by GET, with our
      // cookies.
      expect(returns).toEqual([...(way === 'a POST' ? [['POST']] : []), ['GET', ...cookies]])
      expect(order).toMatchObject({ status: 'paid', handOver: 'done' })
      expect(store.handedOver).toHaveLength(1)
    },
  )

  it.each(ways)('by %s, without any cookie, sees the outcome and nothing of the order', async (way) => {
    await open('lax')
    const { gatewayOrderId, back } = await pay()
    await context.clearCookies()

    await comeBack(back, way)

    const order = await orderOf(store, gatewayOrderId)
    const text = (await tab.textContent('body'))!
    expect(text).toMatch(/payment/i)
    expect(text).not.toContain('thanks')
    expect(text).not.toContain(order.orderNumber)
    expect(returns.at(-1)).toEqual(['GET'])
    expect(order).toMatchObject({ status: 'paid', handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
  })
})

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

function selfSentForm(back: URL): string {
  const fields = [...back.searchParams].map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  return `<form method="post" action="${escaped(back.origin + back.pathname)}">${fields.join('')}</form>
    <script>addEventListener('load', () => document.forms[0].submit())</script>`
}
