import type { CatalogAnswer } from '../../src/index.ts'
import { buy, mounts, onlyOrder, openStore, orderOf, pathOf } from '../support/store.ts'
import type { Store } from '../support/store.ts'

let store: Store
afterEach(async () => store.close())

const mug = { amountMinor: 1999, currency: 'EUR' }
const longMail = `${'someone.with.a.long.name'.padEnd(40, 'e')}@shop.example.com`

describe.each(mounts)('an item of the catalog %s', (_title, mount) => {
  const open = async (shelf: Readonly<Record<string, CatalogAnswer>>): Promise<Store> =>
    (store = await openStore({ mount, options: { catalog: (sku) => shelf[sku] } }))
  const remarks = (): readonly string[] => store.log.filter((line) => line.includes("the catalog's item"))
  const told = (): Readonly<Record<string, string>> => store.bank.requests.at(-1)!.parameters

  it('whose decorations the bank would refuse is sold, and the ledger keeps what the store gave', async () => {
    expect(longMail).toHaveLength(57)
    const description = `A <b>mug</b>\r\nfor ${'tea '.repeat(200)}`
    await open({ mug: { ...mug, description, email: longMail, language: 'fr_CA' } })

    await buy(store, store.browser())

    expect(await onlyOrder(store)).toMatchObject({ description, email: longMail, language: 'fr_CA' })
    expect(told()).toMatchObject({
      description: `A mug for ${'tea '.repeat(147)}`.slice(0, 598).trim(),
      language: 'fr',
    })
    expect(told()).not.toHaveProperty('email')
  })

  it("looks the same to the buyer on our page and on the bank's", async () => {
    await open({ mug: { ...mug, description: `A <b>mug</b>\r\n${'x'.repeat(9_000)}` } })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)

    const { location } = await store.bank.pay(gatewayOrderId)
    const { text } = await browser.get(pathOf(location)).expect(200)

    expect(text).toContain(`<bdi>A mug ${'x'.repeat(592)}</bdi>`)
  })

  it('leaves in its order who bought it and how the bank approved the payment', async () => {
    await open({ mug: { ...mug, email: 'ann@shop.example', clientId: 'c-1' } })
    const browser = store.browser()
    const { gatewayOrderId } = await buy(store, browser)

    const { location } = await store.bank.pay(gatewayOrderId)
    await browser.get(pathOf(location)).expect(200)

    const { approvalCode } = store.bank.order(gatewayOrderId)!
    expect(approvalCode).toMatch(/^\d{6}$/)
    expect(await onlyOrder(store)).toMatchObject({ email: 'ann@shop.example', clientId: 'c-1', approvalCode })
    expect(store.handedOver).toMatchObject([{ approvalCode }])
  })

  it('keeps what a database cannot hold out of it', async () => {
    await open({ mug: { ...mug, description: 'half a \ud83d\0', email: ' a@b.example\0\ud83d', language: 'en\0' } })

    await buy(store, store.browser())

    expect(await onlyOrder(store)).toMatchObject({
      description: 'half a \ufffd\ufffd',
      email: ' a@b.example\ufffd\ufffd',
      language: 'en\ufffd',
    })
    expect(told()).toMatchObject({ description: 'half a' })
  })

  it('causes one warning of each kind, by sku and without the address', async () => {
    const item = { ...mug, email: longMail, description: 'x'.repeat(10_000), language: 'tlh' }
    await open({ mug: item, tea: item, cup: { ...item, email: ' ann@shop.example ' } })

    for (const sku of ['mug', 'tea', 'cup', 'mug']) await buy(store, store.browser(), sku)

    expect(remarks()).toEqual([
      expect.stringMatching(/^warn the description of the catalog's item for sku "mug" was cut, /),
      expect.stringMatching(/^warn the email of the catalog's item for sku "mug" was left out, /),
      expect.stringMatching(/^warn the language of the catalog's item for sku "mug" was left out, /),
      expect.stringMatching(/^warn the email of the catalog's item for sku "cup" was changed, /),
    ])
    expect(store.log.join('\n')).not.toMatch(/someone|ann@/)
  })

  it('takes a buyer who clicks again to the same page, whatever its decorations', async () => {
    await open({ mug: { ...mug, description: 'a\nb', email: 'nobody', language: 'EN-gb' } })
    const browser = store.browser()

    expect(await buy(store, browser)).toEqual(await buy(store, browser))
  })

  it('with a cart that is too large stops the sale, unless the cart may be left out', async () => {
    const orderBundle = { cartItems: { items: ['x'.repeat(70_000)] } }
    await open({ mug: { ...mug, orderBundle }, tea: { ...mug, orderBundle, bundleMayBeLeftOut: true } })

    await store.browser().get(store.path('/checkout/mug')).expect(500, 'the error page of the shop')
    expect(store.bank.requests).toEqual([])
    await buy(store, store.browser(), 'tea')

    expect(told()).not.toHaveProperty('orderBundle')
    expect(remarks()).toEqual([
      expect.stringContaining('the orderBundle of the catalog\'s item for sku "tea" was left out'),
    ])
  })

  it('can be paid for as long as it says', async () => {
    await open({ mug: { ...mug, payWithinMs: 90_500 }, tea: mug })

    const { gatewayOrderId } = await buy(store, store.browser())
    expect(told()).toMatchObject({ sessionTimeoutSecs: '90' })
    const { createdAt, expiresAt } = await orderOf(store, gatewayOrderId)
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(90_000)

    await buy(store, store.browser(), 'tea')
    expect(told()).toMatchObject({ sessionTimeoutSecs: '1200' })
  })

  it('opens a new order once the time to pay for the open one is over', async () => {
    await open({ mug: { ...mug, payWithinMs: 60_000 } })
    const browser = store.browser()
    const first = await buy(store, browser)

    await store.database.age('checkout_orders', 'created_at', 61_000)
    await store.database.age('checkout_orders', 'expires_at', 61_000)

    expect(await buy(store, browser)).not.toEqual(first)
  })

  it('names the buyer, further parameters, and whether its reference may be paid again', async () => {
    await open({
      mug: {
        ...mug,
        clientId: 'c-1',
        reference: 'R',
        extra: { postAddress: '1 Quay' },
        repeatable: true,
      },
    })

    await buy(store, store.browser())

    expect(told()).toMatchObject({ clientId: 'c-1', postAddress: '1 Quay' })
    expect(told()).not.toHaveProperty('repeatable')
    expect(await onlyOrder(store)).toMatchObject({ clientId: 'c-1', isRepeatable: true })
  })

  it.each([{ extra: { feeInput: '1' } }, { extra: { FAILURL: 'https://evil.example' } }, { features: ['verify'] }])(
    'that would divert the money or the buyer is not sold: %j',
    async (fields) => {
      await open({ mug: { ...mug, ...fields } })

      await store.browser().get(store.path('/checkout/mug')).expect(500, 'the error page of the shop')

      expect(store.appErrors).toEqual([expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM' })])
      expect(store.bank.requests).toEqual([])
    },
  )

  it('that is a redirect sends the buyer to a page of the store, and opens nothing', async () => {
    await open({ mug: { redirect: '/cart?from=mug' } })

    await store
      .browser()
      .get(store.path('/checkout/mug'))
      .expect(303)
      .expect('Location', '/cart?from=mug')
      .expect('Cache-Control', 'no-store')
    await store.browser().post(store.path('/checkout/mug')).expect(303).expect('Location', '/cart?from=mug')

    expect(store.entries).toEqual([])
    expect(store.log).toEqual([expect.stringContaining('start()')])
  })

  it('that is a redirect to another host is an error', async () => {
    await open({ mug: { redirect: '//evil.example/cart' } })

    await store.browser().get(store.path('/checkout/mug')).expect(500, 'the error page of the shop')

    expect(store.appErrors).toEqual([expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM' })])
  })
})
