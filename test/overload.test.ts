import { openStore } from './support/store.ts'
import type { Store } from './support/store.ts'
import { until } from './support/until.ts'

const timeoutMs = 3_000
const crowd = 300

/** Calls to the gateway that are under way at once, at most. */
const mostAtOnce = 64

// More than the gateway is called at once, many times over (safety F30).
describe('a crowd at a bank that does not answer', () => {
  let store: Store
  let looking: NodeJS.Timeout | undefined
  afterEach(async () => {
    clearInterval(looking)
    await store.close()
  })

  it('hears so within its deadline, opens the breaker, and is served when the bank is back', async () => {
    store = await openStore({ timeoutMs, options: { breaker: { failures: 5, openMs: 500 } } })
    store.bank.fault({ kind: 'silence-before', method: 'register.do', times: crowd })
    const before = process.memoryUsage().heapUsed
    const beganAt = performance.now()
    let sent = 0
    // No call ends before the first deadline, so that until then whatever reached the bank is under way.
    looking = setInterval(() => {
      if (performance.now() - beganAt < timeoutMs) sent = store.bank.requests.length
    }, 10)

    const answers = await Promise.all(
      Array.from({ length: crowd }, async () => {
        const askedAt = performance.now()
        const { status } = await store.browser().get(store.path('/checkout/mug'))
        return { status, waitedMs: performance.now() - askedAt }
      }),
    )

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    // One after another through the connections would be five deadlines.
    expect(Math.max(...answers.map(({ waitedMs }) => waitedMs))).toBeLessThan(3 * timeoutMs)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024)
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThanOrEqual(mostAtOnce)
    // More than once where somebody came so late that they were its probe.
    expect(store.log.filter((line) => line.startsWith('warn gateway does not answer'))).not.toHaveLength(0)

    store.bank.clearFaults()
    const browser = store.browser()
    await until(async () => (await browser.get(store.path('/checkout/mug'))).status === 302)
  })
})
