import { busyPage, errorPage, languages } from '../../src/pages/index.ts'
import type { BusyPageKind, LastingErrorKind } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'
import { plainShop, shop, stylesheetUrl } from './every-page.ts'

const surroundings = { language: 'en', stylesheetUrl, shop: plainShop } as const
const asked = { ...surroundings, shop } as const
const { money } = wordsOf('en')

describe('errorPage', () => {
  it.each<[LastingErrorKind, number, string]>([
    ['gateway-refused', 502, money.notTaken],
    ['payment-page-refused', 502, money.notTaken],
    ['return-unavailable', 503, money.notLost],
    ['internal', 500, money.notByThisPage],
    ['origin-refused', 403, money.notTaken],
    ['link-gone', 410, money.notByThisPage],
    ['link-withdrawn', 410, money.notByThisPage],
    ['link-expired', 410, money.notByThisPage],
  ])('answers %s with %i and says %j', (kind, status, statement) => {
    const page = errorPage(kind, surroundings)

    expect(page.status).toBe(status)
    expect(page.html).toContain(`role="status">${statement}</p>`)
  })

  it.each<LastingErrorKind>(['invalid-request', 'order-not-found', 'return-unavailable', 'internal'])(
    'asks a buyer who may have paid not to pay again: %s',
    (kind) => {
      expect(errorPage(kind, surroundings).html).toContain('do not pay again')
    },
  )

  it.each<[LastingErrorKind, number]>([
    ['invalid-request', 400],
    ['order-not-found', 404],
    ['sku-not-found', 404],
  ])('answers %s with %i and speaks of no money, in any language', (kind, status) => {
    for (const language of languages) {
      const page = errorPage(kind, { ...asked, language })
      const statements = Object.values(wordsOf(language).money)

      expect(page.status).toBe(status)
      expect(page.html).not.toContain('role="status"')
      expect(statements.filter((statement) => page.html.includes(statement))).toEqual([])
    }
  })

  it('does not speak of paying at all where nobody can have paid: an item that is not for sale', () => {
    expect(errorPage('sku-not-found', asked).html).not.toMatch(/money|paid|pay again/i)
  })

  it.each<[LastingErrorKind, string, string]>([
    ['return-unavailable', 'class="button" href="">Check again</a>', 'class="link" href="https://shop.example/">Back'],
    ['sku-not-found', 'class="button" href="https://shop.example/">Back', 'class="link contact" href="mailto:'],
    ['gateway-refused', 'class="button contact" href="mailto:help@shop.example">Ask us', 'class="link" href="https://'],
  ])('has a button with what helps most, and a link with the rest: %s', (kind, button, link) => {
    const { html } = errorPage(kind, asked)

    expect(html).toContain(button)
    expect(html).toContain(link)
    expect(html.match(/<a /g)).toHaveLength(kind === 'return-unavailable' ? 3 : 2)
  })

  it('leads to the shop itself if the shop has named no contact', () => {
    const { html } = errorPage('gateway-refused', surroundings)

    expect(html).toContain('<a class="button" href="https://shop.example/">Back to the shop</a>')
    expect(html.match(/<a /g)).toHaveLength(1)
  })
})

describe('busyPage', () => {
  const busy = (retryAfterSeconds: number) => busyPage('too-many', { ...surroundings, retryAfterSeconds })

  it.each<[BusyPageKind, number, string]>([
    ['gateway-unavailable', 503, money.notTaken],
    ['ledger-unavailable', 503, money.notTaken],
    ['too-many', 429, money.notTaken],
    ['closed', 503, money.notByThisPage],
  ])('answers %s with %i and says %j', (kind, status, statement) => {
    const page = busyPage(kind, { ...surroundings, retryAfterSeconds: 30 })

    expect(page.status).toBe(status)
    expect(page.html).toContain(`role="status">${statement}</p>`)
  })

  it.each([
    [0, 'in 1 second.'],
    [0.2, 'in 1 second.'],
    [42, 'in 42 seconds.'],
    [88.2, 'in 89 seconds.'],
    [89.1, 'in 2 minutes.'],
    [121, 'in 3 minutes.'],
  ])('says for %d seconds to try again %s', (seconds, expected) => {
    expect(busy(seconds).html).toContain(`Please try again ${expected}`)
  })

  it('says in every language how long to wait', () => {
    for (const language of languages) {
      const page = busyPage('gateway-unavailable', { ...surroundings, language, retryAfterSeconds: 30 })

      expect(page.status).toBe(503)
      expect(page.html).toMatch(/30/)
      expect(page.html).toContain('class="button" href=""')
    }
  })
})
