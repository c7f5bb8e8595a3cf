import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { context, metrics, ROOT_CONTEXT } from '@opentelemetry/api'
import type { Span, TracerProvider } from '@opentelemetry/api'
import { recordTelemetry } from '../support/recorded-telemetry.ts'
import { buy, openStore, pathOf } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { withoutCheckout } from '../support/child-environment.ts'

const failure = 'what watches the checkout failed'

/** A purchase from Buy to the goods. */
async function buyAndPay(store: Store): Promise<void> {
  const browser = store.browser()
  const { orderNumber, gatewayOrderId } = await buy(store, browser)
  const { location } = await store.bank.pay(gatewayOrderId)
  await browser.get(pathOf(location)).expect(200)
  expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
}

describe('an SDK that fails', () => {
  let store: Store
  const thrower = (): never => {
    throw new Error('the SDK is broken')
  }
  const brokenSpan = new Proxy({} as Span, { get: () => thrower })

  afterEach(async () => store.close())

  it.each<[string, TracerProvider]>([
    ['has no tracer', { getTracer: thrower }],
    ['opens no span', { getTracer: () => ({ startSpan: thrower, startActiveSpan: thrower }) }],
    ['opens spans that fail', { getTracer: () => ({ startSpan: () => brokenSpan, startActiveSpan: thrower }) }],
  ])('because it %s is warned of once, and the store sells', async (_what, tracerProvider) => {
    const recorded = recordTelemetry({ tracerProvider })
    store = await openStore()
    await buyAndPay(store)
    await store.checkout.start()
    await store.checkout.reconcile()
    await recorded.stop()

    expect(store.log.filter((line) => line.includes(failure))).toHaveLength(1)
    expect(store.log.join('\n')).toContain('the SDK is broken')
  })

  it('because its spans cannot be processed is warned of once, and the store sells', async () => {
    const done = () => Promise.resolve()
    const recorded = recordTelemetry({
      processor: { onStart: thrower, onEnd: thrower, forceFlush: done, shutdown: done },
    })
    store = await openStore()
    await buyAndPay(store)
    await recorded.stop()

    expect(store.log.filter((line) => line.includes(failure))).toHaveLength(1)
  })

  it('because its meters or its contexts fail is warned of once, and the store sells', async () => {
    const recorded = recordTelemetry()
    metrics.disable()
    metrics.setGlobalMeterProvider({ getMeter: thrower })
    context.disable()
    context.setGlobalContextManager({
      active: thrower,
      with: thrower,
      bind: thrower,
      enable: thrower,
      // Or it would stay, and every test file after this one had it.
      disable: () => undefined as never,
    })
    store = await openStore()
    await buyAndPay(store)
    await store.checkout.start()
    await store.checkout.close()
    await recorded.stop()

    expect(store.log.filter((line) => line.includes(failure))).toHaveLength(1)
    expect(context.active()).toBe(ROOT_CONTEXT)
  })
})

describe('a subscriber that throws', () => {
  it("is Node's to report, with every event, and changes nothing else", async () => {
    const program = join(__dirname, 'throwing-subscriber.ts')
    const child = spawn(process.execPath, [program], {
      env: withoutCheckout(process.env),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
    await once(child, 'close')

    const { statuses, handedOver, order, thrown } = JSON.parse(printed) as Record<string, unknown>
    expect({ statuses, handedOver, order }).toEqual({
      statuses: [302, 200],
      handedOver: 1,
      order: { status: 'paid', handOver: 'done' },
    })
    expect(thrown).toBeGreaterThan(20)
  })
})
