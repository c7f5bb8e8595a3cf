import { declineCategories, orderStatuses } from '../../src/order.ts'
import type { Order, OrderStatus, RetryAdvice } from '../../src/order.ts'
import {
  failurePage,
  languages,
  neutralOutcomeOf,
  neutralPage,
  pendingPage,
  successPage,
} from '../../src/pages/index.ts'
import type { Language, NeutralOutcome } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'
import { everyPage, plainShop, shop, stylesheetUrl } from './every-page.ts'
import { sampleDecline, sampleOrder, unpaidOrder } from './sample-order.ts'

const surroundings = { language: 'en', stylesheetUrl, shop: plainShop } as const
const retryUrl = 'https://bank.example/pay?mdOrder=1&lang=en'
const words = wordsOf('en')
const advices = Object.keys(words.advice) as (keyof typeof words.advice)[]

const failure = (order: Order, url: string | undefined = retryUrl) =>
  failurePage(order, { ...surroundings, retryUrl: url }).html
const success = (order: Order) => successPage(order, surroundings).html

describe('every page', () => {
  it.each(languages)(
    'in %s states its language, outcome and style, and contains nothing that the policy forbids',
    (language) => {
      for (const [name, page] of Object.entries(everyPage(language))) {
        const title = /<title>([^<]+) · The Teapot &amp; Sons<\/title>/.exec(page.html)?.[1]

        expect([name, page.language]).toEqual([name, language])
        expect(page.html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`)
        expect(page.html).toContain(`<h1>${title ?? 'no title'}</h1>`)
        expect(page.html).toContain(`<link rel="stylesheet" href="${stylesheetUrl}" />`)
        expect(page.html).toContain('<meta name="robots" content="noindex, nofollow" />')
        expect(page.html).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=|http-equiv|undefined|\[object|NaN/)
      }
    },
  )

  it('has its own title for each order status', () => {
    const titles = orderStatuses.map((status) => /<h1>([^<]+)/.exec(failure(sampleOrder({ status })))?.[1])

    // `registering` and `unknown` are both still being asked about.
    expect(new Set(titles).size).toBe(orderStatuses.length - 1)
  })
})

/** The lines with a number: label, and what is shown, with `|` for a gap. */
function numbersIn(html: string): [string, string][] {
  const lines = html.matchAll(/<div class="fact fact-number">\s*<dt>([^<]*)<\/dt>\s*<dd>([^]*?)<\/dd>/g)
  return Array.from(lines, ([, label, shown]) => [
    label!,
    shown!
      .replaceAll('<wbr />', '|')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ])
}

describe('what a page says about the money', () => {
  const { money } = words

  it.each<[OrderStatus, string]>([
    ['registering', money.unknown],
    ['unknown', money.unknown],
    ['registered', money.notTaken],
    ['held', money.reserved],
    ['paid', money.taken],
    ['reversed', money.notTaken],
    ['declined', money.notTaken],
    ['expired', money.notTaken],
    ['review', money.mayBeTaken],
  ])('for a %s order is %j, on both the success and the failure page', (status, statement) => {
    const order = sampleOrder({ status })

    expect(success(order)).toContain(`role="status">${statement}</p>`)
    expect(failure(order)).toContain(`role="status">${statement}</p>`)
  })

  it.each<OrderStatus>(['partially_refunded', 'refunded'])('is in the title alone for a %s order', (status) => {
    expect(success(sampleOrder({ status, refundedMinor: 30_000 }))).not.toContain('role="status"')
  })

  it('is said once: no page repeats its title', () => {
    const said = (html: string): string[] =>
      Array.from(html.matchAll(/<(?:h1|p)[^>]*>([^<]*)</g), ([, text]) => text!).flatMap((text) =>
        text.split(/(?<=\.) /),
      )

    for (const language of languages) {
      for (const [name, { html }] of Object.entries(everyPage(language))) {
        const sentences = said(html)
          .map((text) => text.trim())
          .filter((text) => text !== '')
        expect([language, name, sentences]).toEqual([language, name, [...new Set(sentences)]])
      }
    }
    expect(
      said(success(sampleOrder()))
        .join(' ')
        .match(/payment|paid/gi),
    ).toEqual(['Payment'])
  })

  it('is unknown while the bank is still being asked about the last attempt', () => {
    const order = unpaidOrder({ decline: sampleDecline('unknown', 'wait', false) })

    expect(failure(order)).toContain(money.unknown)
    expect(failure(order)).not.toContain(money.notTaken)
    expect(failure(order)).not.toContain('href="https://bank.example')
  })

  it('is unknown on the pending page of an open order, and the final word on that of a settled one', () => {
    const declined = unpaidOrder({ decline: sampleDecline('card-problem', 'other-card') })

    expect(pendingPage(unpaidOrder(), surroundings).html).toContain(money.unknown)
    expect(pendingPage(declined, surroundings).html).toContain(money.unknown)
    expect(pendingPage(sampleOrder(), surroundings).html).toContain(money.taken)
  })
})

describe('the page of a paid order', () => {
  it('is a receipt: amount, order number, item, time and card', () => {
    const html = success(sampleOrder())

    expect(html).toContain('€1,299.99')
    expect(html).toContain('Blue teapot, 1.2 litres')
    expect(html).toContain('<time datetime="2026-03-05T14:04:37.000Z">March 5, 2026 at 2:04 PM</time>')
    expect(html).toContain('VISA •••• 1234')
    expect(html).toMatch(/<dt>Approval code<\/dt>\s*<dd><bdi translate="no">84Z71K<\/bdi><\/dd>/)
  })

  it('has no line for an approval code that the bank did not give', () => {
    expect(success(sampleOrder({ approvalCode: undefined }))).not.toContain('Approval code')
  })

  it("gives the store's own number first, then ours in groups of four", () => {
    const html = success(sampleOrder())

    expect(numbersIn(html)).toEqual([
      ['Order number', 'cart-4711 Quote this number if you contact the shop.'],
      ['Payment number', '7Q2M|K4XD|9TVB|3HRC|8WZ0|NE5F|6A'],
    ])
  })

  it.each([
    ['7Q2MK4XD', '7Q2M|K4XD'],
    ['7Q2MK', '7Q2M|K'],
    ['7', '7'],
    // A number that the store or an older version has grouped its own way stays as it is.
    ['2026-000-17', '2026-000-17'],
  ])('gives our number alone to a store without its own: %s', (orderNumber, shown) => {
    expect(numbersIn(success(sampleOrder({ orderNumber, reference: undefined })))).toEqual([
      ['Order number', `${shown} Quote this number if you contact the shop.`],
    ])
  })

  it('gives a program our number in one piece', () => {
    expect(success(sampleOrder())).toContain('value="7Q2MK4XD9TVB3HRC8WZ0NE5F6A"')
  })

  it('is a receipt first: the facts come before the links', () => {
    const html = success(sampleOrder())

    expect(html.indexOf('class="link"')).toBeGreaterThan(html.indexOf('</dl>'))
    expect(html).not.toContain('class="button')
  })

  it('shows four digits of the card and no more', () => {
    expect(success(sampleOrder())).not.toContain('411111')
    expect(success(sampleOrder({ card: { maskedNumber: undefined, brand: undefined } }))).not.toContain('Card</dt>')
    expect(success(sampleOrder({ card: { maskedNumber: '427650XXXXXX2890', brand: undefined } }))).toContain(
      '•••• 2890',
    )
    expect(success(sampleOrder({ card: { maskedNumber: 'hidden', brand: 'MASTERCARD' } }))).toContain('>MASTERCARD<')
  })

  it('shows what was captured when it is less than the order', () => {
    const html = success(sampleOrder({ capture: 'manual', capturedMinor: 50_000 }))

    expect(html).toContain('€500.00')
    expect(html).not.toContain('€1,299.99')
  })

  it('shows both what was paid and what was refunded', () => {
    const html = success(sampleOrder({ status: 'partially_refunded', refundedMinor: 30_000 }))

    expect(html).toContain('€1,299.99')
    expect(html).toContain('€300.00')
  })

  it('writes amounts and dates in the style of the language', () => {
    const order = sampleOrder({ currency: 'KWD', capturedMinor: 1_234_567 })
    const pageIn = (language: Language) => successPage(order, { ...surroundings, language }).html

    expect(pageIn('de')).toContain('1.234,567\u00a0KWD')
    expect(pageIn('de')).toContain('5. März 2026 um 14:04<')
    expect(pageIn('pt')).toContain('5 de março de 2026 às 14:04<')
    expect(pageIn('ru')).toContain('5 марта 2026')
    expect(pageIn('tr')).toContain('5 Mart 2026 14:04<')
    expect(pageIn('hy')).toContain('5 մարտի, 2026')
    expect(pageIn('ka')).toContain('5 მარტი')
    expect(pageIn('kk')).toContain('5 наурыз')
    expect(pageIn('ar')).toContain('5 مارس 2026')
    // Western digits: a buyer compares them with the bank's.
    expect(pageIn('ar')).toContain('1,234.567')
    expect(success(sampleOrder({ currency: 'JPY', capturedMinor: 1999 }))).toContain('¥1,999')
  })

  it.each([
    ['UTC', 'March 5, 2026 at 2:04 PM'],
    ['Europe/Vienna', 'March 5, 2026 at 3:04 PM'],
    ['Asia/Almaty', 'March 5, 2026 at 7:04 PM'],
    ['Pacific/Auckland', 'March 6, 2026 at 3:04 AM'],
  ])('shows times in the zone of the shop, %s, wherever the server is', (timeZone, shown) => {
    const { html } = successPage(sampleOrder(), { ...surroundings, shop: { ...plainShop, timeZone } })

    expect(html).toContain(`<time datetime="2026-03-05T14:04:37.000Z">${shown}</time>`)
    expect(html).not.toMatch(/UTC|GMT/)
  })

  it('falls back on the sku when there is no description', () => {
    expect(success(sampleOrder({ description: undefined }))).toContain('<bdi>teapot-blue</bdi>')
  })
})

describe('the page of an order that was not paid', () => {
  it.each(languages)('explains every decline in %s', (language) => {
    const own = wordsOf(language)
    for (const category of declineCategories) {
      for (const advice of advices) {
        const order = unpaidOrder({ status: 'declined', decline: sampleDecline(category, advice) })
        const { html } = failurePage(order, { ...surroundings, language, retryUrl })

        // The next paragraph says to start again.
        const isSaidTwice = advice === 'new-order'
        expect(html).toContain(
          isSaidTwice ? `<p>${own.reasons[category]}</p>` : `<p>${own.reasons[category]} ${own.advice[advice]}</p>`,
        )
        expect(html.includes(own.advice['new-order'])).toBe(false)
        expect(html).not.toContain('Not for the buyer of another language.')
      }
    }
  })

  it('says that the amount was not charged', () => {
    expect(failure(unpaidOrder())).toMatch(/€1,299\.99<\/bdi> <small>not charged<\/small>/)
  })

  it('calls a cancelled payment unfinished, not declined', () => {
    const html = failure(unpaidOrder({ decline: sampleDecline('cancelled-by-customer', 'same-card-again') }))

    expect(html).toContain(words.orders.unfinished.title)
    expect(html).toContain('Continue payment</a>')
  })

  it.each<OrderStatus>(['registered', 'declined', 'expired'])(
    'links a %s order to the page where it can be paid',
    (status) => {
      const order = unpaidOrder({ status })

      expect(failure(order)).toContain('href="https://bank.example/pay?mdOrder=1&amp;lang=en"')
      expect(failurePage(order, { ...surroundings, retryUrl: undefined }).html).not.toContain('href="https://bank')
    },
  )

  it.each<OrderStatus>([
    'registering',
    'unknown',
    'held',
    'paid',
    'partially_refunded',
    'refunded',
    'reversed',
    'review',
  ])('asks nobody to pay again for a %s order', (status) => {
    expect(failure(sampleOrder({ status }))).not.toContain('href="https://bank')
  })

  it.each<[string, Order, string]>([
    ['a failed try', unpaidOrder({ decline: sampleDecline('card-problem', 'other-card') }), 'Try again</a>'],
    ['an unfinished one', unpaidOrder(), 'Continue payment</a>'],
    ['an expired one', unpaidOrder({ status: 'expired' }), 'Try again</a>'],
    ['a refund', sampleOrder({ status: 'refunded' }), 'Back to the shop</a>'],
    ['a hold let go', sampleOrder({ status: 'reversed' }), 'Back to the shop</a>'],
    ['review', sampleOrder({ status: 'review' }), 'Ask us: <bdi dir="ltr">help@shop.example</bdi></a>'],
  ])('leads out by its button, above the facts: %s', (_name, order, button) => {
    const { html } = failurePage(order, { ...surroundings, shop, retryUrl })

    expect(html).toMatch(new RegExp(`class="button[^>]*>${button}`))
    expect(html.indexOf('class="button')).toBeLessThan(html.indexOf('<dl'))
    expect(html.indexOf('Back to the shop')).toBeLessThan(html.indexOf('<dl'))
  })

  it.each<[RetryAdvice, string]>([
    ['contact-merchant', 'Ask us'],
    ['none', 'Ask us'],
    ['contact-card-issuer', 'Back to the shop'],
    ['new-order', 'Back to the shop'],
  ])('leads out where no other try can help: advice %s to %s', (advice, button) => {
    const order = unpaidOrder({ status: 'declined', decline: sampleDecline('declined-by-issuer', advice, false) })

    expect(failurePage(order, { ...surroundings, shop, retryUrl: undefined }).html).toMatch(
      new RegExp(`class="button[^>]*>${button}`),
    )
  })

  it('promises another attempt only where one can help', () => {
    const hopeless = sampleDecline('declined-by-issuer', 'contact-card-issuer', false)

    expect(failure(unpaidOrder({ decline: hopeless }))).not.toContain(words.orders.tryDeclined.next)
    expect(failure(unpaidOrder({ decline: { ...hopeless, canRetry: true } }))).toContain(words.orders.tryDeclined.next)
  })

  it('asks not to pay again while the order is under review or pending', () => {
    expect(failure(sampleOrder({ status: 'review' }))).toContain('do not pay again')
    expect(pendingPage(unpaidOrder(), surroundings).html).toContain('do not pay again')
  })

  it('promises to check by itself only on the pending page, and gives a link everywhere', () => {
    expect(pendingPage(unpaidOrder(), surroundings).html).toContain(words.checksByItself)
    expect(failure(unpaidOrder({ status: 'unknown' }))).not.toContain(words.checksByItself)
    expect(failure(unpaidOrder({ status: 'unknown' }))).toContain('<a class="button" href="">Check again</a>')
  })

  it.each<[string, (more: { isStopped?: boolean }) => string]>([
    ['pending', (more) => pendingPage(unpaidOrder(), { ...surroundings, ...more }).html],
    ['neutral pending', (more) => neutralPage('pending', { ...surroundings, ...more }).html],
  ])('says what will happen once the %s page no longer asks by itself, and still gives the link', (_name, page) => {
    const stopped = page({ isStopped: true })

    expect(stopped).toContain(words.stillUnknown)
    expect(stopped).toContain('do not pay again')
    expect(stopped).not.toContain(words.checksByItself)
    expect(stopped).not.toContain(words.orders.pending.next)
    expect(stopped).toContain('<a class="button" href="">Check again</a>')
    expect(page({})).not.toContain(words.stillUnknown)
  })
})

describe('untrusted order data', () => {
  const hostile = `"><script>alert('1')</script><img src=x onerror=alert(1)>&lt;`

  it('stays text wherever it is shown', () => {
    const order = sampleOrder({
      orderNumber: hostile,
      sku: hostile,
      description: hostile,
      reference: hostile,
      card: { maskedNumber: `${hostile}1111`, brand: hostile },
      reviewReason: hostile as Order['reviewReason'],
    })
    for (const status of orderStatuses) {
      for (const description of [hostile, undefined]) {
        const page = failurePage(sampleOrder({ ...order, status, description }), { ...surroundings, retryUrl: hostile })

        expect(page.html).not.toMatch(/<script|<img/)
        expect(page.html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)')
      }
    }
  })

  it('is escaped in addresses too', () => {
    const page = successPage(sampleOrder(), { ...surroundings, stylesheetUrl: '"><script>' })

    expect(page.html).toContain('href="&quot;&gt;&lt;script&gt;"')
  })
})

describe('neutralPage', () => {
  const outcomes: readonly NeutralOutcome[] = ['paid', 'held', 'failed', 'open', 'pending', 'review']

  it('tells six outcomes apart', () => {
    const titles = outcomes.map((outcome) => /<h1>([^<]+)/.exec(neutralPage(outcome, surroundings).html)?.[1])

    expect(new Set(titles).size).toBe(outcomes.length)
  })

  it('shows no facts of any order and no way to pay', () => {
    for (const outcome of outcomes) {
      const { html, status } = neutralPage(outcome, surroundings)

      expect(status).toBe(200)
      expect(html).not.toContain('<dl')
      expect(html).not.toMatch(/[0-9]{4}|€|••••|href="(?!"|\/checkout\.css|https:\/\/shop\.example\/")/)
      expect(html).toContain(words.detailsElsewhere)
    }
  })

  it.each<[OrderStatus, NeutralOutcome]>([
    ['registering', 'pending'],
    ['unknown', 'pending'],
    ['registered', 'open'],
    ['held', 'held'],
    ['paid', 'paid'],
    ['partially_refunded', 'paid'],
    ['refunded', 'paid'],
    ['reversed', 'failed'],
    ['declined', 'failed'],
    ['expired', 'failed'],
    ['review', 'review'],
  ])('calls a %s order %s', (status, outcome) => {
    expect(neutralOutcomeOf(sampleOrder({ status }))).toBe(outcome)
  })

  it('calls a registered order pending while the bank is still being asked about its last attempt', () => {
    expect(neutralOutcomeOf(unpaidOrder({ decline: sampleDecline('unknown', 'wait', false) }))).toBe('pending')
    expect(neutralOutcomeOf(unpaidOrder({ decline: sampleDecline('card-problem', 'other-card') }))).toBe('open')
  })
})
