import { recordTelemetry } from '../support/recorded-telemetry.ts'
import type { RecordedTelemetry } from '../support/recorded-telemetry.ts'
import { buy, mounts, openStore, pathOf, shortTimeoutMs } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { counts, durations, gauges } from '../../src/telemetry/open-telemetry/metrics.ts'

let store: Store
let recorded: RecordedTelemetry
beforeEach(() => (recorded = recordTelemetry()))
afterEach(async () => {
  await store.close()
  await recorded.stop()
})

const declinedCard = { number: '5168494895055780' }
const shopOf = ({ baseUrl }: Store): string => {
  const { host, pathname } = new URL(baseUrl)
  return host + pathname.replace(/\/$/, '')
}

describe.each(mounts)('the metrics of a store %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  /** The values of one metric, by the labels named. */
  async function valuesOf(name: string, ...labels: readonly string[]): Promise<readonly unknown[][]> {
    const measured = await recorded.measured(name)
    return measured.map((one) => [...labels.map((label) => one.labels[label]), one.value])
  }

  it('count what became of every order', async () => {
    await open({ options: { sweep: { everyMs: 60_000 } } })
    const browser = store.browser()
    const paid = await buy(store, browser)
    const { location } = await store.bank.pay(paid.gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)
    const declined = await buy(store, browser, 'tea')
    await store.bank.pay(declined.gatewayOrderId, declinedCard)
    await store.checkout.settle(declined.orderNumber)
    await store.checkout.settle(declined.orderNumber)
    const expired = await buy(store, browser, 'noodles')
    store.bank.expire(expired.gatewayOrderId)
    await store.checkout.settle(expired.orderNumber)
    await store.checkout.refund(paid.orderNumber, { amountMinor: 500, key: 'r1' })
    await store.checkout.review(paid.orderNumber, { note: 'a note', by: 'Ann' })

    expect(await valuesOf('hosted_checkout.orders.started')).toEqual([[3]])
    expect(await valuesOf('hosted_checkout.orders.paid', 'hosted_checkout.trigger')).toEqual([['return', 1]])
    expect(await valuesOf('hosted_checkout.tries.declined', 'hosted_checkout.decline.category')).toEqual([
      [expect.stringMatching(/^[a-z-]+$/), 1],
    ])
    expect(await valuesOf('hosted_checkout.orders.ended_unpaid', 'hosted_checkout.order.status')).toEqual([
      ['expired', 1],
    ])
    expect(await valuesOf('hosted_checkout.refunds')).toEqual([[1]])
    expect(await valuesOf('hosted_checkout.orders.reviewed', 'hosted_checkout.review.reason')).toEqual([
      ['put-in-review', 1],
    ])
    expect(await valuesOf('hosted_checkout.hand_over.tries', 'hosted_checkout.hand_over.outcome')).toEqual([
      ['done', 1],
    ])
    expect(await valuesOf('hosted_checkout.questions', 'hosted_checkout.trigger', 'hosted_checkout.standing')).toEqual(
      expect.arrayContaining([
        ['return', 'final', 1],
        ['settle', 'open', 2],
        // Of the expired one, and before the refund.
        ['settle', 'final', 2],
      ]),
    )
  })

  it('count holds', async () => {
    await open({ options: { capture: 'manual' } })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.capture(orderNumber)

    expect(await valuesOf('hosted_checkout.orders.held')).toEqual([[1]])
    expect(await valuesOf('hosted_checkout.orders.paid', 'hosted_checkout.trigger')).toEqual([['capture', 1]])
  })

  it('measure how long buyers, calls, passes and goods take, in seconds', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const once = { count: 1, sum: expect.any(Number) }
    expect(await valuesOf('hosted_checkout.checkout.duration', 'hosted_checkout.checkout.outcome')).toEqual([
      ['opened', once],
      ['reused', once],
    ])
    expect(
      await valuesOf(
        'hosted_checkout.gateway.duration',
        'hosted_checkout.gateway.method',
        'hosted_checkout.gateway.outcome',
      ),
    ).toEqual([
      ['register.do', 'answered', once],
      ['getOrderStatusExtended.do', 'answered', once],
    ])
    expect(await valuesOf('hosted_checkout.return.duration', 'hosted_checkout.standing')).toEqual([['final', once]])
    expect(await valuesOf('hosted_checkout.hand_over.delay')).toEqual([[once]])
    const [[seconds]] = (await valuesOf('hosted_checkout.hand_over.delay')) as [[{ sum: number }]]
    expect(seconds.sum).toBeGreaterThan(0)
    expect(seconds.sum).toBeLessThan(60)
    expect(await valuesOf('hosted_checkout.hand_over.duration', 'hosted_checkout.handler')).toEqual([['onPaid', once]])
  })

  it('count hand-overs that fail and that are given up, by the class of what was thrown', async () => {
    await open({
      options: {
        onPaid: () => {
          throw new TypeError('no boxes for ann@shop.example')
        },
      },
    })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.database.age('checkout_hand_overs', 'due_at', 100 * 60 * 60_000)
    await store.database.age('checkout_hand_overs', 'next_try_at', 100 * 60 * 60_000)
    await store.checkout.reconcile()

    expect(await valuesOf('hosted_checkout.hand_over.tries', 'hosted_checkout.hand_over.outcome')).toEqual([
      ['failed', 1],
      ['stuck', 1],
    ])
    expect(await valuesOf('hosted_checkout.hand_over.duration', 'error.type')).toEqual([
      ['TypeError', expect.objectContaining({ count: 2 })],
    ])
  })

  it('count callbacks by whether they prove whose they are', async () => {
    await open({ options: { callback: { key: 'the-key-of-the-callbacks' } } })
    await buy(store, store.browser())
    await store
      .browser()
      .get(store.path('/payment/callback?orderNumber=1&mdOrder=2&operation=deposited&status=1'))
      .expect(403)

    expect(await valuesOf('hosted_checkout.callbacks', 'hosted_checkout.callback.kind')).toEqual([['refused', 1]])
  })

  it('show how the store stands from start to close', async () => {
    await open({ timeoutMs: shortTimeoutMs, options: { breaker: { failures: 1, openMs: 60_000 } } })
    expect(await recorded.measured('hosted_checkout.ledger.is_open')).toEqual([])
    await store.checkout.start()
    const { orderNumber } = await buy(store, store.browser())
    await store.checkout.review(orderNumber, { note: 'a note', by: 'Ann' })
    store.bank.fault({ kind: 'silence-before', method: 'register.do' })
    await store.browser().get(store.path('/checkout/tea')).expect(503)

    expect(await valuesOf('hosted_checkout.ledger.is_open', 'hosted_checkout.shop')).toEqual([[shopOf(store), 1]])
    expect(await valuesOf('hosted_checkout.sweep.status', 'hosted_checkout.sweep.state')).toEqual([
      ['running', 1],
      ['late', 0],
      ['off', 0],
    ])
    const doors = await valuesOf(
      'hosted_checkout.gateway.door.status',
      'hosted_checkout.gateway.door',
      'hosted_checkout.gateway.door.state',
    )
    expect(doors.filter(([, , value]) => value === 1)).toEqual([
      ['questions', 'answering', 1],
      ['registrations', 'left-alone', 1],
      ['moneyOut', 'answering', 1],
    ])
    expect(doors).toHaveLength(9)
    expect(await valuesOf('hosted_checkout.orders.waiting', 'hosted_checkout.order.waits')).toEqual([
      ['review', 1],
      ['stuck', 0],
      ['unknown', 1],
    ])
    expect(await valuesOf('hosted_checkout.sweep.lag')).toEqual([[expect.any(Number)]])
    await store.checkout.close()
    expect(await recorded.measured('hosted_checkout.ledger.is_open')).toEqual([])
  })

  it('are found by an SDK that is set up after the checkout was made and started', async () => {
    await recorded.stop()
    await open()
    await store.checkout.start()
    await buy(store, store.browser())
    recorded = recordTelemetry()
    await buy(store, store.browser())

    expect(await valuesOf('hosted_checkout.orders.started')).toEqual([[1]])
    expect(await valuesOf('hosted_checkout.ledger.is_open')).toEqual([[1]])
  })

  it('have the names and units of the table, and no label that a store chooses but the key of the shop', async () => {
    await open()
    await store.checkout.start()
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const units = await recorded.metrics()
    const unitOf = (name: string): string | undefined => {
      if (name in durations) return 's'
      const told: Readonly<Record<string, { readonly unit: string }>> = { ...counts, ...gauges }
      return told[name]?.unit
    }
    expect([...units].filter(([name, unit]) => unitOf(name) !== unit)).toEqual([])
    expect(units.size).toBeGreaterThan(10)
    const values = new Set<unknown>()
    for (const name of units.keys()) {
      for (const { labels } of await recorded.measured(name))
        for (const value of Object.values(labels)) values.add(value)
    }
    values.delete(shopOf(store))
    expect([...values].filter((value) => !/^[A-Za-z_.-]{1,30}$/.test(String(value)))).toEqual([])
  })
})
