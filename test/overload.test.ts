import { openStore } from './support/store.ts'
import type { Store } from './support/store.ts'
import { until } from './support/until.ts'

const timeoutMs = 1_500
const crowd = 300

// More than the gateway is called at once (64), many times over (safety F30).
describe('a crowd at a bank that does not answer', () => {
  let store: Store
  afterEach(() => store.close())

  it('hears so, and is served when the bank is back', async () => {
    store = await openStore({ timeoutMs, options: { breaker: { failures: 5, openMs: 500 } } })
    store.bank.fault({ kind: 'silence-before', method: 'register.do', times: crowd })
    const before = process.memoryUsage().heapUsed

    const answers = await Promise.all(
      Array.from({ length: crowd }, () =>
        store
          .browser()
          .get(store.path('/checkout/mug'))
          .then(({ status }) => status),
      ),
    )

    expect(new Set(answers)).toEqual(new Set([503]))
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024)
    // Whoever came too late to be sent left no trace at the bank, and none that anybody has to look after for long.
    expect(store.bank.requests.length).toBeLessThanOrEqual(crowd)

    store.bank.clearFaults()
    const browser = store.browser()
    await until(async () => (await browser.get(store.path('/checkout/mug'))).status === 302)
  })
})
