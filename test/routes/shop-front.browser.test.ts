import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

const logo = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40"/></svg>'

describeOver('chromium')('a buyer on a page of a shop with its own name, colour and logo', () => {
  let browser: Browser
  let cdn: Server
  let logoUrl: string
  let store: Store
  const complaints: string[] = []

  beforeAll(async () => {
    cdn = createServer((_req, res) => res.setHeader('Content-Type', 'image/svg+xml').end(logo))
    await new Promise<void>((listening) => cdn.listen(0, '127.0.0.1', listening))
    logoUrl = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}/logo.svg`
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await new Promise((closed) => cdn.close(closed))
  })
  afterEach(async () => store.close())

  async function opened(shop: object): Promise<Page> {
    store = await openStore({ mount: { express: 5, path: '/shop', ledger: 'SQLite' }, options: { shop } })
    const page = await browser.newPage()
    complaints.length = 0
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${store.baseUrl}/checkout/no-such-thing`)
    return page
  }

  it('sees the logo from another host, which the policy of the page allows', async () => {
    const page = await opened({ name: 'The Teapot', logoUrl })

    expect(await page.evaluate(`document.querySelector('header img').naturalWidth`)).toBe(120)
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([])
    await page.close()
  })

  it('reads the name of the shop where its logo does not arrive', async () => {
    const page = await opened({ name: 'The Teapot', logoUrl: 'http://127.0.0.1:9/logo.svg' })

    expect(await page.getByRole('img', { name: 'The Teapot' }).isVisible()).toBe(true)
    await page.close()
  })

  it('presses a button in the colour of the shop, which leads to its front page', async () => {
    const page = await opened({ accent: ['#8b0000', '#ff9d92'], homeUrl: `${new URL(logoUrl).origin}/front` })
    const colour = (): Promise<string> =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('.button')).backgroundColor`)

    expect(await colour()).toBe('rgb(139, 0, 0)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await colour()).toBe('rgb(255, 157, 146)')
    await page.getByRole('link', { name: 'Back to the shop' }).click()
    expect(page.url()).toBe(`${new URL(logoUrl).origin}/front`)
    await page.close()
  })
})
