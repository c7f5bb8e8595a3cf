import type { Browser } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

describeOver('chromium')('a buyer who opens a payment link', () => {
  let browser: Browser
  let store: Store
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => browser.close())
  afterEach(async () => store.close())

  it('presses its button, pays at the bank and comes back, without JavaScript', async () => {
    store = await openStore({ mount: { express: 5, path: '/shop', ledger: 'SQLite' } })
    const { url } = await store.checkout.link({ amountMinor: 4990, currency: 'EUR', description: 'Repair' })
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(url)
    expect(await page.textContent('h1')).toBe('Your payment')

    await page.click('button')
    await page.waitForURL(/mdOrder=/)
    const { location } = await store.bank.pay(gatewayOrderIdIn(page.url()))
    await page.goto(location!)

    expect(await page.textContent('h1')).toBe('Payment received')
    await page.goto(url)
    expect(page.url()).toMatch(/\/shop\/payment\/return\?orderId=/)
    await context.close()
  })
})
