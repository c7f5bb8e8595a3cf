import { AssertionError } from 'node:assert'
import { systemClock } from '../../src/clock.ts'
import { testStore } from '../../src/testing/index.ts'
import type { Purchase, TestStore } from '../../src/testing/index.ts'
import { aShop } from './a-shop.ts'

/** What a claim that does not hold says of its order, without the story. */
async function told(claim: Promise<unknown>, { orderNumber }: Purchase): Promise<string> {
  const error = await claim.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AssertionError)
  const [said = '', story] = (error as AssertionError).message.split(`\n\nThe story of order ${orderNumber}:`)
  expect(story).toContain('In the ledger:')
  return said.replaceAll(orderNumber, '#')
}

/** A shop whose `onPaid` fails for tea. */
const failing = aShop({
  onPaid({ sku }) {
    if (sku === 'tea') throw new Error('the parcel service is away')
  },
})

describe('a claim that does not hold', () => {
  let store: TestStore
  let orders: Record<'declined' | 'failed' | 'open' | 'paid' | 'refunded', Purchase>

  beforeAll(async () => {
    store = await testStore(failing.make)
    const buyer = store.buyer()
    const declined = await store.buyer().checkout('mug')
    await (await declined.decline()).comeBack()
    orders = {
      declined,
      failed: await buyer.buy('tea'),
      paid: await buyer.buy('mug'),
      refunded: await buyer.buy('mug'),
      open: await buyer.checkout('mug'),
    }
    await store.checkout.refund(orders.refunded.orderNumber, { amountMinor: 500, key: 'chipped' })
  })
  afterAll(() => store.close())

  it.each<[(of: typeof orders) => [Promise<unknown>, Purchase], string]>([
    [({ open }) => [store.expectPaid(open), open], 'Order # is registered, not paid.'],
    [({ refunded }) => [store.expectPaid(refunded), refunded], 'Order # is partially refunded, not paid.'],
    [({ paid }) => [store.expectNotPaid(paid), paid], 'Order # is paid: 19.99 EUR of it were captured.'],
    [({ declined }) => [store.expectHandedOver(declined), declined], 'Order # was not handed over: it is declined.'],
    [
      ({ failed }) => [store.expectHandedOver(failed), failed],
      'Order # was not handed over: it is paid. onPaid threw: Error: the parcel service is away. The hand-over is due.',
    ],
    [({ paid }) => [store.expectNotHandedOver(paid), paid], 'Order # was handed over.'],
    [
      ({ declined }) => [store.expectRefunded(declined), declined],
      'Order # is declined: nothing of it was captured that could be refunded.',
    ],
    [
      ({ paid }) => [store.expectRefunded(paid, 500), paid],
      'Order # is not refunded by 5.00 EUR, nor by anything; 19.99 EUR of it were captured.',
    ],
    [
      ({ refunded }) => [store.expectRefunded(refunded), refunded],
      'Order # is refunded by 5.00 EUR, not by 19.99 EUR; 19.99 EUR of it were captured.',
    ],
    [({ paid }) => [store.expectReview(paid), paid], 'Order # is paid, not in review.'],
    [({ paid }) => [store.expectDeclined(paid), paid], 'Order # is paid, not declined.'],
    [({ open }) => [store.expectExpired(open), open], 'Order # is registered, not expired.'],
    [({ failed }) => [store.expectNothingLeft(), failed], 'Order # is paid, and its hand-over is due.'],
  ])('says it in a sentence: %#', async (claim, sentence) => {
    expect(await told(...claim(orders))).toBe(sentence)
  })

  it('tells in its story how often onPaid ran', async () => {
    expect(await store.story(orders.open)).toMatch(/\nonPaid was never called\.$/)
    expect(await store.story(orders.failed)).toMatch(
      /\nonPaid was called once, and threw: Error: the parcel service is away\.$/,
    )
    expect(await store.story(orders.paid)).toMatch(/\nonPaid was called once, and resolved\.$/)
  })

  it('wants an order, and an amount that can be refunded', async () => {
    const forgotten = store.buyer().checkout('mug')
    await expect(store.expectPaid(forgotten as never)).rejects.toThrow(
      /^Wanted an order or its number.* Await it first\./,
    )
    await forgotten
    await expect(store.expectPaid(undefined as never)).rejects.toThrow('Wanted an order or its number, got nothing.')
    await expect(store.story({} as never)).rejects.toThrow(TypeError)
    for (const amountMinor of [0, -1, 4.99, NaN]) {
      await expect(store.expectRefunded(orders.paid, amountMinor)).rejects.toThrow(
        'a whole number of minor units above 0',
      )
    }
  })
})

describe('a store that does not settle', () => {
  it('says what it is, as does a claim that fails after that', async () => {
    await using store = await testStore(aShop().make)
    const order = await store.buyer().checkout('mug')
    await order.pay()
    store.bank.fault('reset-before', { method: 'getOrderStatusExtended.do', times: Infinity })

    const left = 'In the last of 20 passes the bank gave no usable answer about an order.'
    await expect(store.settled()).rejects.toThrow(`The store has not settled. ${left}`)
    await store.clock.advance(1_000)
    await expect(store.expectPaid(order)).rejects.toThrow(`The store had not settled. ${left}`)

    store.bank.clearFaults()
    await store.settled()
    await store.expectHandedOver(order)
  })
})

describe('a claim while something is under way', () => {
  it('fails once that takes too long, also where it would hold just then', async () => {
    let [begin, letGo] = [(): void => undefined, (): void => undefined]
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const hanging = new Promise<void>((resolve) => (letGo = resolve))
    const onPaid = (): Promise<void> => {
      begin()
      return hanging
    }
    await using store = await testStore(aShop({ onPaid }).make)
    const order = await store.buyer().checkout('mug')
    await order.pay()
    const reconciling = store.checkout.reconcile()
    await begun
    const { sleep } = systemClock
    const hurried = jest.spyOn(systemClock, 'sleep')
    hurried.mockImplementation((ms, options) => sleep(ms === 10_000 ? 100 : ms, options))

    const late = `After 10 s this was still under way: onPaid of order #.`
    for (const claim of [store.expectPaid(order), store.expectNotHandedOver(order)]) {
      expect(await told(claim, order)).toBe(`Order # cannot be judged yet.\n${late}`)
    }
    expect(await told(store.expectHandedOver(order), order)).toMatch(`has not resolved. The hand-over is due.\n${late}`)
    expect(await told(store.expectNothingLeft(), order)).toMatch(late)
    hurried.mockRestore()
    letGo()
    await reconciling
    await store.expectHandedOver(order)
  })
})
