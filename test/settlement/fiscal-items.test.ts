import { toOrderBundle } from '../../src/index.ts'
import type { JsonObject, Order } from '../../src/index.ts'
import { buy, mounts, openStore, orderOf, shortTimeoutMs, timesAsked } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

/** One line of so many minor units. */
function itemsOf(amountMinor: number, name = 'Mug'): JsonObject {
  const line = { name, unitPriceMinor: amountMinor, positionId: '1', tax: { taxType: 6 } }
  return toOrderBundle({ currency: 'EUR', amountMinor, lines: [line] }).cartItems
}

describe.each(mounts)('fiscal items %s', (_title, mount) => {
  let gatewayOrderId: string
  let orderNumber: string

  async function payOne(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, timeoutMs: shortTimeoutMs, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
  }
  const hold = () => payOne({ options: { capture: 'manual' } })

  const capture = (amountMinor: number, depositItems?: JsonObject): Promise<Order> =>
    store.checkout.capture(orderNumber, { amountMinor, extra: { depositItems } })
  const refund = (amountMinor: number, key: string, refundItems?: JsonObject): Promise<Order> =>
    store.checkout.refund(orderNumber, { amountMinor, key, ...(refundItems && { extra: { refundItems } }) })

  /** The items of each such call that reached the bank. */
  const sent = (method: string, name: string): unknown[] =>
    store.bank.requests
      .filter((call) => call.method === method)
      .map(({ parameters: { [name]: json } }) => json && (JSON.parse(json) as unknown))
  const written = async (kind: string): Promise<unknown[]> =>
    (await store.checkout.orders.history(orderNumber)).filter((entry) => entry.kind === kind).map((one) => one.detail)

  it('of a partial capture are written down, and the bank gets them', async () => {
    await hold()

    expect(await capture(1500, itemsOf(1500))).toMatchObject({ status: 'paid', capturedMinor: 1500 })

    expect(sent('deposit.do', 'depositItems')).toEqual([itemsOf(1500)])
    expect(await written('capture-asked')).toEqual([{ amountMinor: 1500, extra: { depositItems: itemsOf(1500) } }])
  })

  it('of a capture with a lost answer are sent again with its repeat, and no others', async () => {
    await hold()
    store.bank.fault({ kind: 'silence-before', method: 'deposit.do' })
    await expect(capture(1500, itemsOf(1500))).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    await expect(capture(1500, itemsOf(1500, 'Jug'))).rejects.toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
      message: expect.stringContaining('with other items was requested before'),
    })
    expect(timesAsked(store, 'deposit.do')).toBe(1)
    expect(await store.checkout.capture(orderNumber)).toMatchObject({ status: 'paid', capturedMinor: 1500 })

    expect(sent('deposit.do', 'depositItems')).toEqual([itemsOf(1500), itemsOf(1500)])
    expect(await written('capture-asked')).toHaveLength(2)
  })

  it('of a refund with a lost answer are sent again by the sweep', async () => {
    await payOne()
    await refund(500, 'first', itemsOf(500, 'Lid'))
    store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
    await expect(refund(700, 'second', itemsOf(700))).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    await store.database.age('checkout_refunds', 'next_try_at', 120_000)

    await store.checkout.reconcile()

    expect(await orderOf(store, gatewayOrderId)).toMatchObject({ refundedMinor: 1200 })
    expect(sent('refund.do', 'refundItems')).toEqual([itemsOf(500, 'Lid'), itemsOf(700), itemsOf(700)])
    expect(await written('refund-asked')).toMatchObject([
      { key: 'first', extra: { refundItems: itemsOf(500, 'Lid') } },
      { key: 'second', extra: { refundItems: itemsOf(700) } },
    ])
  })

  it('of a refund are the same for the same key while nobody knows whether it was made', async () => {
    await payOne()
    store.bank.fault({ kind: 'silence-before', method: 'refund.do' })
    await expect(refund(500, 'one', itemsOf(500))).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })

    await expect(refund(500, 'one', itemsOf(500, 'Jug'))).rejects.toMatchObject({
      code: 'CHECKOUT_ILLEGAL_MOVE',
      message: expect.stringContaining('with other items before'),
    })
    expect(timesAsked(store, 'refund.do')).toBe(1)
    expect(await refund(500, 'one')).toMatchObject({ refundedMinor: 500 })
    expect(await refund(500, 'one', itemsOf(500, 'Jug'))).toMatchObject({ refundedMinor: 500 })

    expect(sent('refund.do', 'refundItems')).toEqual([itemsOf(500), itemsOf(500)])
  })

  it('that the bank refuses can be put right under the same key', async () => {
    await payOne()
    const wrong = {
      items: [
        { name: 'Mug', itemPrice: 500 },
        { name: 'Lid', itemPrice: 1 },
      ],
    }
    await expect(refund(500, 'one', wrong)).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: '5' })

    expect(await refund(500, 'one', itemsOf(500))).toMatchObject({ refundedMinor: 500 })

    expect(sent('refund.do', 'refundItems')).toEqual([wrong, itemsOf(500)])
  })

  it('that add up to another amount are refused, naming both sums, and nothing is sent or written', async () => {
    await hold()
    const message = expect.stringContaining('add up to 14.99 EUR, and 15.00 EUR of order')

    await expect(capture(1500, itemsOf(1499))).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT', message })
    expect(await capture(1500)).toMatchObject({ status: 'paid' })
    await expect(refund(1500, 'one', itemsOf(1499))).rejects.toMatchObject({ code: 'CHECKOUT_AMOUNT', message })

    expect(sent('deposit.do', 'depositItems')).toEqual([undefined])
    expect(timesAsked(store, 'refund.do')).toBe(0)
    expect(await written('refund-asked')).toEqual([])
  })

  it('are all that can be passed on: anything else is refused by name', async () => {
    await hold()
    const refused: readonly (readonly [string, unknown])[] = [
      ['only depositItems can be passed on, got "amount"', { amount: '1' }],
      ['only depositItems can be passed on, got "refundItems"', { depositItems: itemsOf(1999), refundItems: {} }],
      ['depositItems: wanted a JSON object without HTML', { depositItems: { items: [{ name: '<script>' }] } }],
      ['depositItems: wanted a JSON object without HTML', { depositItems: '{"items":[]}' }],
      ['wanted an object with depositItems, got a list', []],
    ]

    for (const [message, extra] of refused) {
      await expect(store.checkout.capture(orderNumber, { extra: extra as object })).rejects.toMatchObject({
        code: 'CHECKOUT_INVALID_REQUEST',
        message: expect.stringContaining(message),
      })
    }
    await expect(
      store.checkout.refund(orderNumber, { amountMinor: 1, key: 'one', extra: { depositItems: {} } as object }),
    ).rejects.toMatchObject({ message: expect.stringContaining('only refundItems can be passed on') })

    expect(timesAsked(store, 'deposit.do')).toBe(0)
    expect(await written('capture-asked')).toEqual([])
  })
})
