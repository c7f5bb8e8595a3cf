import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type request from 'supertest'
import { onlyOrder, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

type Headers = Readonly<Record<string, string>>

/** As Chromium sends them. */
const visit = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
const html = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

let store: Store
beforeAll(async () => (store = await openStore()))
afterAll(() => store.close())
beforeEach(() => void store.entries.splice(0))

const get = (headers: Headers): request.Test => store.browser().get('/checkout/mug').set(headers)
const post = (headers: Headers): request.Test => store.browser().post('/checkout/mug').set(headers)

/** Neither the bank nor the ledger has heard of the request. */
async function refused(asked: request.Test): Promise<request.Response> {
  const before = store.bank.requests.length
  const answer = await asked.expect(403).expect('Cache-Control', 'no-store').expect('X-Robots-Tag', 'noindex')
  expect(store.bank.requests.length).toBe(before)
  expect(store.entries).toEqual([])
  return answer
}

async function served(asked: request.Test): Promise<void> {
  await asked.expect(302)
  expect(store.entries.map(({ kind }) => kind)).toEqual(['opened', 'moved'])
}

describe('a request that is not a visit', () => {
  it.each<[string, string]>([
    ['Sec-Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['Sec-Purpose', 'prefetch;anonymous-client-ip'],
    ['Purpose', 'prefetch'],
    ['X-Purpose', 'preview'],
    ['X-Sec-Purpose', 'prefetch'],
    ['Sec-Fetch-Purpose', 'prefetch'],
    ['Moz-Purpose', 'prefetch'],
    ['X-Moz', 'prefetch'],
    ['Next-Router-Prefetch', '1'],
    ['Next-Router-Segment-Prefetch', '/_tree'],
    ['X-Middleware-Prefetch', '1'],
    ['HX-Preloaded', 'true'],
    ['X-Prerender', '1'],
  ])('is made ahead of a click: %s: %s', async (name, value) => {
    await refused(get({ ...visit, 'Sec-Fetch-User': '?1', [name]: value }))
    await refused(get({ [name]: value }))
  })

  it.each<[string, Headers]>([
    ['a script', { ...visit, 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }],
    ['a script of the same origin', { ...visit, 'Sec-Fetch-Mode': 'same-origin', 'Sec-Fetch-Dest': 'empty' }],
    ['an image', { ...visit, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' }],
    ['an object', { ...visit, 'Sec-Fetch-Dest': 'object' }],
    ['an embed', { ...visit, 'Sec-Fetch-Dest': 'embed' }],
    ['a frame of a frameset', { ...visit, 'Sec-Fetch-Dest': 'frame' }],
    ['a fenced frame', { ...visit, 'Sec-Fetch-Dest': 'fencedframe' }],
    ['an iframe on another site', { ...visit, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'iframe' }],
    ['an iframe on another origin', { ...visit, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Dest': 'iframe' }],
    ['a frame as Chromium 76 names it', { ...visit, 'Sec-Fetch-Mode': 'nested-navigate' }],
  ])('comes from %s', async (_what, headers) => {
    await refused(get(headers))
    await refused(post({ ...headers, Origin: store.baseUrl }))
  })

  it.each([
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'TelegramBot (like TwitterBot)',
    'WhatsApp/2.23.20.0 A',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; ' +
      'Bytespider)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
    'curl/8.5.0',
    'python-requests/2.31.0',
  ])('is made by a crawler, a link preview or a program: %s', async (userAgent) => {
    await refused(get({ 'User-Agent': userAgent }))
    await refused(get({ ...visit, 'User-Agent': userAgent }))
    await refused(post({ 'User-Agent': userAgent }))
  })

  it('is answered in HTML by one plain link to the same address, which Turbo follows', async () => {
    const { text, headers } = await refused(
      store
        .browser()
        .get('/checkout/mug?size=L&x="><b>')
        .set({ ...visit, Accept: html, Purpose: 'prefetch' }),
    )

    expect(headers['content-type']).toMatch(/^text\/html/)
    expect(text).toContain('<meta name="turbo-visit-control" content="reload" />')
    expect([...text.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      `${store.baseUrl}/checkout/mug?size=L&amp;x=%22%3E%3Cb%3E`,
    ])
    expect(text).toContain('No money was taken')
  })

  it.each([undefined, '*/*', 'application/json', 'image/avif,image/webp,*/*;q=0.8'])(
    'with Accept %s is answered by a problem that says how to ask for JSON',
    async (accept) => {
      const { body, headers } = await refused(get({ Purpose: 'prefetch', ...(accept ? { Accept: accept } : {}) }))

      expect(headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(body).toEqual({
        type: expect.stringMatching(/docs\/errors\.md#checkout_not_a_visit$/),
        title: expect.any(String),
        status: 403,
        detail: expect.stringContaining('Accept: application/json'),
        code: 'CHECKOUT_NOT_A_VISIT',
      })
    },
  )

  it("does not count towards the buyer's limits", async () => {
    const limited = await openStore({ options: { checkoutsPerMinute: 1, newOrdersPerMinute: 1 } })
    try {
      for (let times = 0; times < 5; times += 1)
        await limited.browser().get('/checkout/mug').set('Purpose', 'prefetch').expect(403)

      await limited.browser().get('/checkout/mug').expect(302)
      await limited.browser().get('/checkout/mug').expect(429)
    } finally {
      await limited.close()
    }
  })
})

describe('a visit', () => {
  const page = readFileSync(resolve(__dirname, '../../docs/in-app-browsers.md'), 'utf8')
  const apps = [...page.matchAll(/^\| ([^|]+) \| `(.*)` \|$/gm)].map(
    ([, app, userAgent]) => [app!, userAgent!.replaceAll('\\|', '|')] as const,
  )

  it('is made in more than forty apps', () => {
    expect(apps.length).toBeGreaterThan(40)
  })

  it.each(apps)('is made in %s', async (_app, userAgent) => {
    await served(get({ 'User-Agent': userAgent, Accept: html }))
  })

  it.each<[string, Headers]>([
    ['a click on a page of the shop', { ...visit, 'Sec-Fetch-User': '?1' }],
    ['a link in an e-mail, or a typed address', { ...visit, 'Sec-Fetch-Site': 'none', 'Sec-Fetch-User': '?1' }],
    ['a link on another site', { ...visit, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-User': '?1' }],
    ['a click that a service worker passes on', { ...visit, 'Sec-Fetch-Dest': 'empty' }],
    ['an iframe of the shop itself', { ...visit, 'Sec-Fetch-Dest': 'iframe' }],
    ["a script outside a browser, such as Node's own fetch", { 'Sec-Fetch-Mode': 'cors', 'User-Agent': 'node' }],
    ['a browser that sends no such headers', {}],
    ['a crawler by name, but with a click', { ...visit, 'Sec-Fetch-User': '?1', 'User-Agent': 'curl/8.5.0' }],
    ['a header that says no', { ...visit, 'Next-Router-Prefetch': '0' }],
  ])('is %s', async (_what, headers) => {
    await served(get({ Accept: html, ...headers }))
  })
})

describe('a form', () => {
  it.each<[string, Headers]>([
    ['of the shop', { ...visit, Origin: 'own' }],
    ['of the shop, on a page with no-referrer', { ...visit, Origin: 'null' }],
    ['of the shop, on such a page in an old Safari', { Origin: 'null' }],
    ['of the shop, in an old Safari', { Origin: 'own' }],
    ['of another origin of the same site', { ...visit, 'Sec-Fetch-Site': 'same-site', Origin: 'https://a.example' }],
    ['without any origin', {}],
  ])('%s is served', async (_what, headers) => {
    await served(post({ ...headers, ...(headers.Origin === 'own' ? { Origin: store.baseUrl } : {}) }))
  })

  it.each<[string, Headers]>([
    ['of another site', { ...visit, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
    ['of another site that hides its origin', { ...visit, 'Sec-Fetch-Site': 'cross-site', Origin: 'null' }],
    ['of another site, in an old Safari', { Origin: 'https://evil.example' }],
    ['of our host with another scheme, in an old Safari', { Origin: 'https://127.0.0.1' }],
    ['of a host whose name begins like ours, in an old Safari', { Origin: 'http://127.0.0.1.evil.example' }],
  ])('%s is refused', async (_what, headers) => {
    const { text } = await refused(post({ Accept: html, ...headers }))

    expect(text).toContain('No money was taken')
    expect(text).toMatch(/<h1>[^<]*in the shop<\/h1>/)
  })

  it('of an origin that is not allowed is reported once, with the line to add', async () => {
    const origin = 'https://front.example'
    for (let times = 0; times < 3; times += 1)
      await refused(post({ ...visit, 'Sec-Fetch-Site': 'cross-site', Origin: origin }))

    expect(store.log.filter((line) => line.includes(origin))).toEqual([
      expect.stringMatching(/^warn .*allowedOrigins: \['https:\/\/front\.example'\].*CHECKOUT_ALLOWED_ORIGINS=https:/),
    ])
  })

  it('of an allowed origin on another site is served', async () => {
    const other = await openStore({ options: { allowedOrigins: ['https://front.example'] } })
    try {
      const form = { ...visit, 'Sec-Fetch-Site': 'cross-site', Origin: 'https://front.example' }
      await other.browser().post('/checkout/mug').set(form).expect(302)
      await other.browser().post('/checkout/tea').set({ Origin: 'https://front.example' }).expect(302)
      await other.browser().post('/checkout/mug').set({ Origin: 'https://front.example:8443' }).expect(403)
    } finally {
      await other.close()
    }
  })
})

describe('a sku', () => {
  it.each([
    ['with control characters', 'mug%07'],
    ['with a NUL', 'mug%00'],
    ['with a C1 control', 'mug%C2%85'],
    ['of 256 characters', 'm'.repeat(256)],
    ['of 9,000 characters', 'm'.repeat(9_000)],
  ])('%s is 404, and the catalog is not asked', async (_what, sku) => {
    const asked: string[] = []
    const other = await openStore({ options: { catalog: (name) => void asked.push(name) } })
    try {
      await other.browser().get(`/checkout/${sku}`).expect(404)
      expect(asked).toEqual([])
    } finally {
      await other.close()
    }
  })

  it('of 255 characters is sold, whatever they are', async () => {
    const sku = '😀'.repeat(255)
    const other = await openStore({
      options: { catalog: (name) => (name === sku ? { amountMinor: 1, currency: 'EUR' } : undefined) },
    })
    try {
      await other
        .browser()
        .get(`/checkout/${encodeURIComponent(sku)}`)
        .expect(302)
      expect((await onlyOrder(other)).sku).toBe(sku)
    } finally {
      await other.close()
    }
  })
})
