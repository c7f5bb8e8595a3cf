import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page as Tab } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { openOffice, operators } from '../support/office.ts'
import type { Office } from '../support/office.ts'
import { describeOver } from '../support/prerequisites.ts'
import { buy, orderOf, pathOf, timesAsked } from '../support/store.ts'

describeOver('chromium')('the buttons that move money, in a browser', () => {
  let browser: Browser
  let office: Office
  /** Who is logged in: a session that ends takes its operator away. */
  const loggedIn = new Set<string>()

  beforeAll(async () => {
    browser = await openBrowser()
    office = await openOffice({
      authorize: (req) => {
        const name = /(?:^|; )operator=([^;]*)/.exec(req.headers.cookie ?? '')?.[1] ?? ''
        return loggedIn.has(name) ? operators[name] : undefined
      },
    })
  })
  afterAll(async () => {
    await browser.close()
    await office.close()
  })

  async function logIn(name: string): Promise<Tab> {
    loggedIn.add(name)
    const context = await browser.newContext({ javaScriptEnabled: false })
    // As a login sets it that does nothing about forgery: the pages must guard themselves.
    await context.addCookies([{ name: 'operator', value: name, url: office.baseUrl, sameSite: 'Lax' }])
    return context.newPage()
  }

  async function paidOrder(): Promise<string> {
    const buyer = office.browser()
    const { gatewayOrderId } = await buy(office, buyer)
    const { location } = await office.bank.pay(gatewayOrderId)
    await buyer.get(pathOf(location)).expect(200)
    return (await orderOf(office, gatewayOrderId)).orderNumber
  }

  const here = (orderNumber: string, rest = '') => `${office.baseUrl}/office/orders/${orderNumber}${rest}`
  const refundedOf = async (orderNumber: string) => (await office.checkout.orders.get(orderNumber))!.refundedMinor

  async function press(tab: Tab, name: string): Promise<void> {
    const arrived = tab.waitForEvent('load')
    await tab.getByRole('button', { name }).click()
    await arrived
  }

  it('give back once for a double click, and say what has come of it', async () => {
    const orderNumber = await paidOrder()
    const before = timesAsked(office, 'refund.do')
    const tab = await logIn('front-desk')
    await tab.goto(here(orderNumber))
    await tab.fill('#refund-amount', '5.50')
    await press(tab, 'Go on')
    await tab.fill('#note', 'one broken')
    await tab.getByRole('button', { name: 'Give back 5.50' }).dblclick()
    await tab.getByRole('status').waitFor()

    expect(await tab.getByRole('status').textContent()).toContain('It is done, and written down.')
    expect(await refundedOf(orderNumber)).toBe(550)
    expect(timesAsked(office, 'refund.do') - before).toBe(1)
    // Back: the page is written anew, and says that this would be once more.
    await tab.goBack()
    expect(await tab.textContent('main')).toMatch(/5\.50\sEUR were given back already by front-desk/)
    expect([await refundedOf(orderNumber), timesAsked(office, 'refund.do') - before]).toEqual([550, 1])
  })

  it('move nothing on a page that is no longer so, and say what has happened', async () => {
    const orderNumber = await paidOrder()
    const tab = await logIn('front-desk')
    await tab.goto(here(orderNumber, '/refund?amount=5.50'))
    await office.checkout.refund(orderNumber, { amountMinor: 100, key: 'portal', by: 'owner' })
    await press(tab, 'Give back 5.50')

    expect(await tab.textContent('main')).toContain('Nothing was done: what you saw is no longer so.')
    expect(await refundedOf(orderNumber)).toBe(100)
    const arrived = tab.waitForEvent('load')
    await tab.getByRole('link', { name: 'See how it stands now' }).click()
    await arrived
    expect(tab.url()).toBe(here(orderNumber))
  })

  it('give back once where two operators press at the same time', async () => {
    const orderNumber = await paidOrder()
    const before = timesAsked(office, 'refund.do')
    const tabs = await Promise.all(['front-desk', 'owner'].map((name) => logIn(name)))
    await Promise.all(tabs.map((tab) => tab.goto(here(orderNumber, '/refund?amount=5.50'))))
    await Promise.all(tabs.map((tab) => press(tab, 'Give back 5.50')))

    expect([await refundedOf(orderNumber), timesAsked(office, 'refund.do') - before]).toEqual([550, 1])
  })

  it('move nothing once the session has ended, and tell nothing', async () => {
    const orderNumber = await paidOrder()
    const tab = await logIn('till-2')
    await tab.goto(here(orderNumber, '/refund?amount=5.50'))
    loggedIn.delete('till-2')
    await press(tab, 'Give back 5.50')

    expect(await tab.textContent('h1')).toBe('You may not be here')
    expect(await tab.content()).not.toContain(orderNumber)
    expect(await refundedOf(orderNumber)).toBe(0)
  })

  it('are pressed by no page of another site, nor of another port of this one', async () => {
    const orderNumber = await paidOrder()
    const tab = await logIn('front-desk')
    await tab.goto(here(orderNumber, '/refund?amount=5.50'))
    // Even where it knows the seal: it has seen the page over somebody's shoulder.
    const seal = await tab.inputValue('input[name=seal]')
    const evil = await serve(`<!doctype html><title>evil</title>
      <form method="post" action="${here(orderNumber, '/refund')}">
        <input name="seal" value="${seal}"><input name="amount" value="5.50"><button>Win</button></form>`)
    for (const host of ['localhost', '127.0.0.1']) {
      await tab.goto(`http://${host}:${(evil.address() as AddressInfo).port}/`)
      await press(tab, 'Win')
      expect(await tab.textContent('h1')).toMatch(/Not from here|You may not be here/)
    }
    evil.close()
    expect(await refundedOf(orderNumber)).toBe(0)
  })

  it('wait for a second person above the limit, who sees and decides', async () => {
    const orderNumber = await paidOrder()
    const till = await logIn('till-2')
    await till.goto(here(orderNumber, '/refund?amount=15.00'))
    await press(till, 'Propose 15.00')
    expect(await till.textContent('main')).toContain('waits for a second person')
    const owner = await logIn('owner')
    await owner.goto(`${office.baseUrl}/office/review`)
    const arrived = owner.waitForEvent('load')
    await owner.getByRole('link', { name: 'A refund waits for a second person' }).click()
    await arrived
    expect(await owner.textContent('h1')).toContain('Agree to give back 15.00')
    await owner.getByRole('button', { name: 'Give back 15.00' }).dblclick()
    await owner.getByRole('status').waitFor()
    expect(await refundedOf(orderNumber)).toBe(1500)
  })
})

async function serve(page: string): Promise<Server> {
  const server = createServer((_req, res) => void res.setHeader('Content-Type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
