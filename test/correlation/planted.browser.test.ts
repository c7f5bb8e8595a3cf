import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { selfSigned } from '../gateway/self-signed.ts'
import { openBrowser } from '../support/browser.ts'
import { describeOver } from '../support/prerequisites.ts'
import { gatewayOrderIdIn, openStore, orderOf } from '../support/store.ts'
import type { Store } from '../support/store.ts'

describeOver('chromium')('a browser with cookies planted by another host of the same site', () => {
  let browser: Browser
  let victim: BrowserContext
  let attacker: BrowserContext
  let store: Store
  let shop: Server
  let sister: Server
  let planted: string[] = []

  const listen = async (listener: RequestListener): Promise<Server> => {
    const server = createServer(selfSigned(), listener)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const addressOf = (host: string, server: Server): string =>
    `https://${host}:${(server.address() as AddressInfo).port}`

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => browser.close())

  beforeEach(async () => {
    shop = await listen((req, res) => void store.server.emit('request', req, res))
    sister = await listen((_req, res) => res.setHeader('Set-Cookie', planted).end('a sister of the shop'))
    store = await openStore({
      options: {
        baseUrl: addressOf('shop.localhost', shop),
        success: (order, _req, res) => void res.send(`thanks ${order.sku}`),
      },
      before: (app) =>
        app.get('/cart', (req, res) => {
          Object.assign(req.session, { cart: ['mug'] })
          res.send('a cart')
        }),
    })
    victim = await browser.newContext({ ignoreHTTPSErrors: true })
    attacker = await browser.newContext({ ignoreHTTPSErrors: true })
  })
  afterEach(async () => {
    await victim.close()
    await attacker.close()
    for (const server of [shop, sister]) {
      server.closeAllConnections()
      server.close()
    }
    await store.close()
  })

  async function buy(context: BrowserContext): Promise<string> {
    const page = await context.newPage()
    await page.goto(`${addressOf('shop.localhost', shop)}/checkout/mug`)
    return gatewayOrderIdIn(page.url())
  }

  it('pays for its own order, and sees nothing of the planted one', async () => {
    const cart = await attacker.newPage()
    await cart.goto(`${addressOf('shop.localhost', shop)}/cart`)
    const plantedOrder = await buy(attacker)
    const cookies = await attacker.cookies(addressOf('shop.localhost', shop))
    // By every name, for the whole site and for the shop's paths. What the browser does not accept, it does not send.
    planted = cookies.flatMap(({ name, value }) =>
      [name, name.replace('__Host-', ''), name.replace('__Host-', '__Secure-')].flatMap((one) =>
        ['/', '/payment', '/checkout'].map(
          (path) => `${one}=${value}; Domain=shop.localhost; Path=${path}; Secure; SameSite=Lax`,
        ),
      ),
    )
    const page = await victim.newPage()
    await page.goto(`${addressOf('evil.shop.localhost', sister)}/`)
    const taken = await victim.cookies(addressOf('shop.localhost', shop))

    const ownOrder = await buy(victim)
    const { location } = await store.bank.pay(plantedOrder)
    await page.goto(location!)

    expect(taken.map(({ name }) => name)).toContain('connect.sid')
    expect(taken.map(({ name }) => name).filter((name) => name.startsWith('__Host-'))).toEqual([])
    expect(ownOrder).not.toBe(plantedOrder)
    expect(await page.textContent('body')).not.toContain('thanks')
    expect(await page.textContent('body')).not.toContain((await orderOf(store, plantedOrder)).orderNumber)
    await page.goto((await store.bank.pay(ownOrder)).location!)
    expect(await page.textContent('body')).toBe('thanks mug')
  })
})
