import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, BrowserContextOptions, Page as Tab } from 'playwright-core'
import { faultKinds } from '../../src/sandbox/index.ts'
import { axeFindings, sidewaysScroll } from '../support/axe.ts'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { openBank } from './open-bank.ts'

let browser: Browser
let context: BrowserContext | undefined

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

afterEach(async () => {
  await context?.close()
  context = undefined
})

/** A tab without JavaScript at the root of a bank. */
async function open(options: BrowserContextOptions = {}, bankOptions = {}) {
  const bank = await openBank(bankOptions)
  context = await browser.newContext({ javaScriptEnabled: false, ...options })
  const tab = await context.newPage()
  const { origin } = new URL(bank.sandbox.url)
  return { ...bank, tab, origin, go: (path: string) => tab.goto(origin + path) }
}

/** Presses a button and waits for the page it leads to. */
async function press(tab: Tab, name: string | RegExp): Promise<void> {
  const arrived = tab.waitForEvent('load')
  await tab.getByRole('button', { name }).first().click()
  await arrived
}

type Bank = Awaited<ReturnType<typeof openBank>>

/** An order in each status, words as long as they come, and something of everything on every page. */
async function fill({ register, call, sandbox }: Bank): Promise<{ busyOrder: string; openOrder: string }> {
  const orderNumber = 'W'.repeat(36)
  const description = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft '.repeat(3)
  const refund = async (orderId: string, amount: number) => {
    await sandbox.pay(orderId)
    sandbox.refundInPortal(orderId, amount)
  }
  const openOrder = await register({ amount: '999999999', currency: '392', description: 'Round teapot, hand painted' })
  const held = await register({ method: 'registerPreAuth.do', description: 'Herb box' })
  await sandbox.pay(held)
  await sandbox.pay(await register({ description: 'Blue mug, little cactus' }))
  await refund(await register({ description: 'Beeswax candle' }), 0)
  await refund(await register(), 500)
  const expired = await register({ description: 'Tea towel' })
  sandbox.expire(expired)
  const busyOrder = await register({
    orderNumber,
    description,
    email: `${'long-name-'.repeat(8)}@mail.example`,
    jsonParams: JSON.stringify({ basket: 'b-88120' }),
    orderBundle: JSON.stringify({ cartItems: { items: [{ name: description }] } }),
    returnUrl: `http://127.0.0.1:3000/payment/return?token=${'t'.repeat(200)}`,
  })
  await sandbox.pay(busyOrder, { number: '4444444444446666' })
  sandbox.fault({ kind: 'html', method: 'getOrderStatusExtended.do' })
  await call('getOrderStatusExtended.do', { orderId: busyOrder }).catch(() => undefined)
  await call('refund.do', { orderId: busyOrder, amount: '5' })
  await sandbox.pay(busyOrder, { number: '5555555555555599', otp: '' })
  sandbox.fault({ kind: 'silence-after', method: 'refund.do', times: 2, delayMs: 2000 })
  sandbox.fault({ kind: 'reordered-callbacks' })
  return { busyOrder, openOrder }
}

/** Widths decide layout, schemes contrast: one look is read by axe in full, the others for what they can change. */
const looks = [
  { width: 390, colorScheme: 'light', rules: 'all' },
  { width: 390, colorScheme: 'dark', rules: 'looks' },
  { width: 768, colorScheme: 'dark', rules: 'looks' },
  { width: 768, colorScheme: 'light', rules: undefined },
  { width: 1440, colorScheme: 'light', rules: 'looks' },
  { width: 1440, colorScheme: 'dark', rules: undefined },
] as const

