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

  describe('gets an order out of review whose money the ledger cannot count:', () => {
    const info = (depositedAmount: number, refundedAmount = 0) => ({
      paymentState: depositedAmount > 0 ? 'DEPOSITED' : 'REFUNDED',
      approvedAmount: depositedAmount + refundedAmount,
      depositedAmount,
      refundedAmount,
    })
    const ways = ['paid', 'refunded', 'declined'] as const

    it.each<[string, object, RegExp]>([
      ['more than the order is for', { amount: 2150 }, /, 21\.50 EUR were taken from the buyer/],
      ['in another currency', { currency: '392' }, /, 2150 JPY were taken from the buyer/],
      [
        "another order's, by its number",
        { orderNumber: 'ANOTHER' },
        /is about another order, .*: 21\.50 EUR were taken/,
      ],
    ])('%s', async (_what, fields, words) => {
      await open()
      await store.bank.pay(gatewayOrderId)
      store.bank.alter(gatewayOrderId, { ...fields, paymentAmountInfo: info(2150) })
      expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'review', capturedMinor: 0 })
      const { known, mayDo } = await store.checkout.explain(orderNumber)
      expect(known[1]).toMatch(words)
      expect(mayDo.map(({ action }) => action)).toEqual(['settle', 'resolve'])
      expect(mayDo[1]).toMatchObject({
        text: expect.stringMatching(/^Once you have refunded all of the money in the bank's portal/) as string,
        command: expect.stringContaining('--as refunded') as string,
      })
      for (const as of ways) {
        await expect(store.checkout.resolve(orderNumber, { as, ...ann })).rejects.toMatchObject({
          code: 'CHECKOUT_INVALID_REQUEST',
        })
      }

      store.bank.alter(gatewayOrderId, { ...fields, orderStatus: 4, paymentAmountInfo: info(0, 2150) })
      await store.checkout.settle(orderNumber)
      expect((await store.checkout.explain(orderNumber)).mayDo[0]!.text).toMatch(/^Mark it as refunded/)
      for (const as of ['paid', 'declined'] as const) {
        await expect(store.checkout.resolve(orderNumber, { as, ...ann })).rejects.toThrow('Nothing has changed')
      }
      const refunded = await store.checkout.resolve(orderNumber, { as: 'refunded', ...ann })

      expect(refunded).toMatchObject({ status: 'refunded', handOver: 'none' })
      expect(refunded.refundedMinor).toBe(refunded.capturedMinor)
      expect((await store.checkout.explain(orderNumber)).known[0]).toMatch(
        /^It had been in review: Ann marked it as refunded on .*"the buyer has called"\./,
      )
      expect(await store.checkout.verify()).toEqual([])
      expect(store.handedOver).toEqual([])
    })
  })

  it('hears what the bank says of an order that they have put in review, and of money that comes', async () => {
    await open()
    await store.checkout.review(orderNumber, ann)
    expect((await store.checkout.explain(orderNumber)).known[1]).toBe('We know of no payment for it so far.')

    await store.checkout.settle(orderNumber)
    expect((await store.checkout.explain(orderNumber)).known[1]).toMatch(
      /^According to .* latest answer, on .* \(when somebody of the shop asked\), it is not paid\.$/,
    )
    expect((await entries()).at(-1)).toMatchObject({ kind: 'noted', to: 'review', trigger: 'settle' })

    await store.bank.pay(gatewayOrderId)
    const told = { status: 'review', reviewReason: 'put-in-review', capturedMinor: 1999, handOver: 'none' }
    expect(await store.checkout.settle(orderNumber)).toMatchObject(told)
    expect(store.handedOver).toEqual([])
    expect(store.reviewed.slice(1)).toMatchObject([told])
    const { known, mayDo } = await store.checkout.explain(orderNumber)
    expect(known[1]).toMatch(/, 19\.99 EUR were taken from the buyer\.$/)
    expect(mayDo.map(({ command }) => command.split(' ').slice(2).join(' ').replace(orderNumber, '#'))).toEqual([
      'settle #',
      'refund # "19.99 EUR"',
      'resolve # --as paid --note "your reason"',
      'resolve # --as refunded --note "your reason"',
    ])
    // Nobody is told twice, and a person who asks again sees that the bank says the same.
    await store.checkout.settle(orderNumber)
    expect(store.reviewed).toHaveLength(2)

    expect(await store.checkout.resolve(orderNumber, { as: 'paid', ...ann })).toMatchObject({ handOver: 'done' })
    expect(store.handedOver).toHaveLength(1)
  })

  it('is told of money by a callback, once, and the buyer who returns has nobody asked', async () => {
    await open()
    await store.checkout.review(orderNumber, ann)
    await store.bank.pay(gatewayOrderId)
    const asked = timesAsked(store, 'getOrderStatusExtended.do')
    await store.browser().get(store.path('/payment/return')).query({ orderId: gatewayOrderId })
    expect(timesAsked(store, 'getOrderStatusExtended.do')).toBe(asked)

    for (let times = 0; times < 2; times += 1) {
      await store
        .browser()
        .get(store.path('/payment/callback'))
        .query({ mdOrder: gatewayOrderId, operation: 'deposited', status: '1', orderNumber })
        .expect(200)
    }

    expect(store.reviewed.slice(1)).toMatchObject([{ status: 'review', capturedMinor: 1999 }])
    expect((await entries()).filter(({ trigger }) => trigger === 'callback')).toHaveLength(1)
  })

  it('lets a hold out of review that is released, or captured, in the portal', async () => {
    await pay({ options: { capture: 'manual' } })
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'held' })
    await store.checkout.review(orderNumber, ann)
    expect((await store.checkout.explain(orderNumber)).known.slice(1, 3)).toEqual([
      expect.stringMatching(/, 19\.99 EUR are on hold on the buyer's card, and not taken\.$/),
      expect.stringMatching(
        /In the bank's portal, capture all of it .*, or release it and then mark it as declined\.$/,
      ),
    ])
    for (const deed of ['capture', 'reverse'] as const) {
      await expect(store.checkout[deed](orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })
    }
    store.bank.alter(gatewayOrderId, { orderStatus: 3 })

    expect(await store.checkout.resolve(orderNumber, { as: 'declined', ...ann })).toMatchObject({ status: 'declined' })
    expect([timesAsked(store, 'deposit.do'), timesAsked(store, 'reverse.do')]).toEqual([0, 0])
  })

  it('is not refunding an order in review whose chargeback nobody had seen', async () => {
    await pay()
    await store.checkout.review(orderNumber, ann)
    store.bank.alter(gatewayOrderId, { chargeback: true })

    const refund = () => store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'one' })
    await expect(refund()).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect(timesAsked(store, 'refund.do')).toBe(0)
    expect(store.reviewed.at(-1)).toMatchObject({ status: 'review', reviewReason: 'chargeback' })
    expect((await store.checkout.explain(orderNumber)).mayDo.map(({ action }) => action)).not.toContain('refund')
    // The person has seen it, and decides.
    expect(await refund()).toMatchObject({ status: 'review', refundedMinor: 1999 })
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
