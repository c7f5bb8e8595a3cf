import { everyMount, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

describe.each(everyMount)('the stylesheet of the built-in pages %s', (_title, mount) => {
  it('is served where the pages say', async () => {
    store = await openStore({ mount })
    const { text } = await store.browser().get(store.path('/checkout/no-such-thing')).expect(404)
    const address = /<link rel="stylesheet" href="([^"]+)"/.exec(text)?.[1]

    const answer = await store.browser().get(address!).expect(200)

    expect(address).toBe(store.path('/payment/pages.css'))
    expect(answer.text).toContain('prefers-color-scheme: dark')
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('text/css'),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
  })
})
