import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Router } from 'express'
import type { Browser, Page } from 'playwright-core'
import { compileTemplate } from 'vue/compiler-sfc'
import type { Catalog, HostedCheckout } from '../../src/index.ts'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn } from '../support/store.ts'
import { until } from '../support/until.ts'
import { openShop } from './open-shop.ts'
import type { Shop } from './open-shop.ts'
import { run } from './documented.ts'

const root = resolve(__dirname, '../..')
const modulesFolder = join(root, 'node_modules')

/** Each block of the documents is taken from there and run as it stands, in one shop, with one bank. */
describeOver('chromium')('a recipe', () => {
  let shop: Shop
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    shop = await openShop()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await shop.close()
    for (const name of Object.keys(process.env)) {
      if (/^(NORTH|SOUTH)_CHECKOUT_/.test(name)) Reflect.deleteProperty(process.env, name)
    }
  })
  beforeEach(async () => {
    const context = await browser.newContext()
    page = await context.newPage()
  })
  afterEach(() => page.context().close())

  const recipe = (heading: string, language: string, index?: number): string =>
    shop.block('docs/recipes.md', heading, language, index)

  /** Opens a page of the shop with this in its body, and these scripts in its head. */
  async function openPage(body: string, scripts: readonly string[] = []): Promise<void> {
    const path = `/page-${++pageCount}`
    const tags = scripts.map((text, index) => {
      const script = `${path}-${index}.js`
      shop.routes.get(script, (_req, res) => void res.type('js').send(text))
      return `<script type="module" src="${script}"></script>`
    })
    shop.routes.get(path, (_req, res) => void res.send(`<!doctype html><head>${tags.join('')}</head>${body}`))
    await page.goto(shop.origin + path)
  }
  let pageCount = 0

  async function pressPay(): Promise<void> {
    await page.waitForURL(`${new URL(shop.bank.url).origin}/**`)
    await page.fill('[autocomplete="cc-number"]', '4111 1111 1111 1111')
    await page.fill('[autocomplete="cc-exp"]', '12/34')
    await page.fill('[autocomplete="cc-csc"]', '123')
    await page.fill('[autocomplete="cc-name"]', 'Ada Lovelace')
    await page.getByRole('button', { name: /^Pay / }).click()
  }

  async function payAtTheBank(): Promise<void> {
    await pressPay()
    await page.waitForURL(`${shop.origin}/**`)
  }

  /** Pays, sees the page of success, and waits for the goods. They are handed over once in all. */
  async function expectSold(sku: string): Promise<void> {
    const before = shop.handedOver.length
    await payAtTheBank()
    expect(await page.textContent('h1')).toBe('Payment received')
    await expectHandedOver(sku, before)
  }

  async function expectHandedOver(sku: string, before: number): Promise<void> {
    await until(() => shop.handedOver.length > before)
    expect(shop.handedOver.slice(before).map((order) => order.sku)).toEqual([sku])
  }

  const press = (name: string): Promise<void> => page.getByRole('button', { name }).click()

  it.each([
    ['A form', 'button'],
    ['A link', 'link'],
  ] as const)('of the page: %s', async (heading, role) => {
    await openPage(recipe(heading, 'html'))
    await page.getByRole(role, { name: 'Buy' }).click()
    await expectSold('mug')
  })

  it('with a price for this buyer, or with a page of its own where it is sold out', async () => {
    shop.routes.get('/sold-out', (_req, res) => void res.send('Come back in spring.'))
    await page.goto(`${shop.origin}/checkout/priced-out`)
    expect(await page.textContent('body')).toBe('Come back in spring.')

    await page.goto(`${shop.origin}/checkout/priced`)
    await expectSold('priced')
    expect(shop.handedOver.at(-1)).toMatchObject({ amountMinor: 1500, description: 'For you' })
  })

  it('of a cart by the catalog, which is paid once', async () => {
    await openPage('<form method="post" action="/checkout/cart"><button>Pay</button></form>')
    await press('Pay')
    await expectSold('cart')
    const { orderNumber } = shop.handedOver.at(-1)!

    await page.goto(`${shop.origin}/checkout/cart`)
    expect(await page.textContent('main')).toContain('Payment received')
    expect(shop.handedOver.at(-1)).toMatchObject({ orderNumber, metadata: { lines: [{ sku: 'mug' }, { sku: 'tea' }] } })
  })

  it("of a cart by a route of the store's own", async () => {
    const code = shop.block('docs/carts-and-links.md', 'A cart of your own route: begin', 'ts')
    const { cart } = await run(code, { modules: shop.modules() })
    shop.routes.use(cart as Router)
    await openPage('<form method="post" action="/cart/pay"><button>Pay</button></form>')

    await press('Pay')
    await expectSold('cart')
    await openPage('<form method="post" action="/cart/pay"><button>Pay</button></form>')
    await press('Pay')

    await page.waitForURL(`${shop.origin}/payment/return?**`)
    expect(await page.textContent('h1')).toBe('Payment received')
  })

  describe('of a front end', () => {
    let folder: string
    beforeAll(() => {
      folder = mkdtempSync(join(root, 'test/.recipes-'))
      const files = {
        'buy.jsx': recipe('React', 'jsx'),
        'react.jsx': `
          import { createRoot } from 'react-dom/client'
          import { Buy } from './buy.jsx'
          createRoot(document.querySelector('main')).render(<Buy sku="mug" />)`,
        'use-checkout.js': recipe('Vue', 'js'),
        'template.js': compileTemplate({ source: recipe('Vue', 'html'), filename: 'buy.vue', id: 'buy' }).code,
        'vue.js': `
          import { createApp } from 'vue'
          import { render } from './template.js'
          import { useCheckout } from './use-checkout.js'
          createApp({ setup: useCheckout, render }).mount('main')`,
      }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
      const words = ['react.jsx', 'vue.js', '--dir', 'out', '--platform', 'browser', '--format', 'esm']
      execFileSync(join(modulesFolder, '.bin/rolldown'), words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    it.each(['react', 'vue'])('in %s', async (name) => {
      await openPage('<main></main>', [readFileSync(join(folder, 'out', `${name}.js`), 'utf8')])
      await press('Buy')
      await expectSold('mug')
    })

    it('that fetches', async () => {
      await openPage('', [shop.block('docs/by-script.md', 'A checkout by script', 'js')])
      await expectSold('mug')
    })

    it('that the buyer comes back to, and that asks what has become of the order', async () => {
      const before = shop.handedOver.length
      shop.routes.use('/app', shop.another('/app', { successUrl: '/thanks', failureUrl: '/failed' }))
      const ask = recipe('React', 'js').replace('/payment/orders/', '/app/payment/orders/')
      shop.routes.get('/thanks.js', (_req, res) => {
        res.type('js').send(`${ask}\ndocument.body.append(outcome)`)
      })
      shop.routes.get('/thanks', (_req, res) => {
        res.send('<!doctype html><body></body><script type="module" src="/thanks.js"></script>')
      })

      await page.goto(`${shop.origin}/app/checkout/mug`)
      await payAtTheBank()

      await page.getByText('success').waitFor()
      expect(new URL(page.url()).pathname).toBe('/thanks')
      await expectHandedOver('mug', before)
    })
  })

  it('of Turbo', async () => {
    const turbo = readFileSync(join(modulesFolder, '@hotwired/turbo/dist/turbo.es2017-esm.js'), 'utf8')
    await openPage(recipe('Turbo', 'html'), [turbo])
    await press('Buy')
    await expectSold('mug')
  })

  describe('of htmx', () => {
    const htmx = readFileSync(join(modulesFolder, 'htmx.org/dist/htmx.js'), 'utf8')

    it('for a form within hx-boost', async () => {
      await openPage(`<main hx-boost:inherited="true">${recipe('htmx', 'html')}</main>`, [htmx])
      await press('Buy')
      await expectSold('mug')
    })

    it('for a button that leaves the page', async () => {
      await run(recipe('htmx', 'ts'), { modules: shop.modules() })
      await openPage(recipe('htmx', 'html', 1), [htmx])
      await press('Pay')
      await expectSold('cart')
    })
  })

  it('of a mobile app, which has no cookies', async () => {
    const told = await run(recipe('A mobile app', 'js'), { modules: {} }, ['orderNumber', 'formUrl', 'statusKey'])
    const { orderNumber, formUrl, statusKey } = told as Readonly<Record<string, string>>
    const before = shop.handedOver.length

    await page.goto(formUrl!)
    await payAtTheBank()

    expect(await page.textContent('main')).not.toContain(orderNumber)
    await expectHandedOver('mug', before)
    const headers = { authorization: `Bearer ${statusKey}` }
    const answer = await fetch(`${shop.origin}/payment/orders/${orderNumber}`, { headers })
    expect(await answer.json()).toMatchObject({ status: 'paid', outcome: 'success' })
  })

  it('of a mobile app that the buyer comes back to', async () => {
    const { catalog } = await run(recipe('A mobile app', 'ts'), { modules: shop.modules() })
    shop.routes.use('/apps', shop.another('/apps', { catalog: catalog as Catalog }))
    const headers = { accept: 'application/json', authorization: 'Bearer of-the-app', 'x-shop-app': '3' }
    const answer = await fetch(`${shop.origin}/apps/checkout/mug`, { method: 'POST', headers })
    const { formUrl, orderNumber } = (await answer.json()) as Readonly<Record<string, string>>
    const before = shop.handedOver.length

    await page.goto(formUrl!)
    const sentAway = page.waitForResponse((one) => one.url().startsWith(`${shop.origin}/apps/payment/return`))
    await pressPay()

    const { location } = await (await sentAway).allHeaders()
    expect(location).toContain(`com.example.shop:/paid?order=${orderNumber}`)
    await expectHandedOver('mug', before)
  })

  it('of an invoice by link', async () => {
    const printed: string[] = []
    const globals = { console: { log: (line: string) => printed.push(line) } }
    await run(recipe('An invoice by link', 'ts'), { modules: shop.modules(), globals })

    await page.goto(printed[0]!)
    await page.getByRole('button').click()
    await expectSold('payment-link')
    expect(shop.handedOver.at(-1)).toMatchObject({ reference: 'INV-2026-117' })
  })

  it('of a subscription, which is paid again under one label', async () => {
    const { checkout } = await run(recipe('A subscription', 'ts'), { modules: shop.modules({}, '/club') })
    shop.routes.use('/club', checkout as HostedCheckout)

    for (const count of [1, 2]) {
      await page.goto(`${shop.origin}/club/checkout/tea`)
      await payAtTheBank()
      expect(await page.textContent('h1')).toBe('Payment received')
      await until(() => shop.extended.length === count)
    }

    expect(shop.extended.map(([plan]) => plan)).toEqual(['SUB-tea', 'SUB-tea'])
    expect(new Set(shop.extended.map(([, orderNumber]) => orderNumber)).size).toBe(2)
  })

  it('of two shops in one app', async () => {
    const code = shop.block('docs/several-shops.md', 'Two shops in one app', 'ts')
    const item = (description: string) => () => ({ amountMinor: 700, currency: 'EUR', description })
    await run(code, { modules: shop.modules({ leaves: item('Leaves'), beans: item('Beans') }) })

    for (const [path, goods] of [
      ['tea', 'Leaves'],
      ['coffee', 'Beans'],
    ]) {
      await page.goto(`${shop.origin}/${path}/checkout/pound`)
      await payAtTheBank()
      expect(await page.textContent('main')).toMatch(new RegExp(`Payment received.*${goods}`, 's'))
    }
  })

  it.each([
    ['by variables', 0],
    ['by code', 1],
  ] as const)('of two banks in one app, %s', async (how, index) => {
    const sold: string[] = []
    const login = { url: shop.bank.url, user: 'sandbox-api', password: 'sandbox' }
    const paths = index === 0 ? ['/north', '/south'] : ['/east', '/west']
    const given = {
      banks: paths.map((path) => ({ path, ...login })),
      catalog: { mug: { amountMinor: 1999, currency: 'EUR' } },
      onPaid: ({ shop: key }: { shop?: string }) => void sold.push(key!),
    }
    if (how === 'by variables') setVariables(shop.block('docs/several-shops.md', 'Two banks', 'sh'), paths)
    await run(shop.block('docs/several-shops.md', 'Two banks', 'ts', index), { modules: shop.modules(given) })

    for (const path of paths) {
      await page.goto(`${shop.origin}${path}/checkout/mug`)
      await payAtTheBank()
      expect(await page.textContent('h1')).toBe('Payment received')
    }

    await until(() => sold.length === 2)
    expect(sold.map((key) => `/${key.split('/')[1]}`)).toEqual(paths)
  })

  /** Sets the variables that a block names for its first path, with the same for the other, as it says. */
  function setVariables(block: string, paths: readonly string[]): void {
    const names = [...block.matchAll(/^NORTH_(CHECKOUT_\w+)=/gm)].map(([, name]) => name!)
    expect(names).toContain('CHECKOUT_BASE_URL')
    for (const path of paths) {
      for (const name of names) {
        const value = name === 'CHECKOUT_BASE_URL' ? shop.origin + path : process.env[name]
        process.env[path.slice(1).toUpperCase() + '_' + name] = value!
      }
    }
  }

  it('of a path of its own', async () => {
    const checkout = shop.another('/shop')
    await run(shop.block('docs/mounting.md', 'At a path of its own', 'ts'), { modules: shop.modules({ checkout }) })

    await page.goto(`${shop.origin}/shop/checkout/mug`)
    await expectSold('mug')

    expect(page.url()).toContain(`${shop.origin}/shop/payment/return`)
  })

  it('of a shop without a timer, which a scheduler calls with a secret', async () => {
    const checkout = shop.another('/function', { callback: { dynamic: false } })
    shop.routes.use('/function', checkout)
    await run(recipe('Serverless', 'ts'), { modules: shop.modules({ checkout }) })
    const call = (secret: string): Promise<Response> =>
      fetch(`${shop.origin}/cron/payments`, { method: 'POST', headers: { authorization: `Bearer ${secret}` } })
    const before = shop.handedOver.length
    await page.goto(`${shop.origin}/function/checkout/mug`)
    await shop.bank.pay(gatewayOrderIdIn(page.url()))

    expect((await call('guessed')).status).toBe(403)
    const answer = await call(process.env.CRON_SECRET!)

    expect(await answer.json()).toMatchObject({ isWhole: true, paid: 1, handedOver: 1 })
    await expectHandedOver('mug', before)
  })

  it('lets the callbacks of the bank in before the guard against forged requests', async () => {
    await page.goto(`${shop.origin}/checkout/mug`)
    await shop.bank.pay(gatewayOrderIdIn(page.url()))
    await until(() => shop.callbacks.length > 0)

    expect(new Set(shop.callbacks)).toEqual(new Set([200]))
  })

  it('is tried here, whichever docs/recipes.md has', () => {
    const headings = [...readFileSync(join(root, 'docs/recipes.md'), 'utf8').matchAll(/^## (.+)$/gm)]
    const here = readFileSync(__filename, 'utf8') + readFileSync(join(__dirname, 'open-shop.ts'), 'utf8')
    // It leads to a page with blocks of its own, which are tried here, too.
    const names = headings.map(([, name]) => name!).filter((name) => name !== 'Several banks')

    expect(headings.length).toBeGreaterThan(10)
    expect(names.filter((name) => !here.includes(`'${name}'`))).toEqual([])
  })
})
