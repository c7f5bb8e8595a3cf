import { hostedCheckout } from '../src/index.ts'
import type { HostedCheckout, Order } from '../src/index.ts'
import { canaries } from './support/canaries.ts'
import { buy, mounts, openStore, orderOf, pathOf, shortTimeoutMs, timesAsked } from './support/store.ts'
import type { Store } from './support/store.ts'

const mug = { amountMinor: 1999, currency: 'EUR', clientId: 'c-1' }

/** What each sku is; a test may change it. */
let shelf: Record<string, object>
let store: Store

async function open(storeOptions: Parameters<typeof openStore>[0] = {}): Promise<void> {
  shelf = { mug }
  const catalog = (sku: string) => shelf[sku] as typeof mug
  store = await openStore({ ...storeOptions, options: { catalog, ...storeOptions.options } })
}

afterEach(() => store.close())

/** Buys, pays at the bank, and comes back. */
async function pay(card: Parameters<Store['bank']['pay']>[1] = {}): Promise<Order> {
  const browser = store.browser()
  const { gatewayOrderId } = await buy(store, browser)
  const { location } = await store.bank.pay(gatewayOrderId, card)
  await browser.get(pathOf(location))
  return orderOf(store, gatewayOrderId)
}

describe.each(mounts)('a stored card %s', (_title, mount) => {
  it('is told on the paid order, pays the next one by its code alone, and can be removed', async () => {
    await open({ mount })
    const paid = await pay()

    const [card, ...others] = await store.checkout.cards.list('c-1')
    expect(others).toEqual([])
    expect(card).toEqual({ bindingId: paid.bindingId, maskedNumber: '411111**1111', brand: 'VISA' })
    expect(store.handedOver).toMatchObject([{ bindingId: card!.bindingId }])
    // Once, on the order: the bank's words about it are kept in no entry.
    expect(JSON.stringify(await store.checkout.orders.history(paid.orderNumber))).not.toContain(card!.bindingId)

    shelf.mug = { ...mug, bindingId: card!.bindingId }
    expect(await pay()).toMatchObject({ status: 'paid', bindingId: card!.bindingId, paymentWay: 'CARD_BINDING' })

    expect(await store.checkout.cards.remove(card!.bindingId)).toEqual({ wasStored: true })
    expect(await store.checkout.cards.remove(card!.bindingId)).toEqual({ wasStored: false })
    expect(await store.checkout.cards.list('c-1')).toEqual([])
    expect(await store.checkout.orders.get(paid.orderNumber)).toEqual(paid)
  })
})

describe('stored cards', () => {
  it('are none where the buyer refuses on the bank’s page', async () => {
    await open()

    expect(await pay({ store: false })).toMatchObject({ status: 'paid', bindingId: undefined })
    expect(await store.checkout.cards.list('c-1')).toEqual([])
  })

  it('of another client are refused by the bank at the checkout: nothing is charged, nothing lost', async () => {
    await open()
    const { bindingId } = await pay()
    shelf.mug = { ...mug, clientId: 'c-2', bindingId }

    const { text } = await store.browser().get(store.path('/checkout/mug')).expect(502)

    expect(text).not.toContain(bindingId)
    expect(store.log.join('\n')).toContain(
      'such as a stored card (bindingId) that is not there or not of this clientId',
    )
    expect(store.bank.orders()).toHaveLength(1)
    expect(await store.checkout.cards.list('c-2')).toEqual([])
    expect(await store.checkout.cards.list('c-1')).toHaveLength(1)
    for await (const order of store.checkout.orders.find({ limit: 1 })) expect(order.status).toBe('declined')
  })

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'got nothing'],
    ['an empty text', '', 'got 0 characters'],
    ['a number', 42, 'got a number'],
    ['two lines', 'c-1\nc-2', 'got control characters or HTML'],
    ['256 characters', 'x'.repeat(256), 'got 256 characters'],
  ])('are not asked for with %s', async (_what, id, got) => {
    await open()
    const { list, remove } = store.checkout.cards

    for (const [asked, name] of [
      [list(id as string), 'a client id'],
      [remove(id as string), 'the bindingId of a stored card'],
    ] as const) {
      await expect(asked).rejects.toMatchObject({ code: 'CHECKOUT_INVALID_REQUEST' })
      await expect(asked).rejects.toThrow(`wanted ${name}, 1 to 255 characters on one line, without HTML; ${got}.`)
    }
    expect(store.bank.requests).toEqual([])
  })

  it('may be removed or not after a lost answer, and removing again tells', async () => {
    await open({ timeoutMs: shortTimeoutMs })
    const { bindingId = '' } = await pay()
    store.bank.fault({ kind: 'silence-after', method: 'unBindCard.do' })

    const lost = store.checkout.cards.remove(bindingId)

    await expect(lost).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_UNAVAILABLE' })
    await expect(lost).rejects.toThrow('The card may be removed or not')
    expect(timesAsked(store, 'unBindCard.do')).toBe(1)
    expect(await store.checkout.cards.remove(bindingId)).toEqual({ wasStored: false })
  })

  it('cannot be asked for with a token, which says so and what is needed', async () => {
    await open({ bank: { token: canaries.token } })
    const checkout: HostedCheckout = hostedCheckout({
      gateway: { url: store.bank.url, token: canaries.token },
      baseUrl: store.baseUrl,
      secret: canaries.secret,
      databaseUrl: 'sqlite::memory:',
      catalog: {},
    })

    for (const asked of [checkout.cards.list('c-1'), checkout.cards.remove('b-1')]) {
      await expect(asked).rejects.toMatchObject({ code: 'CHECKOUT_GATEWAY_REFUSED', errorCode: 'token' })
      await expect(asked).rejects.toThrow('this needs gateway.user and gateway.password')
    }
    await checkout.close()
    await expect(checkout.cards.list('c-1')).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
    expect(store.bank.requests).toEqual([])
  })
})
