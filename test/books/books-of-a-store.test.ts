import type { CheckoutOptions, DaySheetRow } from '../../src/index.ts'
import { dayOf } from '../../src/days.ts'
import { buy, mounts, openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

let store: Store
afterEach(() => store.close())

const today = (timeZone = 'UTC'): { from: string; to: string } => {
  const day = dayOf(new Date(), timeZone)
  return { from: day, to: day }
}

describe.each(mounts)('the day sheet %s', (_title, mount) => {
  const open = async (options: Partial<CheckoutOptions> = {}): Promise<void> => {
    store = await openStore({ mount, options })
  }

  async function paid(sku = 'mug'): Promise<{ orderNumber: string; gatewayOrderId: string }> {
    const bought = await buy(store, store.browser(), sku)
    await store.bank.pay(bought.gatewayOrderId)
    await store.checkout.settle(bought.orderNumber)
    return bought
  }

  /** Whatever moved: the sheet must say what the orders themselves say in the end. */
  async function rows(): Promise<readonly DaySheetRow[]> {
    // A test that runs over midnight sees both days.
    const { from } = today()
    return store.checkout.daySheet({ from, to: dayOf(new Date(Date.now() + 86_400_000), 'UTC') })
  }

  const row = (currency: string, figures: Partial<DaySheetRow>): object =>
    expect.objectContaining({
      currency,
      paidMinor: 0,
      paidCount: 0,
      capturedMinor: 0,
      refundedMinor: 0,
      refundCount: 0,
      chargedBackMinor: 0,
      netMinor: 0,
      ...figures,
    }) as object

  it('counts sales in each currency, with its own decimals, and nothing that was not paid', async () => {
    await open()
    await paid('mug')
    await paid('tea')
    await paid('noodles')
    await paid('pearls')
    await buy(store, store.browser(), 'mug')

    expect(await rows()).toEqual([
      row('EUR', { paidMinor: 2449, paidCount: 2, capturedMinor: 2449, netMinor: 2449 }),
      row('JPY', { paidMinor: 1200, paidCount: 1, capturedMinor: 1200, netMinor: 1200 }),
      row('KWD', { paidMinor: 12_345, paidCount: 1, capturedMinor: 12_345, netMinor: 12_345 }),
    ])
  })

  it('counts refunds by the shop and in the portal, each in part and once', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await paid()
    await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'a' })
    await store.checkout.refund(orderNumber, { amountMinor: 500, key: 'a' })
    store.bank.refundInPortal(gatewayOrderId, 300)
    await store.checkout.settle(orderNumber)
    await store.checkout.settle(orderNumber)
    store.bank.refundInPortal(gatewayOrderId, 1199)
    await store.checkout.settle(orderNumber)

    expect(await rows()).toEqual([
      row('EUR', {
        paidMinor: 1999,
        paidCount: 1,
        capturedMinor: 1999,
        refundedMinor: 1999,
        refundCount: 3,
        netMinor: 0,
      }),
    ])
  })

  it('counts of a hold what is captured, and nothing of one that is released', async () => {
    await open({ capture: 'manual' })
    const part = await paid('mug')
    const none = await paid('tea')
    expect(await rows()).toEqual([])

    await store.checkout.capture(part.orderNumber, { amountMinor: 1250 })
    await store.checkout.reverse(none.orderNumber)

    expect(await rows()).toEqual([row('EUR', { paidMinor: 1250, paidCount: 1, capturedMinor: 1250, netMinor: 1250 })])
  })

  it('counts a chargeback once, and takes it back when the bank does', async () => {
    await open()
    const lost = await paid('mug')
    const won = await paid('tea')
    for (const { orderNumber, gatewayOrderId } of [lost, won]) {
      store.bank.alter(gatewayOrderId, { chargeback: true })
      expect(await store.checkout.settle(orderNumber)).toMatchObject({ reviewReason: 'chargeback' })
    }
    const sales = { paidMinor: 2449, paidCount: 2, capturedMinor: 2449 }
    expect(await rows()).toEqual([row('EUR', { ...sales, chargedBackMinor: 2449, netMinor: 0 })])

    const person = { by: 'Ann', note: 'as the bank wrote' }
    await store.checkout.resolve(lost.orderNumber, { as: 'refunded', ...person })
    store.bank.alter(won.gatewayOrderId, { chargeback: false })
    await store.checkout.resolve(won.orderNumber, { as: 'paid', ...person })

    expect(await rows()).toEqual([row('EUR', { ...sales, chargedBackMinor: 1999, netMinor: 450 })])
  })

  it('counts money for an order in review as captured, and as paid once a person says so', async () => {
    await open()
    const { orderNumber, gatewayOrderId } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    store.bank.alter(gatewayOrderId, { actionCode: 5 })
    await store.checkout.settle(orderNumber)
    expect(await rows()).toEqual([row('EUR', { capturedMinor: 1999, netMinor: 1999 })])

    await store.checkout.resolve(orderNumber, { as: 'paid', by: 'Ann', note: 'the bank has explained it' })

    expect(await rows()).toEqual([row('EUR', { paidMinor: 1999, paidCount: 1, capturedMinor: 1999, netMinor: 1999 })])
  })

  it('counts late and double payments that are sent back both ways', async () => {
    const cart = { amountMinor: 1999, currency: 'EUR', reference: 'CART-1' }
    await open({ latePayment: 'refund', catalog: { cart, other: cart, mug: { amountMinor: 700, currency: 'EUR' } } })
    // Late.
    const late = await buy(store, store.browser(), 'mug')
    store.bank.alter(late.gatewayOrderId, { orderStatus: 6, actionCode: -2014 })
    await store.checkout.settle(late.orderNumber)
    await store.bank.pay(late.gatewayOrderId)
    store.bank.alter(late.gatewayOrderId, { orderStatus: 2, actionCode: 0 })
    await store.checkout.settle(late.orderNumber)
    // Double.
    const [one, two] = [await buy(store, store.browser(), 'cart'), await buy(store, store.browser(), 'other')]
    for (const { gatewayOrderId, orderNumber } of [one, two]) {
      await store.bank.pay(gatewayOrderId)
      await store.checkout.settle(orderNumber)
    }
    await store.checkout.reconcile()

    expect(await rows()).toEqual([
      row('EUR', {
        paidMinor: 700 + 1999 + 1999,
        paidCount: 3,
        capturedMinor: 700 + 1999 + 1999,
        refundedMinor: 700 + 1999,
        refundCount: 2,
        netMinor: 1999,
      }),
    ])
  })

  it("shows a shop its own orders, and a day of the shop's own zone", async () => {
    await open()
    await paid()

    const elsewhere = await openOther('other.example')
    const inApia = { timeZone: 'Pacific/Apia' }
    const away = await openOther(undefined, inApia)
    try {
      expect(await elsewhere.daySheet(today())).toEqual([])
      const apia = dayOf(new Date(), inApia.timeZone)
      expect(await away.daySheet({ from: apia, to: apia })).toMatchObject([{ day: apia, capturedMinor: 1999 }])
    } finally {
      await elsewhere.close()
      await away.close()
    }
  })

  async function openOther(key: string | undefined, shop: { timeZone?: string } = {}) {
    const { hostedCheckout } = await import('../../src/index.ts')
    return hostedCheckout({
      gateway: { url: store.bank.url, user: 'sandbox-api', password: 'sandbox-pass-S3CR3T' },
      baseUrl: store.baseUrl,
      secret: store.secrets.find((secret) => secret.length >= 32)!,
      databaseUrl: store.database.databaseUrl,
      catalog: {},
      shop: { ...shop, key },
    })
  }

  it.each<[unknown, RegExp]>([
    [undefined, /daySheet: wanted an object, got/],
    [{}, /daySheet: from: wanted a day such as 2026-11-27.*got nothing/],
    [{ from: '2026-11-27' }, /daySheet: to: wanted a day/],
    [{ from: '2026-11-31', to: '2026-12-01' }, /daySheet: from: wanted a day.*got "2026-11-31"/],
    [{ from: '27.11.2026', to: '2026-12-01' }, /daySheet: from: wanted a day/],
    [{ from: new Date(), to: '2026-12-01' }, /daySheet: from: wanted a day/],
    [{ from: '2026-12-02', to: '2026-12-01' }, /`from` not after `to`, got "2026-12-02" and "2026-12-01"/],
    [{ from: '2026-12-01', till: '2026-12-01' }, /unknown name "till"/],
    [{ from: '0000-12-01', to: '2026-12-01' }, /daySheet: from/],
    [{ from: '2026-12-01', to: '9999-12-01' }, /daySheet: to/],
  ])('refuses %p', async (query, message) => {
    await open()

    await expect(store.checkout.daySheet(query as never)).rejects.toMatchObject({
      code: 'CHECKOUT_QUERY',
      message: expect.stringMatching(message) as string,
    })
  })
})
