import { context, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { hostedCheckout } from '../../src/index.ts'
import type { CheckoutOptions, HostedCheckout } from '../../src/index.ts'
import { attributesOf, recordTelemetry } from '../support/recorded-telemetry.ts'
import type { RecordedTelemetry } from '../support/recorded-telemetry.ts'
import { buy, mounts, openStore, pathOf, secrets, shelf, shortTimeoutMs } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

let store: Store
let others: HostedCheckout[] = []
let recorded: RecordedTelemetry
beforeEach(() => {
  others = []
  recorded = recordTelemetry()
})
afterEach(async () => {
  for (const other of others) await other.close()
  await store.close()
  await recorded.stop()
})

/** Another process on the same ledger. */
function another(options: Partial<CheckoutOptions> = {}): HostedCheckout {
  const other = hostedCheckout({
    gateway: { url: store.bank.url, user: 'sandbox-api', password: secrets.password, timeoutMs: 20_000 },
    baseUrl: store.baseUrl,
    secret: secrets.signing,
    databaseUrl: store.database.databaseUrl,
    catalog: shelf,
    logger: store.logger,
    ...options,
  })
  others.push(other)
  return other
}

const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId

/** Each span with the name of its parent, `>` between them. */
function tree(): string[] {
  const spans = recorded.spans()
  const nameOf = (id: string | undefined): string =>
    id === undefined ? '' : (spans.find((span) => idOf(span) === id)?.name ?? 'another')
  return spans.map((span) => `${nameOf(span.parentSpanContext?.spanId)} > ${span.name}`)
}

const linksOf = (span: ReadableSpan): string[] => span.links.map((link) => link.context.spanId)

describe.each(mounts)('the spans of a store %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  it('tell of a purchase from Buy to the goods, each within what caused it', async () => {
    await open()
    const browser = store.browser()
    const { orderNumber, gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    expect(tree()).toEqual([
      'checkout > POST register.do',
      ' > checkout',
      'settle order > POST getOrderStatusExtended.do',
      'settle order > hand over',
      'payment return > settle order',
      ' > payment return',
    ])
    expect(attributesOf(recorded.span('checkout'))).toEqual({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.checkout.outcome': 'opened',
    })
    expect(attributesOf(recorded.span('payment return'))).toEqual({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.order.status': 'paid',
      'hosted_checkout.return.is_starter': true,
      'hosted_checkout.standing': 'final',
      'hosted_checkout.was_asked': true,
      'hosted_checkout.has_moved': true,
    })
  })

  it('of calls to the bank keep to the conventions of HTTP clients', async () => {
    await open()
    await buy(store, store.browser())

    const { hostname, port } = new URL(store.bank.url)
    const span = recorded.span('POST register.do')
    expect(attributesOf(span)).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': hostname,
      'server.port': Number(port),
      'url.full': `${store.bank.url}register.do`,
      'hosted_checkout.gateway.method': 'register.do',
      'hosted_checkout.gateway.door': 'registrations',
      'hosted_checkout.gateway.outcome': 'answered',
    })
    expect(span.kind).toBe(2)
    expect(span.status).toEqual({ code: 0 })
  })

  it('of a hand-over are linked to the checkout, in another process and after the buyer is gone', async () => {
    await open({ options: { onPaid: undefined, handsOver: true } })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const handedOver: string[] = []
    const later = another({ onPaid: (order) => void handedOver.push(order.orderNumber) })
    await later.reconcile()

    expect(handedOver).toEqual([orderNumber])
    const handOver = recorded.span('hand over')
    expect(linksOf(handOver)).toEqual([idOf(recorded.span('checkout'))])
    expect(handOver.links[0]!.context.traceId).toBe(recorded.span('checkout').spanContext().traceId)
    expect(handOver.spanContext().traceId).not.toBe(recorded.span('checkout').spanContext().traceId)
  })

  it('of a hand-over that the process of the checkout makes at once are linked, too', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    expect(linksOf(recorded.span('hand over'))).toEqual([idOf(recorded.span('checkout'))])
  })

  it('of onClosed are linked to the checkout', async () => {
    await open({ options: { onClosed: () => undefined } })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    store.bank.expire(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    expect(linksOf(recorded.span('tell closed'))).toEqual([idOf(recorded.span('checkout'))])
  })

  it('say what failed by its code or class, and repeat no word of it', async () => {
    class PrinterError extends Error {}
    await open({
      options: {
        onPaid: () => {
          throw new PrinterError('cannot print for ann@shop.example')
        },
      },
    })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    const span = recorded.span('hand over')
    expect(span.status).toEqual({ code: 2 })
    expect(span.events).toEqual([])
    expect(attributesOf(span)).toEqual({
      'hosted_checkout.order.number': orderNumber,
      'hosted_checkout.handler': 'onPaid',
      'error.type': 'PrinterError',
    })
  })

  it('of a bank that is silent or says no tell them apart', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    const browser = store.browser()
    store.bank.fault({ kind: 'silence-before', method: 'register.do' })
    await browser.get(store.path('/checkout/mug')).expect(503)
    store.bank.fault({ kind: 'server-error', method: 'register.do', status: 502 })
    await browser.get(store.path('/checkout/tea')).expect(503)

    const failed = recorded.spans().filter(({ name }) => name === 'POST register.do')
    expect(failed.map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([
      [2, 'silent'],
      [2, '502'],
    ])
    const checkouts = recorded.spans().filter(({ name }) => name === 'checkout')
    expect(checkouts.map(({ attributes }) => attributes['error.type'])).toEqual([
      'CHECKOUT_GATEWAY_UNAVAILABLE',
      'CHECKOUT_GATEWAY_UNAVAILABLE',
    ])
  })

  it('of a refusal that breaks nothing are no errors', async () => {
    await open({ options: { newOrdersPerMinute: 1 } })
    await buy(store, store.browser())
    await store.browser().get(store.path('/checkout/mug')).expect(429)

    const [, refused] = recorded.spans().filter(({ name }) => name === 'checkout')
    expect([refused!.status.code, refused!.attributes['error.type']]).toEqual([0, 'CHECKOUT_TOO_MANY'])
  })

  it('of the sweep are there for passes that do something, and for no other', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.database.age('checkout_orders', 'next_check_at', 60 * 60_000)
    const outer = trace.getTracer('the store').startSpan('server starts')
    await context.with(trace.setSpan(context.active(), outer), () => store.checkout.start())
    outer.end()
    await until(() => store.handedOver.length === 1)
    await store.checkout.close()

    expect(store.handedOver.map((order) => order.orderNumber)).toEqual([orderNumber])
    expect(tree().slice(2)).toEqual([
      ' > server starts',
      'settle order > POST getOrderStatusExtended.do',
      'settle order > hand over',
      'sweep settle > settle order',
      ' > sweep settle',
    ])
    expect(attributesOf(recorded.span('sweep settle'))).toEqual({
      'hosted_checkout.sweep.pass': 'settle',
      'hosted_checkout.sweep.is_whole': false,
    })
  })

  it("belong to the store's own, and the store's own to them", async () => {
    const tracer = trace.getTracer('the store')
    await open({ options: { onPaid: () => tracer.startSpan('print label').end() } })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const job = tracer.startSpan('job')
    await context.with(trace.setSpan(context.active(), job), () => store.checkout.settle(orderNumber))
    job.end()

    expect(tree().slice(2)).toEqual([
      'settle order > POST getOrderStatusExtended.do',
      'hand over > print label',
      'settle order > hand over',
      'job > settle order',
      ' > job',
    ])
  })

  it('leave orders without a trace to link to if nobody samples them', async () => {
    await recorded.stop()
    await open()
    await buy(store, store.browser())

    expect(await store.database.sql('select trace_parent from checkout_orders')).toEqual([{ trace_parent: null }])
  })

  it('are linked to nothing if the trace in the ledger is none', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.database.sql("update checkout_orders set trace_parent = 'not a trace'")
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    expect(linksOf(recorded.span('hand over'))).toEqual([])
  })

  it('leave a trace on the order that forget blanks with what is personal', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const order = await store.checkout.settle(orderNumber)
    const { traceId, spanId } = recorded.span('checkout').spanContext()

    expect(order.traceParent).toBe(`00-${traceId}-${spanId}-01`)
    const { blanked } = await store.checkout.forget({ orderNumber })
    expect(blanked[0]?.fields).toContain('traceParent')
    expect((await store.checkout.orders.get(orderNumber))?.traceParent).toBeUndefined()
  })
})
