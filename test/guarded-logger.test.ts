import { guardLogger } from '../src/guarded-logger.ts'
import type { Logger } from '../src/logger.ts'
import { buy, openStore, pathOf } from './support/store.ts'
import { until } from './support/until.ts'

const fails = (): never => {
  throw new Error('the log is full')
}

/** Every way in which a logger can fail. */
const badLoggers: readonly (readonly [string, () => unknown])[] = [
  ['throws', fails],
  ['rejects', () => Promise.reject(new Error('the log is full'))],
  ['returns something that throws when it is read', (): object => Object.defineProperty({}, 'then', { get: fails })],
  ['never finishes writing', () => new Promise(() => undefined)],
]

/** A logger that has lost its methods since the start, because its stream was closed, say. */
function vanishing(): { readonly logger: Logger; readonly vanish: () => void } {
  let isGone = false
  const nothing = (): void => undefined
  const get = (): (() => void) => (isGone ? fails() : nothing)
  const method = { get, enumerable: true }
  const logger = Object.defineProperties({}, { info: method, warn: method, error: method }) as Logger
  return { logger, vanish: () => (isGone = true) }
}

describe('a logger', () => {
  const unhandled: unknown[] = []
  const keep = (reason: unknown): void => void unhandled.push(reason)
  beforeEach(() => {
    unhandled.length = 0
    process.on('unhandledRejection', keep)
  })
  afterEach(() => {
    process.off('unhandledRejection', keep)
    expect(unhandled).toEqual([])
  })

  it.each(badLoggers)(
    'that %s costs no checkout, no return, no hand-over and no call by the store',
    async (_what, method) => {
      let tries = 0
      const store = await openStore({
        options: {
          logger: { info: method, warn: method, error: method },
          onPaid: () => {
            tries += 1
            if (tries === 1) throw new Error('no parcels today')
          },
          on: () => fails(),
        },
      })
      const browser = store.browser()
      const { gatewayOrderId, orderNumber } = await buy(store, browser)
      const { location } = await store.bank.pay(gatewayOrderId)

      await browser.get(pathOf(location)).expect(200)
      await browser.get('/checkout/no-such-thing').expect(404)
      await until(async () => {
        await store.checkout.reconcile()
        return (await store.checkout.orders.get(orderNumber))?.handOver === 'done'
      })

      expect(tries).toBe(2)
      await store.close()
    },
  )

  it('whose methods vanish while it runs costs nothing either', async () => {
    const { logger, vanish } = vanishing()
    const store = await openStore({ options: { logger } })
    vanish()

    await buy(store, store.browser())

    await store.close()
  })
})

describe('what a logger is given', () => {
  const written: [string, object, string][] = []
  const logger = guardLogger({
    info: (object, message) => void written.push(['info', object, message]),
    warn: (object, message) => void written.push(['warn', object, message]),
    error: (object, message) => void written.push(['error', object, message]),
  })
  beforeEach(() => void (written.length = 0))

  it('is in visible ASCII: the message and every text in the object', () => {
    logger.warn({ sku: 'mug\u202e', count: 3, at: null, list: ['\u009b31m'], deep: { 'na\nme': '\u2028' } }, 'a\u200bb')

    expect(written).toEqual([
      [
        'warn',
        { sku: 'mug\\u202e', count: 3, at: null, list: ['\\u009b31m'], deep: { 'na\\nme': '\\u2028' } },
        'a\\u200bb',
      ],
    ])
  })

  it('is the error itself when there is nothing to escape in it', () => {
    const err = new Error('no parcels today')

    logger.error({ err }, 'hand-over failed')

    expect((written[0]![1] as { err: Error }).err).toBe(err)
  })

  it('is otherwise an error of the same class, with the message, the stack and the causes escaped', () => {
    const cause = Object.assign(new RangeError('\u001b[2Jgone'), { detail: 'a\u2029b' })
    const err = new TypeError('first\n    at forged (/etc/passwd:1:1)', { cause })

    logger.error({ err }, 'hand-over failed')

    const shown = (written[0]![1] as { err: Error & { cause: Error & { detail: string } } }).err
    expect(shown).toBeInstanceOf(TypeError)
    expect(shown.message).toBe('first\\n    at forged (/etc/passwd:1:1)')
    expect(shown.stack).toContain('TypeError: first\\n    at forged (/etc/passwd:1:1)\n    at ')
    expect(shown.cause).toBeInstanceOf(RangeError)
    expect([shown.cause.message, shown.cause.detail]).toEqual(['\\u001b[2Jgone', 'a\\u2029b'])
    expect(err.message).toContain('\n')
  })

  it('is the message alone when the object cannot be read, and a circular object is cut', () => {
    const circle: Record<string, unknown> = {}
    circle.itself = circle

    logger.info(Object.defineProperty({}, 'sku', { get: fails, enumerable: true }), 'told')
    logger.info(circle, 'told as well')

    expect(written.map(([, object, message]) => [Object.keys(object), message])).toEqual([
      [[], 'told'],
      [['itself'], 'told as well'],
    ])
  })
})

describe('a handler of the store', () => {
  it('changes nothing but its own copy of an order', async () => {
    const store = await openStore({
      options: {
        on: (entry, order) => {
          Object.assign(order, { status: 'paid', orderNumber: 'forged' })
          Object.assign(entry, { to: 'paid' })
        },
        onReview: (order) => void Object.assign(order, { status: 'paid' }),
      },
    })
    const browser = store.browser()
    const { gatewayOrderId, orderNumber } = await buy(store, browser)
    store.bank.fault({ kind: 'wrong-amount', method: 'getOrderStatusExtended.do' })
    const { location } = await store.bank.pay(gatewayOrderId)

    const { text } = await browser.get(pathOf(location)).expect(200)

    expect(text).toContain('Money may have been taken.')
    expect(text).toContain(orderNumber)
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'review' })
    await store.close()
  })
})
