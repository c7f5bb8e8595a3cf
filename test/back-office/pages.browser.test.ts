import type { Browser, Page as Tab } from 'playwright-core'
import { axeFindings, sidewaysScroll } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { fillOffice } from '../support/office-orders.ts'
import type { OfficeOrders } from '../support/office-orders.ts'
import { openOffice } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { describeOver } from '../support/prerequisites.ts'

/** A phone, a tablet, a desk. */
const widths = [390, 768, 1440] as const

describeOver('chromium')('the back office in a browser', () => {
  let office: Office
  let orders: OfficeOrders
  let browser: Browser
  let tab: Tab
  const complaints: string[] = []

  beforeAll(async () => {
    office = await openOffice()
    orders = await fillOffice(office)
    browser = await openBrowser()
    const context = await browser.newContext({
      extraHTTPHeaders: { 'x-operator': 'front-desk' },
      // A colour that is still on its way to another has a contrast of its own.
      reducedMotion: 'reduce',
    })
    tab = await context.newPage()
    tab.on('console', (message) => complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(error.message))
  })
  afterAll(async () => {
    await browser.close()
    await office.close()
  })
  beforeEach(() => void (complaints.length = 0))

  const places: readonly (readonly [string, () => string])[] = [
    ['a paid order', () => `/orders/${orders.paid}`],
    ['an order that was given back in part', () => `/orders/${orders.refundedInPart}`],
    ['an open order', () => `/orders/${orders.open}`],
    ['a declined order', () => `/orders/${orders.declined}`],
    ['an order in review', () => `/orders/${orders.review}`],
    ['an order with markup in every field', () => `/orders/${orders.markup}`],
    ['the question before a refund', () => `/orders/${orders.paid}/refund?amount=5.50`],
    ['the question before a resolution', () => `/orders/${orders.review}/resolve?as=paid`],
    ['an amount that cannot be read', () => `/orders/${orders.paid}/refund?amount=x`],
    ['an order that is not there', () => '/orders/none'],
    ['what needs a person', () => '/review'],
    ['the books', () => '/books'],
    ['the books of a day without sales', () => '/books?from=2026-01-01&to=2026-01-01'],
    ['the links', () => '/links'],
    ['the health', () => '/health'],
  ]

  it.each(places)('shows %s without an axe finding, a complaint or a sideways scroll', async (_what, path) => {
    const answer = await tab.goto(`${office.baseUrl}/office${path()}`)
    expect((await answer!.body()).length).toBeLessThan(60_000)
    await tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme })
      for (const width of widths) {
        await tab.setViewportSize({ width, height: 900 })
        expect([colorScheme, width, await sidewaysScroll(tab)]).toEqual([colorScheme, width, 0])
      }
      const which = colorScheme === 'light' ? 'all' : 'looks'
      expect([colorScheme, await axeFindings(tab, which)]).toEqual([colorScheme, []])
    }
    expect(complaints.filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([])
  })
})
