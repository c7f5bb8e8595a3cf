import type { Order } from '../../src/index.ts'
import { buy, mounts, openStore, orderOf, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

/** The bank's amounts of an order, in minor units. */
const amounts = (paymentState: string, depositedAmount: number, refundedAmount = 0) => ({
  paymentAmountInfo: { paymentState, approvedAmount: 1999, depositedAmount, refundedAmount },
})

describe.each(mounts)('money in review %s', (_title, mount) => {
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

  /** Pays after the bank has said that the time is up. The order is late, and in review. */
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

  it('is refunded in addition to an equal refund in the portal meanwhile', async () => {
    await payLate()
    store.bank.refundInPortal(gatewayOrderId, 500)

    expect(await refund(500, 'goodwill')).toMatchObject({ status: 'review', refundedMinor: 1000 })

    expect(atTheBank()).toBe(1000)
    // The person was notified of the money once, and not again of the refund.
    expect(store.reviewed).toHaveLength(1)
  })

  it('is refunded up to what refunds in the portal have left', async () => {
    await payLate()
    store.bank.refundInPortal(gatewayOrderId, 700)

    await expect(refund(1999, 'all')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('At most 12.99 EUR of order'),
    })
    expect(await refund(1299, 'rest')).toMatchObject({ status: 'review', refundedMinor: 1999 })

    expect(atTheBank()).toBe(1999)
  })

  it('of a mismatched amount is known, and can be refunded', async () => {
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

  it('without an amount from the bank is not taken to be 0', async () => {
    await open()
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { currency: '840' })
    await store.checkout.settle(orderNumber)

    await expect(refund(1, 'one')).rejects.toMatchObject({
      code: 'CHECKOUT_AMOUNT',
      message: expect.stringContaining('does not know how much of it was captured'),
    })
    expect(sent('refund.do')).toBe(0)
  })

  it('that was partially refunded before anybody saw it is known, and the rest can be refunded', async () => {
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

  it('is not refunded after a chargeback that nobody has seen yet', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { chargeback: true })

    await expect(refund(1999, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect(sent('refund.do')).toBe(0)
    expect(store.reviewed).toMatchObject([{ status: 'review', reviewReason: 'chargeback' }])
    // The person has seen it, and decides.
    expect(await refund(1999, 'one')).toMatchObject({ status: 'review', refundedMinor: 1999 })
  })

  it.each([
    ['the ledger knows of', true],
    ['only the bank knows of', false],
  ])('is not refunded by the sweep after a chargeback that %s', async (_what, isKnown) => {
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
    // A caller who uses its key has decided.
    expect(await refund(1999, 'one')).toMatchObject({ refundedMinor: 1999 })
  })

  it('is not refunded by another refund after a chargeback meanwhile', async () => {
    await payOne()
    store.bank.fault({ kind: 'reset-before', method: 'refund.do' })
    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    store.bank.alter(gatewayOrderId, { chargeback: true })
    await store.checkout.settle(orderNumber)
    const before = sent('refund.do')

    await expect(refund(200, 'two')).rejects.toMatchObject({ code: 'CHECKOUT_ORDER_BUSY' })

    expect([sent('refund.do'), atTheBank()]).toEqual([before, 0])
  })

  it('is not refunded automatically if it came late and was charged back first', async () => {
    await open({ options: { latePayment: 'refund' } })
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2007 })
    await store.checkout.settle(orderNumber)
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    store.bank.fault({ kind: 'reset-before', method: 'refund.do' })
    await store.checkout.settle(orderNumber)
    store.bank.alter(gatewayOrderId, { chargeback: true })
    await store.checkout.settle(orderNumber)
    // As if its process had died before the first attempt.
    await store.database.sql('update checkout_refunds set try_count = 0, next_try_at = asked_at, lease_until = null')
    const before = sent('refund.do')

    await store.checkout.reconcile()

    expect([sent('refund.do'), atTheBank()]).toEqual([before, 0])
  })

  it('gets there if more was refunded than taken, whatever we refunded', async () => {
    await payOne()
    await refund(100, 'one')
    store.bank.alter(gatewayOrderId, amounts('REFUNDED', 0, 2500))

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'refund-of-unknown-amount',
    })
  })

  it('does not get there through our own refund if the bank gives no amounts', async () => {
    await payOne()
    store.bank.alter(gatewayOrderId, { paymentAmountInfo: null, refunds: null })
    store.bank.fault({ kind: 'reset-after', method: 'refund.do' })
    await expect(refund(500, 'one')).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'paid' })

    expect(await refund(500, 'one')).toMatchObject({ status: 'partially_refunded', refundedMinor: 500 })
    expect(store.reviewed).toEqual([])
    expect(atTheBank()).toBe(500)
  })

  it('gets there through a refund in the portal if the bank gives no amounts', async () => {
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
    ['reversed', 'reverse' as const],
  ])('is not %s again if the bank has already captured part of a hold', async (_what, instruction) => {
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
  ])('is neither captured nor reversed while the bank says it is %s', async (_what, fields) => {
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
          'Nothing was sent; try again later.',
      })
    }

    expect([sent('deposit.do'), sent('reverse.do')]).toEqual([0, 0])
    expect(await store.checkout.orders.get(orderNumber)).toMatchObject({ status: 'held' })
  })

  it('gets there if part of a hold was captured without our asking', async () => {
    await hold()
    store.bank.alter(gatewayOrderId, amounts('APPROVED', 500))

    await expect(store.checkout.capture(orderNumber)).rejects.toMatchObject({ code: 'CHECKOUT_ILLEGAL_MOVE' })

    expect(sent('deposit.do')).toBe(0)
    expect(store.reviewed).toMatchObject([{ reviewReason: 'deposited-amount-differs', capturedMinor: 500 }])
  })

  it('is neither captured again nor gets there while the bank shows our capture as a hold', async () => {
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

  it('gets there if a hold was reversed and part of it captured', async () => {
    await hold()
    store.bank.alter(gatewayOrderId, { orderStatus: 3, ...amounts('REVERSED', 500) })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({
      status: 'review',
      reviewReason: 'deposited-amount-differs',
      capturedMinor: 500,
    })
  })
})
