import { buy, mounts, onlyOrder, openStore } from '../support/store.ts'
import type { Store, StoreOptions } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('an order of a store %s', (_title, mount) => {
  let orderNumber: string
  let gatewayOrderId: string

  async function open(options: StoreOptions = {}): Promise<void> {
    store = await openStore({ mount, ...options })
    ;({ gatewayOrderId, orderNumber } = await buy(store, store.browser()))
  }
  const explain = () => store.checkout.explain(orderNumber)

  it('that the next press of Buy finds expired is explained as expired, not as never sent', async () => {
    store = await openStore({ mount })
    const browser = store.browser()
    ;({ gatewayOrderId, orderNumber } = await buy(store, browser))
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: -2007 })
    await store.database.age('checkout_orders', 'created_at', 20_000)

    await buy(store, browser)

    expect((await explain()).known[0]).toMatch(
      /^It expired, unpaid\. The bank said so on .* pressed Buy\)\. Nothing was/,
    )
  })

  it('whose page is on a host that is not allowed is explained as one that nobody was sent to', async () => {
    store = await openStore({ mount })
    store.bank.fault({ kind: 'foreign-form-url', method: 'register.do' })
    await store.browser().get(store.path('/checkout/mug')).expect(502)
    ;({ orderNumber } = await onlyOrder(store))

    const { known, next, mayDo } = await explain()

    expect(known[0]).toMatch(
      /^The bank registered it on .*, but nobody was sent to pay it: .* is on https:\/\/\S+, which is not among/,
    )
    expect(next?.text).toBe('The bank is told to close it, since nobody can pay it.')
    expect(mayDo.map(({ action }) => action)).toContain('decline')
    await store.checkout.reconcile()
    expect((await explain()).known[0]).toMatch(/^We had it closed at the bank, which confirmed it on /)
  })

  it('that the bank declined after a closing of ours had failed is not explained as closed by us', async () => {
    await open()
    store.bank.fault({ kind: 'reset-before', method: 'decline.do' })
    await expect(store.checkout.decline(orderNumber, { by: 'Ann' })).rejects.toMatchObject({
      code: 'CHECKOUT_GATEWAY_UNAVAILABLE',
    })
    store.bank.alter(gatewayOrderId, { orderStatus: 6, actionCode: 116 })
    await store.checkout.settle(orderNumber)

    expect((await explain()).known[0]).toMatch(
      /^It was declined for good\. .* \(the bank's code 116\)\. We had told it on .* to close it, and had no answer\./,
    )
  })

  it('whose refund is found made before it is known to be ours is explained without a contradiction', async () => {
    await open({
      options: {
        on: ({ kind }) => {
          if (kind === 'refund-asked') store.bank.fault({ kind: 'reset-before', method: 'getOrderStatusExtended.do' })
        },
      },
    })
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)
    store.bank.fault({ kind: 'reset-after', method: 'refund.do' })
    const refund = () => store.checkout.refund(orderNumber, { amountMinor: 1999, key: 'back', by: 'Ann' })
    await expect(refund()).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    const [again] = (await explain()).mayDo
    expect(again).toMatchObject({
      action: 'refund',
      command: expect.stringMatching(/"19\.99 EUR" --key=back$/) as string,
    })

    expect(await store.checkout.settle(orderNumber)).toMatchObject({ status: 'refunded' })
    const { known, text } = await explain()
    expect(known.at(-1)).toMatch(/At least as much went back since, according to the bank/)
    expect(text).not.toMatch(/not confirmed|sent again/)

    await refund()
    expect((await explain()).known.at(-1)).toMatch(/^What went back: 19\.99 EUR on .*, by our refund "back", which Ann/)
    expect(store.bank.order(gatewayOrderId)).toMatchObject({ refundedAmount: 1999 })
  })
})
