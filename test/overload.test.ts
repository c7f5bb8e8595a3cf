import type { OrderStatus } from '../src/order.ts'
import { openStore } from './support/store.ts'
import type { Store } from './support/store.ts'
import { until } from './support/until.ts'

const timeoutMs = 3_000
const crowd = 300
const failures = 5

/** The most calls to the gateway that are under way at once. */
const maxAtOnce = 64

// The crowd is many times larger than that.
describe('a crowd at a bank that does not answer', () => {
  let store: Store
  let looking: NodeJS.Timeout | undefined
  afterEach(async () => {
    clearInterval(looking)
    await store.close()
  })

  it('gets 503, opens the breaker, is refused by it, and is served when the bank is back', async () => {
    store = await openStore({ timeoutMs, options: { breaker: { failures, openMs: 500 } } })
    store.bank.fault({ kind: 'silence-before', method: 'register.do', times: crowd })
    const before = process.memoryUsage().heapUsed
    const beganAt = performance.now()
    let sent = 0
    // No call ends before the first deadline. Until then everything that reached the bank is under way.
    looking = setInterval(() => {
      if (performance.now() - beganAt < timeoutMs) sent = store.bank.requests.length
    }, 10)

    const answers = await Promise.all(
      Array.from({ length: crowd }, () => store.browser().get(store.path('/checkout/mug'))),
    )

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024)
    expect(sent).toBeLessThanOrEqual(maxAtOnce)
    // More than once if a buyer came late enough to be the probe.
    const openings = store.log.filter((line) => line.startsWith('warn gateway does not answer')).length
    expect(openings).toBeGreaterThan(0)
    // When it opened, calls that were waiting for a connection were cancelled, not sent.
    const unknown = await countOf(store, 'unknown')
    expect(unknown).toBeGreaterThan(0)
    expect(unknown).toBeLessThanOrEqual(maxAtOnce + failures + openings)
    // They include every order that the bank has heard of; it knows nothing of the others.
    expect(unknown).toBeGreaterThanOrEqual(store.bank.requests.length)
    expect(await countOf(store, 'expired')).toBe((await countOf(store)) - unknown)

    store.bank.clearFaults()
    const browser = store.browser()
    await until(async () => (await browser.get(store.path('/checkout/mug'))).status === 302)
  })
})

async function countOf(store: Store, status?: OrderStatus): Promise<number> {
  let count = 0
  for await (const _order of store.checkout.orders.find({ status })) count += 1
  return count
}
