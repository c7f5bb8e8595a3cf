import { readFileSync } from 'node:fs'
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Order } from '../../src/index.ts'
import { guardLogger } from '../../src/guarded-logger.ts'
import { silentLogger } from '../../src/logger.ts'
import { canaries } from './canaries.ts'
import { keepSecret, scanLedgerFile, takeLeaks } from './leaks.ts'
import type { Leak } from './leaks.ts'
import { buy, openStore, pathOf } from './store.ts'
import type { Store, StoreOptions } from './store.ts'

let store: Store | undefined
afterEach(async () => {
  await store?.close()
  store = undefined
})

const open = async (options: StoreOptions['options'] = {}): Promise<Store> => (store = await openStore({ options }))

/** What was found, and where, each once. Taken, so that this test does not fail for it. */
const found = (): string[] => [...new Set(takeLeaks().map(({ what, where }: Leak) => `${what} in ${where}`))].sort()

const planted = Object.entries(canaries)

describe('the watch for leaks', () => {
  it('finds nothing in a purchase, with everything in it that must not get out', async () => {
    const { browser, bank, path, database } = await open()
    const buyer = browser()
    const { gatewayOrderId } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    await buyer.get(pathOf(location)).expect(200)
    await browser().get(pathOf(location)).expect(200)
    await browser().get(path('/checkout/nothing')).expect(404)

    expect(found()).toEqual([])
    // It was there to be found.
    expect(bank.requests[0]).toMatchObject({ parameters: expect.objectContaining({ email: canaries['e-mail'] }) })
    expect(await database.sql('select email from checkout_orders')).toEqual([{ email: canaries['e-mail'] }])
  })

  it.each(planted)('finds a planted %s in a log line', (what, value) => {
    const logger = guardLogger(silentLogger)
    logger.info({}, `starts with ${value}`)
    expect(found()).toEqual([`${what} in log`])
    logger.error({ err: new Error('it failed', { cause: new Error(value) }) }, 'failed')
    expect(found()).toEqual([`${what} in log`])
    logger.warn({ order: { deep: { down: [value] } } }, 'odd')
    expect(found()).toEqual([`${what} in log`])
  })

  it.each(planted)('finds a planted %s in the page of a buyer', async (what, value) => {
    const { browser, bank } = await open({ success: (_order, _req, res) => res.send(`<p>Thanks, ${value}</p>`) })
    const buyer = browser()
    const { gatewayOrderId } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    await buyer.get(pathOf(location)).expect(200)

    expect(found()).toEqual([`${what} in answer`])
  })

  it.each(planted)('finds a planted %s in an error of a verb, and in one that the app handles', async (what, value) => {
    const thrower = (): never => {
      throw new TypeError('the catalog failed', { cause: { said: value } })
    }
    const { browser, checkout, path } = await open({ catalog: thrower })
    await browser().get(path('/checkout/mug')).expect(500)
    expect(found()).toEqual([`${what} in error`, `${what} in log`])

    await expect(checkout.settle(value)).rejects.toThrow('The ledger has no order')
    expect(found()).toContain(`${what} in error`)
  })

  it.each(planted)('finds a planted %s in a span and in the label of a metric', (what, value) => {
    const span = trace.getTracer('a store').startSpan('sells', { attributes: { value } })
    expect(found()).toEqual([`${what} in span`])
    span.setAttribute('value', `a ${value}`)
    expect(found()).toEqual([`${what} in span`])
    span.setStatus({ code: SpanStatusCode.ERROR, message: value })
    expect(found()).toEqual([`${what} in span`])
    span.recordException(new Error(value))
    expect(found()).toEqual([`${what} in span`])
    metrics.getMeter('a store').createCounter('sales').add(1, { value })
    expect(found()).toEqual([`${what} in metric`])
  })

  it.each(planted.filter(([what]) => what !== 'e-mail'))(
    'finds a planted %s in the file of a ledger',
    async (what, value) => {
      const { database } = await open()
      await buy(store!, store!.browser())
      const file = database.databaseUrl.replace('sqlite:', '')
      expect(readFileSync(file, 'latin1').length + readFileSync(`${file}-wal`, 'latin1').length).toBeGreaterThan(1_000)
      scanLedgerFile(file)
      expect(found()).toEqual([])
      await database.sql(`update checkout_orders set description = '${value}'`)
      scanLedgerFile(file)

      expect(found()).toEqual([`${what} in file`])
      await database.sql('update checkout_orders set description = null')
      await database.sql('pragma wal_checkpoint(truncate)')
      await database.sql('vacuum')
      await database.sql('pragma wal_checkpoint(truncate)')
    },
  )

  it('finds the id of a session, and every cookie that a store has set', async () => {
    const { browser, bank, checkout } = await open({
      success: (order: Order, req, res) => res.send(`${order.sku} ${req.sessionID}`),
    })
    const buyer = browser()
    const { gatewayOrderId, orderNumber } = await buy(store!, buyer)
    const { location } = await bank.pay(gatewayOrderId)
    const answer = await buyer.get(pathOf(location)).expect(200)
    expect(found()).toEqual(['cookie connect.sid in answer', 'session id in answer'])

    const sessionId = answer.text.split(' ')[1]!
    guardLogger(silentLogger).info({ sessionId }, 'a session')
    expect(found()).toContain('session id in log')
    await expect(checkout.settle(`${orderNumber} ${sessionId}`)).rejects.toThrow('The ledger has no order')
    expect(found()).toContain('session id in error')
  })

  it('finds a key that only this test has', () => {
    keepSecret('callback key', 'a-key-of-this-test')
    guardLogger(silentLogger).info({}, 'verified with a-key-of-this-test')

    expect(found()).toEqual(['callback key in log'])
  })
})
