import { errorPage, failurePage, neutralPage } from '../../src/pages/index.ts'
import type { ShopFront } from '../../src/pages/index.ts'
import { plainShop, shop, stylesheetUrl } from './every-page.ts'
import { sampleOrder } from './sample-order.ts'

const pageOf = (front: Partial<ShopFront>): string =>
  errorPage('sku-not-found', { language: 'en', stylesheetUrl, shop: { ...plainShop, ...front } }).html

const orderPageOf = (front: Partial<ShopFront>, reference: string | undefined): string =>
  failurePage(sampleOrder({ status: 'review', reference }), {
    language: 'en',
    stylesheetUrl,
    shop: { ...plainShop, ...front },
    retryUrl: undefined,
  }).html

describe('the head of a page', () => {
  it('is not there for a shop that has said nothing about itself', () => {
    expect(pageOf({})).not.toContain('<header')
    expect(pageOf({})).toContain('<title>Item not available</title>')
  })

  it('names the shop, also in the title', () => {
    expect(pageOf({ name: 'Tea & <Sons>' })).toMatch(/<header>.*<bdi>Tea &amp; &lt;Sons&gt;<\/bdi>.*<\/header>/s)
    expect(pageOf({ name: 'Tea & <Sons>' })).toContain('<title>Item not available · Tea &amp; &lt;Sons&gt;</title>')
  })

  it('shows the logo, which says the name of the shop, or its host', () => {
    expect(pageOf({ name: 'Tea', logoUrl: '/logo.svg?a=1&b' })).toContain('<img src="/logo.svg?a=1&amp;b" alt="Tea" />')
    expect(pageOf({ logoUrl: 'https://cdn.example/a.png' })).toContain(
      '<img src="https://cdn.example/a.png" alt="shop.example" />',
    )
  })
})

describe('ask us', () => {
  it('is not there for a shop without a contact', () => {
    expect(pageOf({})).not.toContain('Ask us')
  })

  it.each([
    ['help@shop.example', 'mailto:help@shop.example', 'help@shop.example'],
    ["o'neill+pay%?&#@shop.example", 'mailto:o&#39;neill%2Bpay%25%3F%26%23@shop.example', 'o&#39;neill+pay%?&amp;#@'],
    ['+me@shop.example', 'mailto:%2Bme@shop.example', '+me@shop.example'],
    ['+43 (1) 23-45.67', 'tel:+431234567', '+43 (1) 23-45.67'],
  ])('says %s and leads to %s', (contact, url, shown) => {
    const html = pageOf({ contact })

    expect(html).toContain(`<a class="link contact" href="${url}">Ask us: <bdi dir="ltr">${shown}`)
  })

  it('leads to an address of the web without spelling it out', () => {
    expect(pageOf({ contact: 'https://shop.example/ask?a=1&b' })).toContain(
      '<a class="link contact" href="https://shop.example/ask?a=1&amp;b">Ask us</a>',
    )
  })

  it.each([
    ['cart 4711 & more', 'Order%20number%3A%20cart%204711%20%26%20more'],
    [undefined, 'Order%20number%3A%207Q2MK4XD9TVB3HRC8WZ0NE5F6A'],
  ])('says in the subject which order it is about: %s', (reference, subject) => {
    expect(orderPageOf({ contact: 'help@shop.example' }, reference)).toContain(
      `href="mailto:help@shop.example?subject=${subject}"`,
    )
    expect(orderPageOf({ contact: '+43 1 234567' }, reference)).toContain('href="tel:+431234567"')
  })

  it('tells nothing of the order to a browser that did not start it', () => {
    const { html } = neutralPage('review', { language: 'en', stylesheetUrl, shop })

    expect(html).toContain('<a class="button contact" href="mailto:help@shop.example">Ask us: ')
  })
})
