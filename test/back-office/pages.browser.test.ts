import type { Browser, Page as Tab } from 'playwright-core'
import type { SomeOrder } from '../ledger/some-orders.ts'
import { axeFindings, sidewaysScroll } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { fillList, ofOfficeShop } from '../support/office-list.ts'
import { fillOffice } from '../support/office-orders.ts'
import type { OfficeOrders } from '../support/office-orders.ts'
import { openOffice } from '../support/office.ts'
import { buy, secrets } from '../support/store.ts'
import type { Office } from '../support/office.ts'
import { describeOver } from '../support/prerequisites.ts'

/** A place in the middle of the old orders. */
const cursor = Buffer.from(`o${new Date(Date.UTC(2026, 2, 1, 0, 41)).getTime().toString(36)}.N000041`).toString(
  'base64url',
)

/** An order whose texts are as long as they can be, and become longer where they are escaped. */
function longest(number: number): Partial<SomeOrder> {
  return {
    status: 'partially_refunded',
    handOver: 'done',
    sku: '"&'.repeat(127),
    reference: `${number}${'"&'.repeat(126)}`,
    amountMinor: 999_999_999_999,
    paidAt: new Date(),
    cardEnd: '4242',
  }
}

/** A phone, a tablet, a desk. */
const widths = [390, 768, 1440] as const

const today = new Date().toISOString().slice(0, 10)

/** Some differences of today, and what the bank says of them. */
async function fillBankDay(office: Office): Promise<void> {
  const { as, bank, database } = office
  // Paid at the bank alone, and of a reference that has no place for a line break.
  const { orderNumber, gatewayOrderId } = await buy(office, office.browser(), 'cactus')
  await bank.pay(gatewayOrderId)
  const unbroken = `update checkout_orders set reference = '${'x'.repeat(250)}'`
  await database.sql(`${unbroken} where order_number = '${orderNumber}'`)
  for (const orderNumber of ['LOST7QK4A2M9XCVBN8RTYPAS6D', 'W8NDWS1LLLOST9XCVBN8RTYPAS', 'another-program_1']) {
    const fields = { orderNumber, amount: '1999', currency: '978', returnUrl: 'https://shop.example/back' }
    const body = new URLSearchParams({ ...fields, userName: 'sandbox-api', password: secrets.password })
    const answer = await fetch(`${bank.url}register.do`, { method: 'POST', body })
    await bank.pay(((await answer.json()) as { orderId: string }).orderId)
  }
  await as('front-desk').press(`/books/bank?day=${today}`)
}

describeOver('chromium')('the back office in a browser', () => {
  let office: Office
  let orders: OfficeOrders
  let takeAway: () => Promise<void>
  let browser: Browser
  let tab: Tab
  const complaints: string[] = []

  beforeAll(async () => {
    office = await openOffice({ options: ofOfficeShop })
    orders = await fillOffice(office)
    await office.as('till-2').press(`/orders/${orders.paid}/refund?amount=30.00`, { note: 'lost in the post' })
    takeAway = await fillList(office, 81, (number) => (number < 41 ? longest(number) : {}))
    await office.database.sql(`update checkout_orders set card = replace(card, 'VISA', '<i>&&&<b>&&&&&&&&&&&&&&&')
      where card like '%4242%'`)
    await fillBankDay(office)
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
    await takeAway()
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
    ['the orders', () => '/orders'],
    ['the orders on a page in the middle', () => `/orders?since=2026-03-01&before=${cursor}`],
    ['the orders of which each field is as long as it can be, and markup', () => '/orders?cardEnd=4242'],
    ['the orders by several filters', () => '/orders?view=not-paid&status=declined&since=2026-11-01&currency=EUR'],
    ['the orders by when they were paid', () => '/orders?paidSince=2026-11-01'],
    ['the orders of an amount', () => '/orders?q=19.99'],
    ['the orders that nobody has', () => '/orders?view=held&q=nobody'],
    ['an address of the orders that cannot be read', () => '/orders?q=W-10482&statu=paid&amount=1,50'],
    ['a search of ten thousand characters', () => `/orders?q=${'x'.repeat(10_000)}`],
    ['today', () => '/'],
    ['thirty days', () => '/?days=30'],
    ['a refund that waits for a second person', () => `/orders/${orders.paid}/approve`],
    ['what needs a person', () => '/review'],
    ['the books', () => '/books'],
    ['the books of a day without sales', () => '/books?from=2026-01-01&to=2026-01-01'],
    ['a day beside the bank that nobody has asked about', () => '/books/bank'],
    ['a day beside the bank', () => `/books/bank?day=${today}`],
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

  it('holds forty orders in a page of less than 60 kB, however long their texts are', async () => {
    const answer = await tab.goto(`${office.baseUrl}/office/orders?cardEnd=4242`)

    expect(await tab.locator('tbody tr').count()).toBe(40)
    expect((await answer!.body()).length).toBeLessThan(60_000)
  })
})
