import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

describeOver('chromium')('a buyer who looks at the pending page', () => {
  let browser: Browser
  let store: Store
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => browser.close())
  afterEach(async () => store.close())

  it('sees the outcome automatically, without JavaScript, once the bank has an answer', async () => {
    store = await openStore({ mount: { express: 5, path: '/shop', ledger: 'SQLite' } })
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${store.baseUrl}/checkout/mug`)
    const gatewayOrderId = gatewayOrderIdIn(page.url())
    const { location } = await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: 7 })
    await page.goto(location!)
    expect(await page.textContent('h1')).toBe('We are asking the bank')
    store.bank.alter(gatewayOrderId, { orderStatus: 2 })

    await page.waitForSelector('text=Payment received')

    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/shop\/payment\/return\?orderId=[\w-]+&since=\d+$/)
    await context.close()
  })
})
