import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { openBank } from './open-bank.ts'

let browser: Browser
let shop: Server
let shopUrl: string

beforeAll(async () => {
  browser = await openBrowser()
  shop = createServer((req, res) => {
    const onward = new URL(req.url!, 'http://shop').searchParams.get('onward')
    if (onward !== null) return void res.writeHead(303, { Location: onward }).end()
    res.setHeader('Content-Type', 'text/plain').end(`back at the shop, referrer ${req.headers.referer ?? 'none'}`)
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`
})

afterAll(async () => {
  await browser.close()
  shop.close()
  shop.closeAllConnections()
})

const contexts: { close: () => Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})

/** A browser without JavaScript on the payment page of a new order. The shop is on another origin. */
async function openPage(options: BrowserContextOptions = {}, parameters: Record<string, string> = {}) {
  const bank = await openBank()
  const orderId = await bank.register({
    returnUrl: `${shopUrl}/return`,
    failUrl: `${shopUrl}/failed`,
    description: 'A book about tea',
    ...parameters,
  })
  const context = await browser.newContext({ javaScriptEnabled: false, ...options })
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(bank.sandbox.order(orderId)!.formUrl)
  return { ...bank, orderId, page }
}

/** Presses a button and waits for the page it leads to. */
async function press(page: Page, name: string): Promise<void> {
  const arrived = page.waitForEvent('load')
  await page.getByRole('button', { name }).click()
  await arrived
}

async function pay(page: Page, number: string, cvc = '123'): Promise<void> {
  await page.fill('[autocomplete="cc-number"]', number)
  await page.fill('[autocomplete="cc-exp"]', '12/34')
  await page.fill('[autocomplete="cc-csc"]', cvc)
  await page.fill('[autocomplete="cc-name"]', 'Ada Lovelace')
  await press(page, 'Pay €19.99')
}

describeOver('chromium')('the payment page in a browser without JavaScript', () => {
  it('takes an approved card and sends the buyer to the shop, without a referrer', async () => {
    const { page, orderId, sandbox } = await openPage()

    await pay(page, '4111 1111 1111 1111')

    expect(page.url()).toBe(`${shopUrl}/return?orderId=${orderId}&lang=en`)
    expect(await page.textContent('body')).toBe('back at the shop, referrer none')
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2 })
  })

  it('asks for the one-time code and continues to the shop', async () => {
    const { page, orderId, status } = await openPage()

    await pay(page, '5555555555555599')
    expect(await page.title()).toContain('Confirm it is you')
    expect(await status(orderId)).toMatchObject({ orderStatus: 5 })
    await page.fill('[autocomplete="one-time-code"]', '123456')
    await press(page, 'Confirm')

    expect(page.url()).toContain(`${shopUrl}/return?`)
    expect(await status(orderId)).toMatchObject({ orderStatus: 2 })
  })

  it('lets a buyer try again after a decline', async () => {
    const { page, orderId, sandbox } = await openPage()

    await pay(page, '4444444444446666')
    expect(await page.getByRole('alert').textContent()).toContain('above the limit')
    expect(await page.inputValue('[autocomplete="cc-number"]')).toBe('')
    await pay(page, '4111111111111111')

    expect(page.url()).toContain(`${shopUrl}/return?`)
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2, failedTriesCount: 1 })
  })

  it('takes a payment by QR code, sends the buyer back at once, and asks nobody to pay again', async () => {
    const { page, orderId, sandbox, status } = await openPage()

    await page.getByRole('link', { name: 'Pay by QR code (SBP)' }).click()
    await press(page, 'Confirm €19.99 in the app')

    expect(page.url()).toBe(`${shopUrl}/return?orderId=${orderId}&lang=en`)
    expect(await status(orderId)).toMatchObject({ orderStatus: 7, paymentWay: 'SBP_C2B' })
    await page.goto(sandbox.order(orderId)!.formUrl)
    expect(await page.textContent('h1')).toBe('Your bank has not told us yet')
  })

  it('lets a buyer cancel, and go back after a decline', async () => {
    const { page, orderId, sandbox } = await openPage()

    await press(page, 'Cancel')
    expect(page.url()).toBe(`${shopUrl}/failed?orderId=${orderId}&lang=en`)
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })

    await page.goto(sandbox.order(orderId)!.formUrl)
    await pay(page, '4111111111111111', '000')
    await press(page, 'Back to the shop')
    expect(page.url()).toContain(`${shopUrl}/failed?`)
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: 71015 })
  })

  it('focuses what is wrong, and keeps what was right', async () => {
    const { page } = await openPage()

    await pay(page, '4111111111111112')

    expect(await page.getByRole('alert').and(page.locator(':focus')).count()).toBe(1)
    expect(await page.getByLabel('Name on card').inputValue()).toBe('Ada Lovelace')
    expect(await page.getByLabel('Security code').inputValue()).toBe('')
    expect(await page.getByLabel('Card number').getAttribute('aria-invalid')).toBe('true')
  })
})

/** Where shops send a buyer next: a front end on another origin, or an app by its own scheme. */
const onwards: readonly [string, () => string][] = [
  ['another origin', () => `${shopUrl.replace('127.0.0.1', 'localhost')}/thanks`],
  ['an app', () => 'com.shop.app://thanks?order=7'],
]

describeOver('chromium').each(onwards)('a shop that sends a buyer on to %s', (_where, onward) => {
  const openShop = () => {
    const leadingOn = `${shopUrl}/return?onward=${encodeURIComponent(onward())}`
    return openPage({}, { returnUrl: leadingOn, failUrl: leadingOn })
  }
  /** The browser requests the address. What an app's scheme opens is up to the system. */
  const arrival = (page: Page) => page.waitForRequest((request) => request.url().startsWith(onward()))

  it('is reached from the card form', async () => {
    const { page } = await openShop()
    const arrived = arrival(page)

    await page.fill('[autocomplete="cc-number"]', '4111111111111111')
    await page.fill('[autocomplete="cc-exp"]', '12/34')
    await page.fill('[autocomplete="cc-csc"]', '123')
    await page.fill('[autocomplete="cc-name"]', 'Ada Lovelace')
    await page.getByRole('button', { name: 'Pay €19.99' }).click({ noWaitAfter: true })

    await arrived
  })

  it("is reached from the issuer's page", async () => {
    const { page } = await openShop()
    await pay(page, '5555555555555599')
    const arrived = arrival(page)

    await page.fill('[autocomplete="one-time-code"]', '123456')
    await page.getByRole('button', { name: 'Confirm' }).click({ noWaitAfter: true })

    await arrived
  })

  it('is reached by a buyer who cancels', async () => {
    const { page } = await openShop()
    const arrived = arrival(page)

    await page.getByRole('button', { name: 'Cancel' }).click({ noWaitAfter: true })

    await arrived
  })
})

const looks: readonly [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 } }],
  ['at 400 percent zoom', { viewport: { width: 320, height: 256 } }],
]

describeOver('chromium').each(looks)('every page of the bank, %s,', (_, look) => {
  it('has no accessibility violation, no console message and no sideways scrolling', async () => {
    // With JavaScript, because axe needs it. The pages have none.
    const { page, sandbox, orderId } = await openPage({ ...look, javaScriptEnabled: true })
    const messages: string[] = []
    page.on('console', (message) => messages.push(message.text()))
    await page.reload()

    await expectAccessible(page)
    await page.getByText('Test cards to pay with').click()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Pay by QR code (SBP)' }).click()
    await page.waitForURL(/qr\.html/)
    await expectAccessible(page)
    await page.goBack()
    await press(page, 'Pay €19.99')
    expect(await page.title()).toContain('Check your card details')
    await expectAccessible(page)
    await pay(page, '4444444444446666')
    expect(await page.title()).toContain('Payment declined')
    await expectAccessible(page)
    await pay(page, '5555555555555599')
    await expectAccessible(page)
    await press(page, 'Confirm')
    expect(await page.title()).toContain('Check the code')
    await expectAccessible(page)
    sandbox.expire(orderId)
    await page.goto(sandbox.order(orderId)!.formUrl)
    expect(await page.title()).toContain('The time to pay has run out')
    await expectAccessible(page)

    // A form with errors gets a 422, which Chromium reports as a failed load.
    expect(messages.filter((message) => !message.includes('422'))).toEqual([])
  })
})

/** The page's content security policy forbids foreign scripts, so axe is evaluated instead of loaded. */
async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState()
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ['violations'] })`)
  expect(violations.flatMap(({ nodes }) => nodes.map(({ html, failureSummary }) => [html, failureSummary]))).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true)
}
