import type { Response } from 'supertest'
import type { CheckoutOptions } from '../../src/options/checkout-options.ts'
import { buy, mounts, onlyOrder, openStore, pathOf } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

const teapot: NonNullable<CheckoutOptions['shop']> = {
  name: 'The Teapot',
  logoUrl: 'https://cdn.example/logo.svg',
  accent: '#00205b',
  homeUrl: 'https://teapot.example/',
  contact: 'help@teapot.example',
  timeZone: 'Asia/Almaty',
}

let store: Store
afterEach(async () => store.close())

const policyOf = ({ headers }: Response): string => String(headers['content-security-policy'])

describe.each(mounts)('the shop on its built-in pages %s', (_title, mount) => {
  async function opened(shop: CheckoutOptions['shop']): Promise<Browser> {
    store = await openStore({ mount, options: { shop } })
    return store.browser()
  }

  it.each<[string, string, number]>([
    ['an item that is not for sale', '/checkout/no-such-thing', 404],
    ['an address that cannot be read', '/checkout/%E0%A4%A', 400],
    ['an order nobody knows', '/payment/return?orderId=nobody', 404],
    ['an incomplete return', '/payment/return', 400],
  ])(
    'has its head, its way back and its contact on the page for %s, and no word of money',
    async (_what, path, status) => {
      const browser = await opened(teapot)

      const answer = await browser.get(store.path(path)).set('Accept', 'text/html').expect(status)

      expect(answer.text).toContain('<img src="https://cdn.example/logo.svg" alt="The Teapot" />')
      expect(answer.text).toContain('href="https://teapot.example/">Back to the shop</a>')
      expect(answer.text).toContain('href="mailto:help@teapot.example">Ask us: ')
      expect(answer.text).not.toMatch(/money/i)
      expect(policyOf(answer)).toContain("img-src 'self' https://cdn.example;")
    },
  )

  it('has its time on the receipt, and the approval code of the bank', async () => {
    const browser = await opened(teapot)
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    const { text } = await browser.get(pathOf(location)).expect(200)

    const { approvalCode, paidAt } = await onlyOrder(store)
    const time = new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: 'Asia/Almaty' }).format(paidAt)
    expect(text).toContain('<title>Payment received · The Teapot</title>')
    expect(text).toContain(` ${time}</time>`)
    expect(approvalCode).toMatch(/^\d{6}$/)
    expect(text).toContain(`>${approvalCode}</bdi>`)
  })

  it('has its head, and that of the page alone, where a program came instead of a person', async () => {
    const browser = await opened(teapot)

    const answer = await browser
      .get(store.path('/checkout/mug'))
      .set({ Accept: 'text/html', Purpose: 'prefetch' })
      .expect(403)

    expect(answer.text).toContain('alt="The Teapot"')
    expect(answer.text.match(/<a /g)).toHaveLength(1)
  })

  it('changes the policy of the pages only for a logo on another host', async () => {
    const browser = await opened({ ...teapot, logoUrl: '/logo.svg' })

    const answer = await browser.get(store.path('/checkout/no-such-thing')).expect(404)

    expect(answer.text).toContain('<img src="/logo.svg" alt="The Teapot" />')
    expect(policyOf(answer)).toContain("img-src 'self';")
  })

  it('has its colour in the stylesheet, made lighter for dark pages, and is told so once', async () => {
    const browser = await opened(teapot)

    const { text } = await browser.get(store.path('/payment/pages.css')).expect(200)

    expect(text).toContain(':root { --button: #00205b; --button-words: #ffffff; }')
    const [, lighter] = /dark\) \{ :root \{ --button: (#[0-9a-f]{6});/.exec(text) ?? []
    const warnings = store.log.filter((line) => line.includes('shop.accent'))
    expect(warnings).toEqual([expect.stringMatching(/^warn .*with the dark pages, got 1\.\d:1 from #00205b/)])
    expect(warnings[0]).toContain(`they show ${lighter}, the nearest usable colour`)
  })

  it('is its address alone if it has said nothing about itself', async () => {
    const browser = await opened(undefined)

    const answer = await browser.get(store.path('/checkout/no-such-thing')).expect(404)

    expect(answer.text).not.toContain('<header')
    expect(answer.text).not.toContain('Ask us')
    expect(answer.text).toContain('<title>Item not available</title>')
    expect(store.log.filter((line) => line.includes('shop.'))).toEqual([])
  })

  it('speaks Turkish to a buyer whose item says so, and names to the bank no language that it may refuse', async () => {
    const mug = { amountMinor: 1999, currency: 'EUR', language: 'tr' }
    store = await openStore({ mount, options: { catalog: { mug } } })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)

    const { text } = await browser.get(pathOf(location)).expect(200)

    expect(text).toContain('<html lang="tr" dir="ltr">')
    expect(text).toContain('Ödeme alındı')
    const [registered] = store.bank.requests.filter(({ method }) => method === 'register.do')
    expect(registered!.parameters).not.toHaveProperty('language')
  })

  it.each<[string | undefined, string, string, string]>([
    [undefined, 'ar-EG,ar;q=0.9,en;q=0.8', 'ar', 'rtl'],
    [undefined, 'tr-TR,tr;q=0.9', 'tr', 'ltr'],
    [undefined, 'hy', 'hy', 'ltr'],
    ['ka', 'de', 'ka', 'ltr'],
    ['kk', 'ru', 'kk', 'ltr'],
  ])('speaks the language of the option, else of the browser: %s, %s', async (language, accepted, lang, dir) => {
    store = await openStore({ mount, options: { language } })

    const answer = await store
      .browser()
      .get(store.path('/checkout/no-such-thing'))
      .set('Accept-Language', accepted)
      .expect(404)

    expect(answer.text).toContain(`<html lang="${lang}" dir="${dir}">`)
    expect(answer.headers['content-language']).toBe(lang)
  })
})
