import { inspect } from 'node:util'
import type { Express } from 'express'
import express5 from 'express'
import express4 from 'express4'
import request from 'supertest'
import type { CheckoutOptions } from '../../src/index.ts'
import { gatewayOrderIdIn, openStore, pathOf, storeSession } from '../support/store.ts'
import type { Store } from '../support/store.ts'

let store: Store
let printed: jest.SpyInstance
beforeEach(() => (printed = jest.spyOn(console, 'error').mockImplementation(() => undefined)))
afterEach(async () => {
  printed.mockRestore()
  await store.close()
})

// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a store may reject with anything
const rejecting = (thrown: unknown): Promise<never> => Promise.reject(thrown)

const telling = '/var/lib/shop/goods.js holds the password hunter2'

/** How a store's own code may fail. */
const failures: readonly (readonly [string, () => unknown])[] = [
  ['an error', () => new Error(telling)],
  ['an error with a status', () => Object.assign(new Error(telling), { status: 418, expose: true })],
  ['a frozen error', () => Object.freeze(new Error(telling))],
  ['a text', () => telling],
  ['nothing', () => undefined],
  ['null', () => null],
  ['the word that sends Express to the next route', () => 'route'],
  ['the word that makes Express leave a router', () => 'router'],
  ['an object without a prototype', () => Object.assign(Object.create(null) as object, { message: telling })],
]

const kinds = [4, 5].flatMap((version) => ['development', 'production', 'test'].map((env) => [version, env] as const))

describe.each(kinds)('on Express %i with NODE_ENV=%s, in an app without an error handler', (version, env) => {
  const open = async (options: Partial<CheckoutOptions>): Promise<Express> => {
    store = await openStore({ options })
    const app = (version === 4 ? express4 : express5)() as Express
    return app.set('env', env).use(storeSession()).use(store.checkout)
  }

  const expectNothingTold = ({ text }: request.Response): void => {
    expect(text).not.toContain('hunter2')
    expect(text).not.toMatch(/\.[jt]s\b|node_modules|\bat \w|amountMinor|catalog/i)
  }

  it('an item that breaks the rules is a 500 without stack, path or message', async () => {
    const answer = await request(await open({}))
      .get('/checkout/broken')
      .expect(500)

    expectNothingTold(answer)
    expect(answer.text).toContain('Internal Server Error')
    expect(store.log.join('\n')).toMatch(/err.*amountMinor.*\n? .*at /s)
  })

  it.each(failures)('a catalog that rejects with %s is an error, without details', async (_what, failure) => {
    const app = await open({ catalog: () => rejecting(failure()) })

    const answer = await request(app).get('/checkout/mug')

    expect(answer.status).toBe((failure() as { status?: number } | undefined)?.status ?? 500)
    expectNothingTold(answer)
  })

  it.each(failures)('a page that rejects with %s is an error, without details', async (_what, failure) => {
    const app = await open({ success: () => rejecting(failure()) })
    const browser = request.agent(app)
    const { headers } = await browser.get('/checkout/mug').expect(302)
    const { location } = await store.bank.pay(gatewayOrderIdIn(headers.location))

    const answer = await browser.get(pathOf(location))

    expect(answer.status).toBe((failure() as { status?: number } | undefined)?.status ?? 500)
    expectNothingTold(answer)
    expect(store.handedOver).toHaveLength(1)
  })
})

describe("the error that the app's error handler gets", () => {
  class ShelfError extends Error {
    readonly #shelf = 'the top one'
    get shelf(): string {
      return this.#shelf
    }
  }

  it("is the store's error in all but its stack, with the original as its cause", async () => {
    const failure = Object.assign(new ShelfError(telling), { aisle: 7 })
    store = await openStore({ options: { catalog: () => Promise.reject(failure) } })

    await store.browser().get('/checkout/mug').expect(500)

    const handed = store.appErrors[0] as typeof failure
    expect(handed).toBeInstanceOf(ShelfError)
    expect([handed.message, handed.aisle, handed.shelf]).toEqual([telling, 7, 'the top one'])
    expect(String(handed)).toBe(String(failure))
    expect(handed.stack).toBe('Internal Server Error')
    expect(handed.cause).toBe(failure)
    // As a store prints it, and as the checkout's logger got it.
    expect(inspect(handed)).toContain('app-errors.test.ts')
    expect(store.log.join('\n')).toContain('app-errors.test.ts')
  })

  it('carries code, status, statusCode and expose: false if it is ours', async () => {
    store = await openStore()

    await store.browser().get('/checkout/broken').expect(500)

    expect(store.appErrors[0]).toMatchObject({
      code: 'CHECKOUT_CATALOG_ITEM',
      status: 500,
      statusCode: 500,
      expose: false,
    })
    await expect(store.checkout.settle('nobody')).rejects.toMatchObject({ statusCode: 404, expose: false })
  })
})
