import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import type { OperationEvents, OperationName, OrderEvent } from '../../src/index.ts'
import { canaries, sessionCanary } from '../support/canaries.ts'
import { buy, mounts, openStore, pathOf, shortTimeoutMs } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'
import { until } from '../support/until.ts'

type Phase = 'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error'

interface Told {
  readonly name: OperationName
  readonly phase: Phase
  /** As it was at that moment: the event is filled in later. */
  readonly event: Readonly<Record<string, unknown>>
}

const names = [
  'checkout',
  'return',
  'callback',
  'settle',
  'sweep',
  'hand-over',
  'gateway',
] as const satisfies readonly OperationName[]
const phases = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const satisfies readonly Phase[]

let store: Store
let told: Told[]
let ofOrders: OrderEvent[]
let unsubscribeAll: () => void
beforeEach(() => {
  told = []
  ofOrders = []
  const ends: (() => void)[] = []
  for (const name of names) {
    for (const phase of phases) {
      const channel = `tracing:express-hosted-checkout:${name}:${phase}`
      const hear = (event: unknown): void => void told.push({ name, phase, event: { ...(event as object) } })
      subscribe(channel, hear)
      ends.push(() => void unsubscribe(channel, hear))
    }
  }
  const hearOfOrder = (event: unknown): void => void ofOrders.push(event as OrderEvent)
  subscribe('express-hosted-checkout:order', hearOfOrder)
  ends.push(() => void unsubscribe('express-hosted-checkout:order', hearOfOrder))
  unsubscribeAll = () => ends.forEach((end) => end())
})
afterEach(async () => {
  await store.close()
  unsubscribeAll()
})

/** What an operation told at its end. */
function ended<Name extends OperationName>(name: Name): OperationEvents[Name][] {
  return told.filter((one) => one.name === name && one.phase === 'asyncEnd').map(({ event }) => event as never)
}

const ms = expect.any(Number)

