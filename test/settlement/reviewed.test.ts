import type { Order } from '../../src/index.ts'
import { buy, mounts, openStore, orderOf, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

/** What the bank says of an order's amounts, in minor units. */
const amounts = (paymentState: string, depositedAmount: number, refundedAmount = 0) => ({
  paymentAmountInfo: { paymentState, approvedAmount: 1999, depositedAmount, refundedAmount },
})

describe.each(mounts)('money that a person looks at %s', (_title, mount) => {
  let gatewayOrderId: string
  let orderNumber: string

  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
  }

  async function payOne(options: StoreOptions = {}): Promise<void> {
    await open(options)
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }

  async function hold(): Promise<void> {
    await payOne({ options: { capture: 'manual' } })
    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ status: 'held' })
  }

  /** Paid after the bank had said that its time was over: late, and in review. */
  async function payLate(): Promise<void> {
    await open({ options: { latePayment: 'review' } })
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2007 })
    await store.checkout.settle(orderNumber)
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'review', capturedMinor: 1999 })
    store.bank.alter(gatewayOrderId, { orderStatus: 4 })
  }

  const refund = (amountMinor: number, key: string): Promise<Order> =>
    store.checkout.refund(orderNumber, { amountMinor, key })
  const sent = (method: string): number => timesAsked(store, method)
  const atTheBank = (): number => store.bank.order(gatewayOrderId)!.refundedAmount

  it('is refunded beside what the portal gave back meanwhile, of the same amount', async () => {
    await payLate()
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await refund(500, 'goodwill')).toMatchObject({ status: 'review', refundedMinor: 1000 })

    expect(atTheBank()).toBe(1000)
    // The person was told of the money once, and not again of what went back.
    expect(store.reviewed).toHaveLength(1)
  })

  it('is refunded as far as the portal has left it', async () => {
    await payLate()
    store.bank.refundInPortal(gatewayOrderId, 700)

    await expect(refund(1999, 'all')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('at most 1299'),
    })
    expect(await refund(1299, 'rest')).toMatchObject({ status: 'review', refundedMinor: 1999 })

    expect(atTheBank()).toBe(1999)
  })

  it('of an amount that does not fit is known, and can be given back', async () => {
    await open()
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { ...amounts('DEPOSITED', 1500), amount: 1500 })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'amount-differs',
      capturedMinor: 1500,
      handOver: 'none',
    })
    await expect(refund(1501, 'more')).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT' })
  })

  it('of which the bank tells no amount is not said to be 0', async () => {
    await open()
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { currency: '840' })
    await store.checkout.settle(orderNumber)

    await expect(refund(1, 'one')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('does not know what was captured'),
    })
    expect(sent('refund.do')).toBe(0)
  })

  it('that came and went back in part before anybody looked is known, and the rest can be given back', async () => {
    await open()
    await store.bank.pay(gatewayOrderId)
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'refunded-in-part-before-hand-over',
      capturedMinor: 1999,
      refundedMinor: 500,
    })
    expect(await refund(1499, 'rest')).toMatchObject({ status: 'review', refundedMinor: 1999 })
  })

  it('is not given back where it was charged back and nobody has seen that yet', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { chargeback: true })

    await expect(refund(1999, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect(sent('refund.do')).toBe(0)
    expect(store.reviewed).toMatchObject([{ status: 'review', reviewReason: 'chargeback' }])
    // The person has seen it, and decides.
    expect(await refund(1999, 'one')).toMatchObject({ status: 'review', refundedMinor: 1999 })
  })

  it.each([
    ['the ledger knows that', true],
    ['only the bank knows that', false],
  ])('is not given back by the sweep where it was charged back meanwhile and %s', async (_what, isKnown) => {
    await payOne()
    store.bank.fault({ kind: 'reset-before', method: 'refund.do' })
    await expect(refund(1999, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    store.bank.alter(gatewayOrderId, { chargeback: true })
    if (isKnown) {
      await store.checkout.settle(orderNumber)
      store.bank.alter(gatewayOrderId, { chargeback: false })
    }
    const before = sent('refund.do')
    await store.database.age('checkout_refunds', 'next_try_at', 3_600_000)

    await store.checkout.reconcile()

    expect([sent('refund.do'), atTheBank()]).toEqual([before, 0])
    // Whoever asks for it by its key has decided.
    expect(await refund(1999, 'one')).toMatchObject({ refundedMinor: 1999 })
  })

  it('is not given back by another refund where it was charged back meanwhile', async () => {
    await payOne()
    store.bank.fault({ kind: 'reset-before', method: 'refund.do' })
    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    store.bank.alter(gatewayOrderId, { chargeback: true })
    await store.checkout.settle(orderNumber)
    const before = sent('refund.do')

    await expect(refund(200, 'two')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })

    expect([sent('refund.do'), atTheBank()]).toEqual([before, 0])
  })

  it('is not given back by itself, where it came late and was charged back before anybody could', async () => {
    await open({ options: { latePayment: 'refund' } })
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2007 })
    await store.checkout.settle(orderNumber)
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    store.bank.fault({ kind: 'reset-before', method: 'refund.do' })
    await store.checkout.settle(orderNumber)
    store.bank.alter(gatewayOrderId, { chargeback: true })
    await store.checkout.settle(orderNumber)
    // As if its process had died before the first try.
    await store.database.sql('update checkout_refunds set try_count = 0, next_try_at = asked_at, lease_until = null')
    const before = sent('refund.do')

    await store.checkout.reconcile()

    expect([sent('refund.do'), atTheBank()]).toEqual([before, 0])
  })

  it('is put there where more went back than was taken, whatever we gave back', async () => {
    await payOne()
    await refund(100, 'one')
    store.bank.alter(gatewayOrderId, amounts('REFUNDED', 0, 2500))

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'refund-of-unknown-amount',
    })
  })

  it('is not put there by a refund of ours, where the bank tells no amounts', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { paymentAmountInfo: null, refunds: null })
    store.bank.fault({ kind: 'reset-after', method: 'refund.do' })
    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid' })

    expect(await refund(500, 'one')).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    expect(store.reviewed).toEqual([])
    expect(atTheBank()).toBe(500)
  })

  it('is put there by a refund in the portal, where the bank tells no amounts', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { paymentAmountInfo: null, refunds: null })
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'refund-of-unknown-amount',
    })
  })

  it.each([
    ['captured', 'capture' as const],
    ['let go', 'reverse' as const],
  ])('is not %s once more where the bank has taken a part of a hold already', async (_what, instruction) => {
    await hold()
    store.bank.alter(gatewayOrderId, { orderStatus: 8, ...amounts('DEPOSITED', 500) })

    await expect(store.checkout[instruction](orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect([sent('deposit.do'), sent('reverse.do')]).toEqual([0, 0])
    expect(store.reviewed).toMatchObject([
      { status: 'review', reviewReason: 'payment-state-differs', capturedMinor: 500 },
    ])
  })

  it.each([
    ['in progress', { orderStatus: 7 }],
    ['open', { orderStatus: 0, actionCode: -100, paymentAmountInfo: null }],
  ])('is neither captured nor let go while the bank says it is %s', async (_what, fields) => {
    await hold()
    store.bank.alter(gatewayOrderId, fields)

    for (const [instruct, what] of [
      [store.checkout.capture, 'captured'],
      [store.checkout.reverse, 'reversed'],
    ] as const) {
      await expect(instruct(orderNumber)).rejects.toMatchObject({
        code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
        message:
          `Order ${orderNumber} cannot be ${what} now: the gateway does not say that its money is on hold. ` +
          'Nothing was sent; ask again later.',
      })
    }

    expect([sent('deposit.do'), sent('reverse.do')]).toEqual([0, 0])
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'held' })
  })

  it('is there where a part of a hold was taken, and nobody of us has asked for that', async () => {
    await hold()
    store.bank.alter(gatewayOrderId, amounts('APPROVED', 500))

    await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect(sent('deposit.do')).toBe(0)
    expect(store.reviewed).toMatchObject([{ reviewReason: 'deposited-amount-differs', capturedMinor: 500 }])
  })

  it('is neither captured again nor put there while the bank says of our capture that it is on hold', async () => {
    await hold()
    store.bank.fault({ kind: 'reset-before', method: 'deposit.do' })
    await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    store.bank.alter(gatewayOrderId, amounts('APPROVED', 500))
    const before = sent('deposit.do')

    await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
      message: expect.stringContaining('Nothing was sent'),
    })

    expect(sent('deposit.do')).toBe(before)
    expect(store.reviewed).toEqual([])
  })

  it('is there where a hold was let go and a part of it was taken', async () => {
    await hold()
    store.bank.alter(gatewayOrderId, { orderStatus: 3, ...amounts('REVERSED', 500) })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'deposited-amount-differs',
      capturedMinor: 500,
    })
  })
})
