import request from 'supertest'
import { buy, everyMount, openStore } from '../support/store.ts'
import type { Browser, Store } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

const ago = (secs: number): string => String(Math.floor(Date.now() / 1000) - secs)

describe.each(everyMount)('the built-in pending page %s', (_title, mount) => {
  async function pending(): Promise<{ browser: Browser; at: (more: string) => string; orderNumber: string }> {
    store = await openStore({ mount })
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    store.bank.alter(gatewayOrderId, { orderStatus: 7 })
    return { browser, orderNumber, at: (more) => store.path(`/payment/return?orderId=${gatewayOrderId}${more}`) }
  }

  it('slows down over time, then stops and says what will happen', async () => {
    const { browser, at } = await pending()
    const refreshOf = async (more: string): Promise<string | undefined> =>
      (await browser.get(at(more)).expect(200)).headers.refresh

    expect(await refreshOf('')).toMatch(/^5; url=\?orderId=[\w-]+&since=\d+$/)
    expect(await refreshOf(`&since=${ago(100)}`)).toMatch(/^2[5-7]; url=/)
    expect(await refreshOf(`&since=${ago(880)}`)).toMatch(/^60; url=/)
    const stopped = await browser.get(at(`&since=${ago(900)}`)).expect(200)
    expect(stopped.headers).not.toHaveProperty('refresh')
    expect(stopped.text).toContain('this page has stopped checking by itself')
  })

  it("does the same for a browser that did not start the order, without the order's data", async () => {
    const { at, orderNumber } = await pending()
    const stranger = (more: string): request.Test => request(store.server).get(at(more)).expect(200)

    expect((await stranger('')).headers.refresh).toMatch(/^5; url=/)
    const { headers, text } = await stranger(`&since=${ago(900)}`)
    expect(headers).not.toHaveProperty('refresh')
    expect(text).toContain('this page has stopped checking by itself')
    expect(text).not.toContain(orderNumber)
  })

  it('keeps only the order and the time of its address', async () => {
    const { browser, at } = await pending()

    const { headers } = await browser.get(at('&lang=en&x=%0d%0aSet-Cookie:a&url=https://evil.example')).expect(200)

    expect(headers.refresh).toMatch(/^5; url=\?orderId=[\w-]+&since=\d+$/)
  })

  it('links back to the shop where it is mounted', async () => {
    const { browser, at } = await pending()

    const { text } = await browser.get(at('')).expect(200)

    const shop = mount.path === '' ? `${store.baseUrl}/` : store.baseUrl
    expect(text).toContain(`<a class="link" href="${shop}">Back to the shop</a>`)
  })
})

describe.each(everyMount)('every answer %s', (_title, mount) => {
  it.each<['get' | 'post' | 'head', string, number]>([
    ['get', '/checkout/mug', 302],
    ['post', '/checkout/mug', 302],
    ['head', '/checkout/mug', 204],
    ['get', '/checkout/no-such-thing', 404],
    ['get', '/checkout/broken', 500],
    ['get', '/checkout/%E0%A4%A', 400],
    ['get', '/payment/return?orderId=nobody', 404],
    ['get', '/payment/return', 400],
    ['post', '/payment/return?orderId=nobody', 303],
    ['head', '/payment/return', 204],
    ['get', '/payment/callback?mdOrder=nobody', 404],
    ['post', '/payment/callback', 400],
    ['get', '/payment/pages.css', 200],
  ])('to %s %s (%i) is not cached, not indexed and not sniffed', async (method, path, status) => {
    store = await openStore({ mount })

    const { headers } = await store.browser()[method](store.path(path)).expect(status)

    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
  })
})
