import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import type { Express } from 'express'
import helmet from 'helmet'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn, onlyOrder, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

const turbo = readFileSync(resolve(__dirname, '../../node_modules/@hotwired/turbo/dist/turbo.es2017-umd.js'), 'utf8')

// The shop is at http://127.0.0.1. Another port is another origin of the same site; http://localhost is another site.
describeOver('chromium')('a real browser', () => {
  let browser: Browser
  let context: BrowserContext
  let tab: Page
  let store: Store
  let others: Server[]
  /** The requests to /checkout: method and headers. */
  let asked: { readonly method: string; readonly headers: IncomingHttpHeaders }[]

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    ;[asked, others] = [[], []]
    context = await browser.newContext()
    tab = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    for (const other of others) {
      other.closeAllConnections()
      await new Promise((resolve) => other.close(resolve))
    }
    await store.close()
  })

  /** Opens a shop with one page of its own. */
  async function open(body: string, { before, ...more }: StoreOptions = {}, head = ''): Promise<void> {
    store = await openStore({
      ...more,
      before: (app) => {
        app.use('/checkout', (req, _res, next) => (asked.push({ method: req.method, headers: req.headers }), next()))
        before?.(app)
        app.get('/page', (_req, res) => void res.type('html').send(document(head, body)))
      },
    })
    await tab.goto(`${store.baseUrl}/page`)
  }

  /** Opens a page on another origin, which links to the shop once that is open. */
  async function otherPage(hostname: '127.0.0.1' | 'localhost', body: (shop: string) => string): Promise<string> {
    const server = createServer((_req, res) => {
      res.setHeader('Content-Type', 'text/html').end(document('', body(store.baseUrl)))
    })
    others.push(server.listen(0, hostname))
    await once(server, 'listening')
    return `http://${hostname}:${(server.address() as AddressInfo).port}`
  }

  const orders = (): number => store.bank.requests.length
  const isAtBank = (): Promise<void> => tab.waitForURL((url) => url.href.startsWith(new URL(store.bank.url).origin))

  async function buyerPaysAndComesBack(): Promise<string> {
    await isAtBank()
    const { location } = await store.bank.pay(gatewayOrderIdIn(tab.url()))
    await tab.goto(location!)
    return (await tab.textContent('main'))!
  }

  describe('prefetches, and Buy works at the first click', () => {
    const rules = (kind: 'prefetch' | 'prerender'): string =>
      `<script type="speculationrules">${JSON.stringify({
        [kind]: [{ source: 'document', where: { href_matches: '/*' }, eagerness: 'immediate' }],
      })}</script>`

    it.each<[string, string, string]>([
      ['speculation rules that prefetch', rules('prefetch'), 'sec-purpose'],
      ['speculation rules that prerender', rules('prerender'), 'sec-purpose'],
      ['a link of rel=prefetch', '<link rel="prefetch" href="/checkout/mug" />', 'sec-purpose'],
    ])('by %s', async (_what, head, header) => {
      await open('<a href="/checkout/mug">Buy</a>', {}, head)
      await tab.hover('a')
      await until(() => asked.some(({ headers }) => headers[header] !== undefined))
      expect(orders()).toBe(0)

      await tab.click('a')
      await isAtBank()

      expect(orders()).toBe(1)
    })

    it('by Turbo, which fetches a link when the pointer is over it', async () => {
      await open(
        '<a href="/checkout/mug">Buy</a>',
        { before: (app) => app.get('/turbo.js', (_req, res) => void res.type('js').send(turbo)) },
        '<script src="/turbo.js"></script>',
      )
      await tab.hover('a')
      await until(() => asked.some(({ headers }) => headers['x-sec-purpose'] === 'prefetch'))
      expect(orders()).toBe(0)

      await tab.click('a')
      await isAtBank()

      expect(orders()).toBe(1)
    })

    it('by Turbo, which fetches what a form leads to', async () => {
      await open(
        '<form method="post" action="/checkout/mug"><button>Buy</button></form>',
        { before: (app) => app.get('/turbo.js', (_req, res) => void res.type('js').send(turbo)) },
        '<script src="/turbo.js"></script>',
      )

      await tab.click('button')
      await isAtBank()

      expect(asked.map(({ method, headers }) => [method, headers['sec-fetch-mode']])).toEqual([
        ['POST', 'cors'],
        ['GET', 'navigate'],
      ])
      expect(orders()).toBe(1)
    })
  })

  describe('is served when a person clicks', () => {
    it('through a service worker', async () => {
      const worker = `addEventListener('install', () => skipWaiting())
        addEventListener('activate', (event) => event.waitUntil(clients.claim()))
        addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))`
      await open(
        `<a href="/checkout/mug">Buy</a><script>
          navigator.serviceWorker.register('/worker.js')
          navigator.serviceWorker.ready.then(() => (document.title = 'ready'))</script>`,
        { before: (app) => app.get('/worker.js', (_req, res) => void res.type('js').send(worker)) },
      )
      await until(async () => (await tab.title()) === 'ready')
      await tab.reload()

      await tab.click('a')
      await isAtBank()

      expect(asked[0]!.headers).toMatchObject({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' })
      expect(orders()).toBe(1)
    })

    it('on a page with no-referrer, whose form sends no origin', async () => {
      const noReferrer = (app: Express): void =>
        void app.use('/page', (_req, res, next) => (res.set('Referrer-Policy', 'no-referrer'), next()))
      await open('<form method="post" action="/checkout/mug"><button>Buy</button></form>', { before: noReferrer })

      await tab.click('button')
      await isAtBank()

      expect(asked[0]!.headers.origin).toBe('null')
      expect(orders()).toBe(1)
    })

    it('on a link of another site', async () => {
      await open('')
      await tab.goto(await otherPage('localhost', (shop) => `<a href="${shop}/checkout/mug">Buy</a>`))

      await tab.click('a')
      await isAtBank()

      expect(asked[0]!.headers['sec-fetch-site']).toBe('cross-site')
      expect(orders()).toBe(1)
    })
  })

  it('is refused when no person acts', async () => {
    await open('')
    const origin = await otherPage(
      'localhost',
      (shop) => `<img src="${shop}/checkout/mug"><script src="${shop}/checkout/mug"></script>
        <object data="${shop}/checkout/mug"></object><embed src="${shop}/checkout/mug">
        <iframe src="${shop}/checkout/mug"></iframe>
        <iframe name="hidden"></iframe>
        <form method="post" action="${shop}/checkout/mug" target="hidden"></form>
        <script>
          fetch('${shop}/checkout/mug', { mode: 'no-cors', credentials: 'include' })
          fetch('${shop}/checkout/mug', { method: 'POST', headers: { accept: 'application/json' } }).catch(() => 0)
          navigator.sendBeacon('${shop}/checkout/mug', 'x')
          document.forms[0].submit()
        </script>`,
    )
    await tab.goto(origin)
    await until(() => asked.filter(({ method }) => method === 'GET').length >= 6)
    await until(() => asked.filter(({ method }) => method === 'POST').length >= 3)

    expect(orders()).toBe(0)
    expect(store.entries).toEqual([])
  })

  describe('under a policy that lets no form go to the bank', () => {
    const withHelmet = (app: Express): void => void app.use(helmet())

    it('goes on from a form of the shop, and comes back to its own order', async () => {
      await open('<form method="post" action="/checkout/mug"><button>Buy</button></form>', { before: withHelmet })

      await tab.click('button')

      expect(await buyerPaysAndComesBack()).toContain('€19.99')
      expect(store.handedOver).toHaveLength(1)
      expect(store.log.filter((line) => line.includes('formAction: ['))).toHaveLength(1)
    })

    it("goes on from a form to the store's own POST, which leads to the checkout", async () => {
      await open('<form method="post" action="/cart"><button>Buy</button></form>', {
        before(app) {
          withHelmet(app)
          app.post('/cart', (_req, res) => res.redirect(303, '/checkout/mug'))
        },
      })

      await tab.click('button')

      expect(await buyerPaysAndComesBack()).toContain('€19.99')
    })

    it('goes on if a proxy adds the policy and formRedirect is page', async () => {
      // Unknown to us, as a proxy would.
      const policy = (app: Express): void =>
        void app.use('/page', (_req, res, next) => (res.set('Content-Security-Policy', "form-action 'self'"), next()))
      await open('<form method="post" action="/checkout/mug"><button>Buy</button></form>', {
        before: policy,
        options: { formRedirect: 'page' },
      })

      await tab.click('button')

      await isAtBank()
    })

    it('goes on by its link if the browser does not go on by itself', async () => {
      await open('<form method="post" action="/checkout/mug"><button>Buy</button></form>', { before: withHelmet })
      await context.route('**/checkout/mug', async (route) => {
        const answer = await route.fetch()
        const { refresh: _refresh, ...headers } = answer.headers()
        await route.fulfill({ response: answer, headers })
      })

      await tab.click('button')
      await tab.click('main a')

      await isAtBank()
    })
  })

  describe('runs a script', () => {
    const script = (address: string, more = ''): string => `<button>Buy</button><p></p><script>
      document.querySelector('button').onclick = async () => {
        const answer = await fetch('${address}/checkout/mug', {
          method: 'POST', credentials: 'include', headers: { accept: 'application/json' ${more} } })
        const told = await answer.json()
        document.querySelector('p').textContent = JSON.stringify(told)
        if (answer.ok) location.href = told.formUrl
      }</script>`

    it('on a page of the shop', async () => {
      await open(script(''))

      await tab.click('button')

      expect(await buyerPaysAndComesBack()).toContain('€19.99')
      const { orderNumber } = await onlyOrder(store)
      const answer = await tab.goto(`${store.baseUrl}/payment/orders/${orderNumber}`)
      expect(await answer!.json()).toMatchObject({ status: 'paid', outcome: 'success' })
    })

    it('on another origin of the same site, even with a preflight', async () => {
      await open('')
      await tab.goto(await otherPage('127.0.0.1', (shop) => script(shop, ", 'idempotency-key': 'press-1'")))

      await tab.click('button')

      expect(await buyerPaysAndComesBack()).toContain('€19.99')
      expect(asked.map(({ method }) => method)).toEqual(['OPTIONS', 'POST'])
      expect(asked.at(-1)!.headers['sec-fetch-site']).toBe('same-site')
    })

    it('on another site that is allowed, and goes on through the shop', async () => {
      const front = await otherPage('localhost', (shop) => script(shop))
      await open('', { options: { allowedOrigins: [front] } })
      await tab.goto(front)

      await tab.click('button')

      expect(await buyerPaysAndComesBack()).toContain('€19.99')
      expect(asked.at(-1)!.headers).toMatchObject({ origin: front, 'sec-fetch-site': 'cross-site' })
      // The answer to the script set none of them.
      expect((await context.cookies(store.baseUrl)).length).toBeGreaterThan(0)
      expect(store.handedOver).toHaveLength(1)
    })

    it('on another site that is not allowed, and may not even read the refusal', async () => {
      await open('')
      const front = await otherPage('localhost', (shop) =>
        script(shop).replace('await fetch(', "await fetch('data:,'); await fetch("),
      )
      await tab.goto(front)

      await tab.click('button')
      await until(() => asked.some(({ method }) => method === 'POST'))

      expect(orders()).toBe(0)
      expect(await tab.textContent('p')).toBe('')
      await until(() => store.log.some((line) => line.includes(`CHECKOUT_ALLOWED_ORIGINS=${front}`)))
    })
  })
})

/** What Chromium calls itself with a window. Headless, it would be taken for a crawler unless somebody clicks. */
function document(head: string, body: string): string {
  return `<!doctype html><html><head><title>shop</title>${head}</head><body>${body}</body></html>`
}
