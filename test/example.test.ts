import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page as Tab } from 'playwright-core'
import { openBrowser } from './support/browser.ts'
import { freePorts, makeStoreFolder, openExample, runExample } from './support/example-store.ts'
import type { ExampleStore, StoreFolder } from './support/example-store.ts'
import { describeOver } from './support/prerequisites.ts'
import { until } from './support/until.ts'

const cards = {
  approved: '4111 1111 1111 1111',
  withOneTimeCode: '5555 5555 5555 5599',
  declined: '5168 4948 9505 5780',
}

/** Lines on the console before anybody buys anything. */
const greetingLines = 9

const orderNumber = '[0-9A-Z]{26}'

/** Ample time for the sweep's first check of an order, which comes 20 s and a tick after it was written. */
const firstLookMs = 60_000

describeOver('chromium')('the example store', () => {
  let folder: StoreFolder
  let ports: { shop: number; bank: number }
  let store: ExampleStore
  let front: string
  let browser: Browser
  let buyer: BrowserContext
  let tab: Tab
  const complaints: string[] = []

  beforeAll(async () => {
    folder = makeStoreFolder()
    ports = await freePorts()
    front = `http://localhost:${ports.shop}/`
    ;[store, browser] = await Promise.all([openExample(folder, ports), openBrowser()])
  })

  afterAll(async () => {
    await browser.close()
    await store.stop()
    folder.remove()
  })

  beforeEach(async () => {
    complaints.length = 0
    buyer = await newBuyer()
    tab = await buyer.newPage()
  })

  afterEach(async () => {
    await buyer.close()
    expect(complaints).toEqual([])
  })

  /** A new browser. Anything it complains about (policies, missing files, scripts) fails the test. */
  async function newBuyer(options: { colorScheme?: 'light' | 'dark' } = {}): Promise<BrowserContext> {
    const context = await browser.newContext(options)
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    context.on('weberror', (error) => complaints.push(error.error().message))
    return context
  }

  function ordersCount(): number {
    return Number(folder.sql('select count(*) as n from checkout_orders')[0]?.n)
  }

  /** Waits for the console to report the order, and a little longer in case it reports it again. */
  async function handOversOf(number: string): Promise<readonly string[]> {
    const told = () => store.handOvers().filter((line) => line.includes(number))
    await until(
      () => told().length > 0,
      () => store.lines,
    )
    await sleep(200)
    return told()
  }

  it('prints its address, the cards to use and how to stop it', () => {
    const said = store.lines.join('\n')

    expect(said).toContain(`http://localhost:${ports.shop}`)
    for (const card of Object.values(cards)) expect(said).toContain(card)
    expect(said).toContain('/office')
    expect(said).toMatch(/Its bank is a sandbox: http:\/\/127\.0\.0\.1:\d+\/\. /)
    expect(said).toContain('Ctrl-C')
    expect(store.lines).toHaveLength(greetingLines)
  })

  it('shows six things with pictures, and leads from Buy to a thank-you page and one hand-over', async () => {
    await tab.goto(front)
    expect(await tab.getByRole('button', { name: /^Buy / }).count()).toBe(6)
    expect(await picturesIn(tab)).toEqual({ whole: 7, broken: 0 })

    await buy(tab, 'Blue mug')
    expect(await tab.getByText('Windowsill').isVisible()).toBe(true)
    await typeCard(tab, cards.approved)

    const number = await thanks(tab)
    const text = await tab.getByRole('main').innerText()
    expect(text).toMatch(/Blue mug[^]*€19\.99[^]*VISA 411111\*+1111/)
    expect(await handOversOf(number)).toEqual([`handed over: order ${number}, "Blue mug", EUR 19.99`])
  })

  it('takes a buyer through 3-D Secure', async () => {
    await tab.goto(front)
    await buy(tab, 'Round teapot')
    await typeCard(tab, cards.withOneTimeCode)
    await tab.getByLabel('One-time code').fill('123456')
    await tab.getByRole('button', { name: 'Confirm' }).click()

    const number = await thanks(tab)
    expect(await handOversOf(number)).toEqual([`handed over: order ${number}, "Round teapot", EUR 34.50`])
  })

  it('lets a buyer whose card is declined pay with another on the same page', async () => {
    await tab.goto(front)
    await buy(tab, 'Wooden bird')
    const paymentPage = tab.url()
    await typeCard(tab, cards.declined)
    await tab.getByText('The payment was declined').waitFor()

    expect(tab.url()).toBe(paymentPage)
    expect(await tab.getByText('You have not been charged').isVisible()).toBe(true)
    await typeCard(tab, cards.approved)

    expect(await handOversOf(await thanks(tab))).toHaveLength(1)
  })

  it('tells a buyer who cancels that nothing was paid, and takes them back to the same payment', async () => {
    await tab.goto(front)
    await buy(tab, 'Little cactus')
    const paymentPage = tab.url()
    await tab.getByRole('button', { name: 'Cancel' }).click()
    await tab.waitForURL('**/payment/return**')

    expect(await tab.getByRole('heading', { level: 1 }).innerText()).toBe('Payment not finished')
    expect(await tab.getByText('No money was taken').isVisible()).toBe(true)
    await tab.getByRole('link', { name: 'Continue payment' }).click()
    await tab.waitForURL(paymentPage)
    await typeCard(tab, cards.approved)

    expect(await handOversOf(await thanks(tab))).toHaveLength(1)
  })

  it('hands over the order of a buyer who paid and never came back', async () => {
    await tab.goto(front)
    await buy(tab, 'Beeswax candle')
    const payment = breakLineAfterPaying(tab)
    await typeCard(tab, cards.approved)
    expect(await payment).toContain('/payment/return?orderId=')
    await tab.close()
    complaints.length = 0
    const told = () => store.handOvers().filter((line) => line.endsWith('"Beeswax candle", EUR 14.90'))

    expect(told()).toEqual([])
    await until(
      () => told().length > 0,
      () => store.lines,
      firstLookMs,
    )
    expect(told()).toHaveLength(1)
  })

  it('shows the thank-you page again on a reload, and hands over once', async () => {
    await tab.goto(front)
    await buy(tab, 'Linen notebook')
    await typeCard(tab, cards.approved)
    const number = await thanks(tab)

    await tab.reload()
    await tab.reload()

    expect(await thanks(tab)).toBe(number)
    expect(await handOversOf(number)).toHaveLength(1)
  })

  it('opens one order for a double click on Buy', async () => {
    await tab.goto(front)
    // A browser has its key from its first order on. Without one, two presses count as one only while the first is
    // under way.
    await buy(tab, 'Round teapot')
    await tab.goto(front)
    const before = ordersCount()
    // Whether a browser sends both presses of a double click depends on milliseconds; these two are always both sent.
    // Like a click, they say that a person made them.
    const headers = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-User': '?1' }
    const press = () => buyer.request.post(`${front}checkout/blue-mug`, { headers, maxRedirects: 0 })

    const [first, second] = await Promise.all([press(), press()])

    expect([first.status(), second.status()]).toEqual([302, 302])
    expect(second.headers().location).toBe(first.headers().location)
    await tab.getByRole('button', { name: 'Buy Blue mug' }).dblclick()
    await tab.getByLabel('Card number').waitFor()
    expect(tab.url()).toBe(first.headers().location)
    expect(ordersCount() - before).toBe(1)
    await typeCard(tab, cards.approved)
    expect(await handOversOf(await thanks(tab))).toHaveLength(1)
  })

  it('takes two tabs that buy the same thing to one payment, and two that buy different things to two', async () => {
    const [second, third] = [await buyer.newPage(), await buyer.newPage()]
    for (const each of [tab, second, third]) await each.goto(front)

    // A browser gets its key with the first answer: presses in two tabs at the same instant do not yet count as one.
    await buy(tab, 'Blue mug')
    await Promise.all([buy(second, 'Blue mug'), buy(third, 'Round teapot')])

    expect(second.url()).toBe(tab.url())
    expect(third.url()).not.toBe(tab.url())
    await Promise.all([typeCard(tab, cards.approved), typeCard(third, cards.approved)])
    const numbers = [await thanks(tab), await thanks(third)]
    for (const number of numbers) expect(await handOversOf(number)).toHaveLength(1)
    await tab.getByRole('main').getByRole('link', { name: 'Your orders' }).click()
    const orders = await tab.getByRole('main').innerText()
    for (const number of numbers) expect(orders).toContain(number)
  })

  it('shows a browser its own orders and no others', async () => {
    await tab.goto(front)
    await tab.getByRole('link', { name: 'Your orders' }).click()

    expect(await tab.getByRole('main').innerText()).toContain('Nothing yet')
  })

  it('redirects a visitor from another name of the machine to its own address', async () => {
    await tab.goto(`http://127.0.0.1:${ports.shop}/orders`)

    expect(tab.url()).toBe(`${front}orders`)
  })

  it.each(['light', 'dark'] as const)('has no axe finding and no sideways scroll on any page in %s', async (scheme) => {
    const reader = await newBuyer({ colorScheme: scheme })
    const page = await reader.newPage()
    await page.goto(front)
    expect(await findingsOn(page)).toEqual([])
    await page.goto(`${front}orders`)
    expect(await findingsOn(page)).toEqual([])
    await page.goto(front)
    await buy(page, 'Little cactus')
    await typeCard(page, cards.approved)
    await thanks(page)
    expect(await findingsOn(page)).toEqual([])
    await page.goto(`${front}orders`)
    expect(await findingsOn(page)).toEqual([])
    await reader.close()
  })

  it.each(['light', 'dark'] as const)('has a login for its staff in its own style in %s', async (scheme) => {
    const reader = await newBuyer({ colorScheme: scheme })
    const page = await reader.newPage()
    const styleOf = (selector: string, name: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${name}')`)
    await page.goto(`${front}office`)
    expect(page.url()).toBe(`${front}staff/login`)
    expect(await findingsOn(page)).toEqual([])

    const [name, password] = [page.getByLabel('Name'), page.getByLabel('Password')]
    const [one, other] = [(await name.boundingBox())!, (await password.boundingBox())!]
    expect([one.x, one.width, one.height]).toEqual([other.x, other.width, other.height])
    expect(one.height).toBeGreaterThanOrEqual(44)
    for (const field of ['#name', '#password']) {
      expect(await styleOf(field, 'color')).toBe(await styleOf('.sheet', 'color'))
      // Smaller, and phones zoom in.
      expect(await styleOf(field, 'font-size')).toBe('16px')
    }
    expect(await styleOf('main button', 'background-color')).toBe(await styleOf('nav a', 'color'))

    await name.fill('owner')
    await password.fill('a guess')
    complaints.length = 0
    await page.getByRole('button', { name: 'Log in' }).click()
    expect(await page.getByRole('alert').innerText()).toBe('That is not a name and password of ours.')
    expect(await findingsOn(page)).toEqual([])
    // Chromium complains about every 403.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('403')])
    await reader.close()
  })

  it('says that its port is taken, and how to choose another', async () => {
    const another = makeStoreFolder()
    const second = runExample(another, ports)

    expect(await second.ended).toBe(1)
    expect(second.lines).toEqual([`Port ${ports.shop} is taken. Choose another: PORT=${ports.shop + 1} npm start`])
    another.remove()
  })

  it('stops cleanly and starts again with its ledger, though its bank has forgotten every order', async () => {
    await tab.goto(front)
    await buy(tab, 'Wooden bird')
    await tab.goto('about:blank')
    const handedOver = store.handOvers()

    // Browsers hold idle connections like this one. The store must cut it, or it would never end.
    const silent = connect(ports.shop, '127.0.0.1').on('error', () => undefined)
    await once(silent, 'connect')
    let wasKept = false
    const patience = setTimeout(() => {
      wasKept = true
      silent.destroy()
    }, 20_000)
    expect(await store.stop()).toBe(0)
    clearTimeout(patience)
    expect(wasKept).toBe(false)
    store = await openExample(folder, ports)
    folder.sql(`update checkout_orders set next_check_at = created_at where status = 'registered'`)
    await until(
      () => folder.sql('select 1 from checkout_orders where next_check_at <= created_at').length === 0,
      () => store.lines,
    )
    await tab.goto(front)
    await buy(tab, 'Wooden bird')
    await typeCard(tab, cards.approved)
    const number = await thanks(tab)

    expect(await handOversOf(number)).toHaveLength(1)
    expect(handedOver.join()).not.toContain(number)
    expect(store.lines.slice(greetingLines)).toEqual(store.handOvers())
  })
})

async function buy(tab: Tab, name: string): Promise<void> {
  await tab.getByRole('button', { name: `Buy ${name}` }).click()
  await tab.waitForURL('**/payment_en.html**')
}

async function typeCard(tab: Tab, number: string): Promise<void> {
  await tab.getByLabel('Card number').fill(number)
  await tab.getByLabel('Expiry date').fill('12/34')
  await tab.getByLabel('Security code').fill('123')
  await tab.getByLabel('Name on card').fill('A Buyer')
  await tab.getByRole('button', { name: /^Pay / }).click()
}

/** The bank takes the card, but its answer never reaches the buyer. Resolves to the address it would have led to. */
function breakLineAfterPaying(tab: Tab): Promise<string | undefined> {
  return new Promise((resolve) => {
    void tab.route('**/payment_en.html**', async (route) => {
      const answer = await route.fetch({ maxRedirects: 0 })
      await route.abort()
      resolve(answer.headers().location)
    })
  })
}

/** Waits for the shop's own thank-you page, and reads the order number from it. */
async function thanks(tab: Tab): Promise<string> {
  await tab.getByRole('heading', { name: 'Thank you!' }).waitFor()
  const number = new RegExp(orderNumber).exec(await tab.getByRole('main').innerText())?.[0]
  if (number === undefined) throw new Error('The thank-you page names no order number.')
  return number
}

function picturesIn(tab: Tab): Promise<{ whole: number; broken: number }> {
  return tab.evaluate(`(() => {
    const pictures = [...document.images]
    const whole = pictures.filter((picture) => picture.complete && picture.naturalWidth > 0).length
    return { whole, broken: pictures.length - whole }
  })()`)
}

async function findingsOn(tab: Tab): Promise<string[]> {
  await tab.evaluate(axe.source)
  const { violations } = await tab.evaluate<axe.AxeResults>('axe.run()')
  const findings = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
  for (const width of [1280, 320]) {
    await tab.setViewportSize({ width, height: 800 })
    const sideways = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    if (sideways !== 0) findings.push(`scrolls ${String(sideways)} px sideways at ${width} px`)
  }
  return findings
}