describeOver('chromium')('the pages of the bank’s staff', () => {
  it('please axe and fit on a phone, a tablet and a desktop, light and dark', async () => {
    // With JavaScript, because axe needs it. The pages have none.
    const bank = await open({ javaScriptEnabled: true, reducedMotion: 'reduce' })
    const { tab, go } = bank
    const complaints: string[] = []
    tab.on('console', (message) => complaints.push(message.text()))
    await go('/')
    await expectFine(tab, 'first day')
    const { busyOrder, openOrder } = await fill(bank)

    const paths = ['/', '/?q=nothing', '/faults', '/asked', '/use', '/forget', `/orders/${busyOrder}`, '/none']
    for (const path of [...paths, `/orders/${openOrder}`]) {
      await go(path)
      await expectFine(tab, path)
    }
    // The newest, which is the busy one.
    await go('/')
    await press(tab, /^Pay/)
    await expectFine(tab, 'paid')
    await go('/faults')
    await tab.fill('#times', 'often')
    await press(tab, 'Slow')
    await expectFine(tab, 'wrong field')
    await go(`/orders/${busyOrder}`)
    await tab.fill('#refund-amount', 'x')
    await press(tab, 'Refund')
    await expectFine(tab, 'wrong amount')

    expect(complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'))).toEqual([])
  })

  it.each([320, 390])('stay whole at %i px when letters are twice as large', async (width) => {
    const bank = await open({ viewport: { width, height: 640 }, javaScriptEnabled: true })
    const { busyOrder } = await fill(bank)

    for (const path of ['/', '/faults', '/asked', '/use', '/forget', `/orders/${busyOrder}`]) {
      await bank.go(path)
      if (width === 390) await bank.tab.evaluate(`document.documentElement.style.fontSize = '200%'`)
      await unfold(bank.tab)
      expect([path, await sidewaysScroll(bank.tab)]).toEqual([path, 0])
    }
  })

  it('pay, refund and break the bank without JavaScript', async () => {
    const { tab, go, register, sandbox, status } = await open()
    const orderId = await register({ description: 'Round teapot' })

    await go('/')
    await press(tab, /^Pay/)
    expect(await tab.getByRole('status').textContent()).toContain('The buyer paid')
    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2 })

    await tab.getByRole('link', { name: /^orde/ }).click()
    await tab.fill('#refund-amount', '5.00')
    await press(tab, 'Refund')
    expect(await tab.getByRole('status').textContent()).toContain('The bank gave back')
    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 500 })

    await tab.getByRole('link', { name: 'Faults' }).click()
    await tab.selectOption('#method', 'getOrderStatusExtended.do')
    await press(tab, 'Wrong amount')
    expect(await tab.inputValue('#method')).toBe('getOrderStatusExtended.do')
    expect(await status(orderId)).toMatchObject({ amount: 2000 })
    expect(await status(orderId)).toMatchObject({ amount: 1999 })
  })

  it('do it once for a double click, and lead to where it is done', async () => {
    const { tab, go, register, sandbox } = await open()
    const orderId = await register()
    await sandbox.pay(orderId)
    await go(`/orders/${orderId}`)
    await tab.fill('#refund-amount', '5.00')

    await tab.getByRole('button', { name: 'Refund' }).dblclick()
    await tab.getByRole('status').waitFor()

    expect(await tab.getByRole('status').textContent()).toContain('The bank gave back')
    expect(sandbox.order(orderId)).toMatchObject({ refundedAmount: 500 })
    await go('/faults')
    await tab.getByRole('button', { name: 'Slow', exact: true }).dblclick()
    await tab.getByRole('status').waitFor()
    expect(sandbox.unmetFaults()).toHaveLength(1)
  })

  it('do nothing for Enter in a field of the faults', async () => {
    const { tab, go, sandbox } = await open()
    await go('/faults')
    const arrived = tab.waitForEvent('load')
    await tab.press('#times', 'Enter')
    await arrived

    expect(await tab.getByRole('alert').textContent()).toContain('Press the button of a fault.')
    expect(sandbox.unmetFaults()).toEqual([])
  })

  it('do nothing for a page of another site', async () => {
    const { tab, register, sandbox, origin } = await open()
    const orderId = await register()
    const evil = await serve(
      `<!doctype html><title>evil</title><form method="post" action="${origin}/orders/${orderId}">
        <input name="deed" value="pay"><input name="key" value="aaaaaaaaaaaa"><button>Win</button></form>`,
    )
    // Another site, and the same site at another port, such as the shop itself.
    for (const host of ['localhost', '127.0.0.1']) {
      await tab.goto(`http://${host}:${(evil.address() as AddressInfo).port}/`)
      await press(tab, 'Win')
      expect(await tab.textContent('main')).toContain('The form came from a page that is not the bank’s own.')
    }
    evil.close()

    expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 0, actionCode: -100 })
  })

  it('work at an address for which browsers send no Fetch Metadata', async () => {
    const { sandbox, register } = await openBank({ hosts: ['bank.test'] })
    const orderId = await register()
    // A name that leads to this machine, without being one of its loopback names.
    const named = await openBrowser(['--host-resolver-rules=MAP bank.test 127.0.0.1'])
    try {
      const tab = await named.newPage()
      const posted = tab.waitForRequest((one) => one.method() === 'POST')
      await tab.goto(`http://bank.test:${sandbox.port}/`)
      await press(tab, /^Pay/)

      expect(await (await posted).allHeaders()).toMatchObject({ origin: `http://bank.test:${sandbox.port}` })
      expect(await (await posted).allHeaders()).not.toHaveProperty('sec-fetch-site')
      expect(await tab.getByRole('status').textContent()).toContain('The buyer paid')
      expect(sandbox.order(orderId)).toMatchObject({ orderStatus: 2 })
    } finally {
      await named.close()
    }
  })

  it('are reached by the keyboard, button by button', async () => {
    const { tab, go } = await open({ javaScriptEnabled: true })
    await go('/faults')
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate('document.activeElement.textContent')).toBe('Skip to content')
    const reached = new Set<string>()
    for (let step = 0; step < 60; step += 1) {
      await tab.keyboard.press('Tab')
      reached.add(await tab.evaluate<string>('document.activeElement.value ?? ""'))
    }

    expect(Object.keys(faultKinds).filter((kind) => !reached.has(kind))).toEqual([])
  })
})

async function serve(page: string): Promise<Server> {
  const server = createServer((_req, res) => res.setHeader('Content-Type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function unfold(tab: Tab): Promise<void> {
  await tab.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`)
}

/** Less than 60 KB, no axe finding and no sideways scroll, in any look. */
async function expectFine(tab: Tab, what: string): Promise<void> {
  expect([what, Buffer.byteLength(await tab.content()) < 60_000]).toEqual([what, true])
  await unfold(tab)
  for (const { width, colorScheme, rules } of looks) {
    await tab.setViewportSize({ width, height: 900 })
    await tab.emulateMedia({ colorScheme })
    const where = [what, width, colorScheme]
    expect([...where, await sidewaysScroll(tab)]).toEqual([...where, 0])
    if (rules) expect([...where, await axeFindings(tab, rules)]).toEqual([...where, []])
  }
}
