import { buy, mounts, openStore, orderOf, shortTimeoutMs, timesAsked } from '../../support/store.ts'
import type { Store, StoreOptions } from '../../support/store.ts'

let store: Store
afterEach(() => store.close())

const ann = { by: 'Ann', note: 'the buyer has called' }

describe.each(mounts)('a person %s', (_title, mount) => {
  let orderNumber: string
  let gatewayOrderId: string

  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
  }

  async function pay(options?: StoreOptions): Promise<void> {
    await open(options)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }

  /** In review, because the bank's answer contradicts itself. */
  async function payOddly(): Promise<void> {
    await open()
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { actionCode: 5 })
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'review' })
  }

  const entries = async () =>
    (await store.checkout.orders.history(orderNumber)).map(({ kind, to, trigger, detail }) => ({
      kind,
      to,
      trigger,
      detail,
    }))

  it('puts a paid order in review, once, and it is written who did and why', async () => {
    await pay()

    const order = await store.checkout.review(orderNumber, ann)

    expect(order).toMatchObject({
      status: 'review',
      reviewReason: 'put-in-review',
      handOver: 'done',
      capturedMinor: 1999,
    })
    expect((await entries()).at(-1)).toEqual({ kind: 'moved', to: 'review', trigger: 'review', detail: ann })
    expect(await store.checkout.review(orderNumber, { by: 'Bob', note: 'so do I' })).toEqual(order)
    expect(store.reviewed.map((one) => one.orderNumber)).toEqual([orderNumber])
  })

  it('has nobody pay for an order in review: Buy opens another', async () => {
    await open()
    const browser = store.browser()
    const first = await buy(store, browser)

    await store.checkout.review(first.orderNumber, ann)

    expect((await buy(store, browser)).orderNumber).not.toBe(first.orderNumber)
    expect(await store.checkout.orders.get(first.orderNumber)).toMatchObject({ formUrl: undefined })
  })

  it('does not put in review what is over', async () => {
    await pay()
    await store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'a' })

    await expect(store.checkout.review(orderNumber, ann)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
  })

  it('takes an order as paid once the bank says so, and its goods go out once', async () => {
    await payOddly()
    expect(store.handedOver).toEqual([])

    const order = await store.checkout.resolve(orderNumber, { as: 'paid', ...ann })

    expect(order).toMatchObject({ status: 'paid', capturedMinor: 1999, reviewReason: undefined, handOver: 'done' })
    expect(store.handedOver.map((one) => one.orderNumber)).toEqual([orderNumber])
    expect((await entries()).find(({ trigger }) => trigger === 'resolve')).toMatchObject({
      kind: 'moved',
      to: 'paid',
      detail: { ...ann, as: 'paid', seen: { orderStatus: 2, actionCode: '5' } },
    })
    expect((await store.checkout.explain(orderNumber)).known[0]).toContain('(before somebody decided about it)')
  })

  it('hands nothing over a second time', async () => {
    await pay()
    await store.checkout.review(orderNumber, ann)

    expect(await store.checkout.resolve(orderNumber, { as: 'paid', ...ann })).toMatchObject({
      status: 'paid',
      handOver: 'done',
    })
    expect(store.handedOver).toHaveLength(1)
  })

  it('has goods go out that were stuck in review', async () => {
    let isBroken = true
    await pay({
      options: {
        onPaid: (order) => {
          if (isBroken) throw new Error('no stamps')
          store.handedOver.push(order)
        },
      },
    })
    await store.checkout.review(orderNumber, ann)
    await store.checkout.reconcile()
    isBroken = false

    expect(await store.checkout.resolve(orderNumber, { as: 'paid', ...ann })).toMatchObject({ handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
  })

  it('takes an order as refunded once all of it went back, and as declined if nothing was paid', async () => {
    await payOddly()
    await expect(store.checkout.resolve(orderNumber, { as: 'refunded', ...ann })).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message:
        `Order ${orderNumber} cannot be resolved as refunded: the bank says that 19.99 EUR are left: refund them ` +
        'first. Nothing has changed.',
    })
    store.bank.refundInPortal(gatewayOrderId, 1999)

    expect(await store.checkout.resolve(orderNumber, { as: 'refunded', ...ann })).toMatchObject({
      status: 'refunded',
      refundedMinor: 1999,
    })
    expect(store.handedOver).toEqual([])
  })

  it('takes an unpaid order as declined once its time is over', async () => {
    await open()
    await store.checkout.review(orderNumber, ann)
    await expect(store.checkout.resolve(orderNumber, { as: 'declined', ...ann })).rejects.toThrow('can still pay it')
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2007 })

    expect(await store.checkout.resolve(orderNumber, { as: 'declined', ...ann })).toMatchObject({ status: 'declined' })
  })

  it('decides nothing without an answer of the bank', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    await store.checkout.review(orderNumber, ann)
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'silence-before' })

    await expect(store.checkout.resolve(orderNumber, { as: 'declined', ...ann })).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'review' })
  })

  it('resolves once: of two at a time, one is refused', async () => {
    await payOddly()
    const resolve = () => store.checkout.resolve(orderNumber, { as: 'paid', ...ann })

    const results = await Promise.allSettled([resolve(), resolve()])

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: expect.stringMatching(/CHECKOUT_(ORDER_BUSY|ILLEGAL_MOVE)/) },
    })
    expect(store.handedOver).toHaveLength(1)
  })

  it('resolves nothing that is not in review, and asks nobody about it', async () => {
    await pay()
    const asked = timesAsked(store, 'getOrderStatusExtended.do')

    await expect(store.checkout.resolve(orderNumber, { as: 'paid', ...ann })).rejects.toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
    })
    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(asked)
  })

  it.each<[string, object, string]>([
    [
      'a name',
      { note: 'why' },
      'review wants the name of the person as `by`, 1 to 100 characters on one line, got nothing',
    ],
    ['a name of one line', { note: 'why', by: 'A\nB' }, 'on one line, got "A'],
    ['a note', { by: 'Ann', note: ' ' }, 'review wants the reason as `note`, 1 to 1,000 characters, got " "'],
    ['a shorter note', { by: 'Ann', note: 'x'.repeat(1_001) }, '1 to 1,000 characters'],
    ['nothing else', { by: 'Ann', note: 'why', as: 'paid' }, 'unknown name "as"'],
  ])('gives %s', async (_what, wanted, message) => {
    await open()

    await expect(store.checkout.review(orderNumber, wanted as never)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining(message),
    })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'registered' })
  })

  it.each([undefined, 'unpaid', 7])('says as what: not %j', async (as) => {
    await open()

    await expect(store.checkout.resolve(orderNumber, { as: as as never, ...ann })).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringContaining('resolve wants `as` to be one of paid, refunded, declined'),
    })
  })
})