describe.each(mounts)('the channels of a store %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<Store> => (store = await openStore({ mount, ...options }))

  it('tell of a purchase, operation by operation', async () => {
    await open()
    const browser = store.browser()
    const { orderNumber, gatewayOrderId } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const { url } = store.bank
    const settled = { status: 'paid', standing: 'final', wasAsked: true, hasMoved: true }
    expect(ended('checkout')).toEqual([{ orderNumber, outcome: 'opened', durationMs: ms }])
    expect(ended('return')).toEqual([{ orderNumber, isStarter: true, ...settled, durationMs: ms }])
    expect(ended('settle')).toEqual([{ orderNumber, trigger: 'return', ...settled, durationMs: ms }])
    expect(ended('hand-over')).toEqual([{ orderNumber, handler: 'onPaid', traceParent: undefined, durationMs: ms }])
    const called = { outcome: 'answered', httpStatus: 200, durationMs: ms }
    expect(ended('gateway')).toEqual([
      { method: 'register.do', door: 'registrations', url: `${url}register.do`, ...called },
      { method: 'getOrderStatusExtended.do', door: 'questions', url: `${url}getOrderStatusExtended.do`, ...called },
    ])
    const facts = { orderNumber, amountMinor: 1999, currency: 'EUR' }
    expect(ofOrders).toEqual([
      { kind: 'started', trigger: 'checkout', ...facts },
      { kind: 'moved', trigger: 'checkout', from: 'registering', to: 'registered', ...facts },
      { kind: 'moved', trigger: 'return', from: 'registered', to: 'paid', ...facts },
      { kind: 'handed-over', trigger: 'return', delayMs: ms, ...facts },
    ])
  })

  it('tell of a callback, and whether it was signed', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    const query = new URLSearchParams({ mdOrder: gatewayOrderId, orderNumber, operation: 'deposited', status: '1' })
    await store
      .browser()
      .get(store.path(`/payment/callback?${query.toString()}`))
      .expect(200)

    expect(ended('callback')).toEqual([
      {
        orderNumber,
        isSigned: false,
        status: 'paid',
        standing: 'final',
        wasAsked: true,
        hasMoved: true,
        durationMs: ms,
      },
    ])
  })

  it('tell of every pass of a reconcile, and of a buyer who is led back to an open order', async () => {
    await open()
    const browser = store.browser()
    await buy(store, browser)
    await buy(store, browser)
    await store.checkout.reconcile()

    expect(ended('checkout').map(({ outcome }) => outcome)).toEqual(['opened', 'reused'])
    expect(ended('sweep').map(({ pass, isWhole }) => [pass, isWhole])).toEqual([
      ['settle', true],
      ['hand-over', true],
      ['closing', true],
      ['refund', false],
    ])
  })

  it('tell of every pass that the timer begins', async () => {
    await open({ options: { retention: { personalDays: 60 } } })
    await store.checkout.start()
    const passes = ['settle', 'hand-over', 'closing', 'refund', 'retention', 'sums']
    await until(() => passes.every((pass) => ended('sweep').some((event) => event.pass === pass)))

    expect(new Set(ended('sweep').map(({ pass }) => pass))).toEqual(new Set(passes))
    expect(ended('sweep').filter(({ isWhole, error }) => isWhole || error !== undefined)).toEqual([])
  })

  it('tell of an operation in the phases of a tracing channel, and at first only what is known then', async () => {
    await open()
    const { orderNumber } = await buy(store, store.browser())
    told = []
    await store.checkout.settle(orderNumber)

    const settle = told.filter(({ name }) => name === 'settle')
    expect(settle.map(({ phase }) => phase)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
    expect(settle[0]!.event).toEqual({ orderNumber, trigger: 'settle' })
  })

  it('tell of what failed, without its words', async () => {
    await open({
      timeoutMs: shortTimeoutMs,
      options: {
        onPaid: () => {
          throw new RangeError(`no boxes for ann@shop.example`)
        },
      },
    })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    store.bank.fault({ kind: 'reset-before', method: 'register.do' })
    await store.browser().get(store.path('/checkout/tea')).expect(503)

    const failed = told.filter(({ phase }) => phase === 'error').map(({ name, event }) => [name, event.error])
    expect(failed).toEqual([
      ['hand-over', { type: 'RangeError', isRefusal: false }],
      ['checkout', { type: 'CHECKOUT_GATEWAY_UNAVAILABLE', isRefusal: false }],
    ])
    expect(ofOrders.map(({ kind }) => kind)).toContain('hand-over-failed')
    expect(ended('gateway').at(-1)).toEqual({
      method: 'register.do',
      door: 'registrations',
      url: `${store.bank.url}register.do`,
      outcome: 'silent',
      durationMs: ms,
    })
  })

  it('tell of a try that the bank declined once, and of a refund', async () => {
    await open()
    const browser = store.browser()
    const { orderNumber, gatewayOrderId } = await buy(store, browser)
    await store.bank.pay(gatewayOrderId, { number: '5168494895055780' })
    await store.checkout.settle(orderNumber)
    await store.checkout.settle(orderNumber)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'r1' })

    const facts = { orderNumber, amountMinor: 1999, currency: 'EUR' }
    expect(ofOrders.filter(({ kind }) => kind === 'try-declined')).toEqual([
      { kind: 'try-declined', trigger: 'settle', category: expect.any(String), ...facts },
    ])
    expect(ofOrders.filter(({ kind }) => kind === 'refunded')).toEqual([
      { kind: 'refunded', trigger: 'refund', refundMinor: 500, ...facts },
    ])
  })

  it('tell nothing about a buyer, and nothing that opens anything', async () => {
    await open()
    const browser = store.browser()
    const { gatewayOrderId, formUrl } = await buy(store, browser)
    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const text = JSON.stringify([told, ofOrders])
    const hidden = [...Object.values(canaries), sessionCanary, gatewayOrderId, formUrl, '411111', 'A mug']
    expect(hidden.filter((one) => text.includes(one))).toEqual([])
    expect(told.length).toBeGreaterThan(20)
  })

  it("carry a subscriber's own context through an operation", async () => {
    const context = new AsyncLocalStorage<{ readonly operation: string }>()
    const { start } = tracingChannel('express-hosted-checkout:settle')
    start.bindStore(context, () => ({ operation: 'settle' }))
    const seen: unknown[] = []
    await open({ options: { onPaid: () => void seen.push(context.getStore()) } })
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    start.unbindStore(context)

    expect(seen).toEqual([{ operation: 'settle' }])
    expect(context.getStore()).toBeUndefined()
  })
})
