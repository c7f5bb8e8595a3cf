import { busyPage, errorPage, languages } from '../../src/pages/index.ts'
import type { BusyPageKind, LastingErrorKind } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'
import { stylesheetUrl } from './every-page.ts'

const surroundings = { language: 'en', stylesheetUrl } as const
const { money } = wordsOf('en')

describe('errorPage', () => {
  it.each<[LastingErrorKind, number, string]>([
    ['invalid-request', 400, money.notByThisPage],
    ['order-not-found', 404, money.notByThisPage],
    ['sku-not-found', 404, money.notTaken],
    ['gateway-refused', 502, money.notTaken],
    ['payment-page-refused', 502, money.notTaken],
    ['return-unavailable', 503, money.notLost],
    ['internal', 500, money.notByThisPage],
    ['origin-refused', 403, money.notTaken],
    ['link-gone', 410, money.notByThisPage],
    ['link-withdrawn', 410, money.notTaken],
    ['link-expired', 410, money.notTaken],
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

  it('has a button only for a return, to its own address, and a link back when the shop is known', () => {
    expect(errorPage('return-unavailable', surroundings).html).toContain('href="">Check again</a>')
    expect(errorPage('gateway-refused', surroundings).html).not.toContain('class="button"')
    expect(errorPage('gateway-refused', surroundings).html).not.toContain('Back to the shop')
    expect(errorPage('gateway-refused', { ...surroundings, shopUrl: 'https://shop.example/' }).html).toContain(
      '<a href="https://shop.example/">Back to the shop</a>',
    )
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
      const page = busyPage('gateway-unavailable', { language, stylesheetUrl, retryAfterSeconds: 30 })

      expect(page.status).toBe(503)
      expect(page.html).toMatch(/30/)
      expect(page.html).toContain('class="button" href=""')
    }
  })
})
