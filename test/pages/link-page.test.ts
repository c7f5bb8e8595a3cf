import { languages, linkPage } from '../../src/pages/index.ts'
import { wordsOf } from '../../src/pages/language.ts'
import { plainShop, stylesheetUrl } from './every-page.ts'

const surroundings = { language: 'en', stylesheetUrl, shop: plainShop } as const
const link = { amountMinor: 4990, currency: 'EUR', description: 'Repair' }

describe('linkPage', () => {
  it('says what it is for, how much, whose it is, and that looking at it took no money', () => {
    const { status, html } = linkPage(link, 'shop.example', surroundings)

    expect(status).toBe(200)
    expect(html).toContain('<bdi>Repair</bdi>')
    expect(html).toContain('€49.90')
    expect(html).toContain('<bdi translate="no">shop.example</bdi>')
    expect(html).toContain(`role="status">${wordsOf('en').money.notByThisPage}</p>`)
    expect(html).toContain('href="https://shop.example/">Back to the shop</a>')
  })

  it('posts to its own address, wherever a proxy has put it', () => {
    expect(linkPage(link, 'shop.example', surroundings).html).toContain(
      '<form class="action" method="post"><button class="button">Continue to payment</button></form>',
    )
  })

  it.each([
    ['JPY', 1_200, '¥1,200'],
    ['KWD', 12_345, 'KWD 12.345'],
  ])('writes an amount in %s', (currency, amountMinor, amount) => {
    const { html } = linkPage({ ...link, currency, amountMinor }, 'shop.example', surroundings)

    expect(html.replaceAll('\u00a0', ' ')).toContain(amount)
  })

  it('shows a description as plain text on one line, and none where there is none', () => {
    const drawn = (description: string | undefined) => linkPage({ ...link, description }, 'shop.example', surroundings)

    expect(drawn('<script>alert(1)</script>"Mug"\n& tea').html).toContain('<bdi>&quot;Mug&quot; &amp; tea</bdi>')
    expect(drawn(undefined).html).not.toContain('<dt>Item</dt>')
    expect(drawn('<i></i>').html).not.toContain('<dt>Item</dt>')
  })

  it.each(languages)('is written in %s', (language) => {
    const { html } = linkPage(link, 'shop.example', { ...surroundings, language })

    expect(html).toContain(`<h1>${wordsOf(language).link.title}</h1>`)
    expect(html).toContain(`lang="${language}"`)
  })
})
