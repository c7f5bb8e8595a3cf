import { mounts, openStore } from '../support/store.ts'
import type { LinkOptions, PaymentLink, PaymentLinkQuery } from '../../src/index.ts'
import type { Store, StoreOptions } from '../support/store.ts'

const item = { amountMinor: 4990, currency: 'EUR', description: 'Repair' }
const dayMs = 86_400_000

let store: Store
afterEach(() => store.close())

describe.each(mounts)('payment links %s', (_title, mount) => {
  const open = async (options: StoreOptions = {}): Promise<void> => {
    store = await openStore({ mount, ...options })
  }

  async function found(query?: PaymentLinkQuery): Promise<string[]> {
    const all: string[] = []
    for await (const { linkNumber } of store.checkout.links.find(query)) all.push(linkNumber)
    return all
  }

  it('have an unguessable number, an address to send, thirty days, and their number as reference', async () => {
    await open()

    const [link, other] = [await store.checkout.link(item), await store.checkout.link(item)]

    expect(link).toEqual({
      linkNumber: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/) as string,
      url: `${store.baseUrl}/payment/links/${link.linkNumber}`,
      state: 'open',
      sku: 'payment-link',
      amountMinor: 4990,
      currency: 'EUR',
      description: 'Repair',
      reference: link.linkNumber,
      email: undefined,
      metadata: undefined,
      note: undefined,
      orderNumber: undefined,
      createdAt: link.createdAt,
      expiresAt: new Date(link.createdAt.getTime() + 30 * dayMs),
      withdrawnAt: undefined,
    })
    expect(other.linkNumber).not.toBe(link.linkNumber)
    expect(await store.checkout.links.get(link.linkNumber)).toEqual(link)
  })

  it('keep what they were made with, as the store gave it', async () => {
    await open()
    const expiresAt = new Date(Date.now() + 7 * dayMs)
    const given = {
      ...item,
      sku: 'repair',
      description: 'Repair\nof a bicycle',
      email: 'not an address',
      reference: 'INV-7',
      metadata: { bike: 7 },
    }

    const link = await store.checkout.link(given, { expiresAt, note: 'Ann rang' })

    expect(await store.checkout.links.get(link.linkNumber)).toMatchObject({ ...given, expiresAt, note: 'Ann rang' })
    expect(store.log.filter((line) => line.includes('the item of a payment link'))).toHaveLength(2)
  })

  it.each<[object, RegExp]>([
    [{ amountMinor: 0 }, /amountMinor: wanted a positive whole number/],
    [{ currency: undefined }, /currency: wanted an ISO 4217 currency/],
    [{ reference: 'a\nb' }, /reference: wanted/],
    [{ repeatable: true }, /repeatable: a link is paid once/],
    [{ sku: 'x'.repeat(256) }, /sku: wanted/],
    [{ payWithinMs: 1 }, /payWithinMs: wanted/],
    [{ features: ['VERIFY'] }, /features: VERIFY takes no money/],
  ])('are refused for an item with %j, by name', async (fault, message) => {
    await open()

    await expect(store.checkout.link({ ...item, ...fault })).rejects.toMatchObject({
      code: 'CHECKOUT_CATALOG_ITEM',
      message: expect.stringMatching(message),
    })
    expect(await found()).toEqual([])
  })

  it.each<[unknown, RegExp]>([
    [{ expires: new Date() }, /unknown name "expires". Did you mean "expiresAt"\?/],
    [{ expiresAt: '2026-12-24' }, /expiresAt: wanted a valid Date/],
    [{ expiresAt: new Date(NaN) }, /expiresAt: wanted a valid Date/],
    [{ expiresAt: new Date(Date.now() - 1_000) }, /expiresAt: wanted a time to come, within a year/],
    [{ expiresAt: new Date(Date.now() + 400 * dayMs) }, /expiresAt: wanted a time to come, within a year/],
    [{ note: 7 }, /note: wanted a text of up to 2000 characters/],
    [{ note: 'x'.repeat(2_001) }, /note: wanted/],
    [{ note: 'nul\0' }, /note: wanted/],
    ['soon', /link: wanted an object/],
    [null, /link: wanted an object/],
  ])('are refused for the options %j, by name', async (options, message) => {
    await open()

    await expect(store.checkout.link(item, options as LinkOptions)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
      message: expect.stringMatching(message),
    })
    expect(await found()).toEqual([])
  })

  it('are found by state, reference and time, newest first', async () => {
    await open()
    const make = (reference: string): Promise<PaymentLink> => store.checkout.link({ ...item, reference })
    const [openStill, paid, withdrawn, expired] = [
      ...[await make('INV-1'), await make('INV-2'), await make('INV-3'), await make('INV-4')],
    ]
    await store.checkout.links.withdraw(withdrawn!.linkNumber)
    await store.database.sql(
      `update checkout_links set expires_at = created_at where link_number = '${expired!.linkNumber}'`,
    )
    await store
      .browser()
      .post(store.path(`/payment/links/${paid!.linkNumber}`))
      .expect(200)
    for (const { gatewayOrderId } of store.bank.orders()) await store.bank.pay(gatewayOrderId)
    await store.checkout.reconcile()

    expect(await found()).toEqual([expired, withdrawn, paid, openStill].map((one) => one!.linkNumber))
    for (const [state, link] of Object.entries({ open: openStill, paid, withdrawn, expired })) {
      expect([state, await found({ state: state as PaymentLink['state'] })]).toEqual([state, [link!.linkNumber]])
    }
    expect(await found({ state: ['open', 'paid'] })).toEqual([paid!.linkNumber, openStill!.linkNumber])
    expect(await found({ state: ['open', 'paid'], limit: 1 })).toEqual([paid!.linkNumber])
    expect(await found({ state: [] })).toEqual([])
    expect(await found({ reference: 'INV-3' })).toEqual([withdrawn!.linkNumber])
    expect(await found({ limit: 2 })).toEqual([expired!.linkNumber, withdrawn!.linkNumber])
    expect(await found({ until: new Date(Date.now() - dayMs) })).toEqual([])
  })

  it('are not found by a query that is misspelt', async () => {
    await open()

    expect(() => store.checkout.links.find({ status: 'open' } as never)).toThrow(
      expect.objectContaining({ code: 'CHECKOUT_QUERY', message: expect.stringMatching(/unknown name "status"/) }),
    )
    expect(() => store.checkout.links.find({ state: 'closed' } as never)).toThrow(/open, paid, withdrawn, expired/)
    await expect(store.checkout.links.get(7 as never)).rejects.toMatchObject({ code: 'CHECKOUT_INVALID_REQUEST' })
    await expect(store.checkout.links.withdraw(undefined as never)).rejects.toMatchObject({
      code: 'CHECKOUT_INVALID_REQUEST',
    })
  })

  it('are withdrawn once, whether open or expired, and never once paid', async () => {
    await open()
    const link = await store.checkout.link(item)
    const withdrawn = await store.checkout.links.withdraw(link.linkNumber)
    expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawnAt: expect.any(Date) })
    expect(await store.checkout.links.withdraw(link.linkNumber)).toEqual(withdrawn)

    const paid = await store.checkout.link(item)
    await store
      .browser()
      .post(store.path(`/payment/links/${paid.linkNumber}`))
      .expect(200)
    const { gatewayOrderId, orderNumber } = store.bank.orders()[0]!
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    await expect(store.checkout.links.withdraw(paid.linkNumber)).rejects.toMatchObject({
      code: 'CHECKOUT_LINK',
      message: `The link is paid by order ${orderNumber}: it cannot be withdrawn.`,
    })
    await expect(store.checkout.links.withdraw('nothing')).rejects.toMatchObject({
      code: 'CHECKOUT_ORDER_NOT_FOUND',
      message: 'The shop has no payment link "nothing".',
    })
    expect((await store.checkout.links.get(paid.linkNumber))?.withdrawnAt).toBeUndefined()
  })

  it('are withdrawn although the bank cannot be told: the order lapses by itself', async () => {
    await open()
    const link = await store.checkout.link(item)
    await store
      .browser()
      .post(store.path(`/payment/links/${link.linkNumber}`))
      .expect(200)
    store.bank.fault({ kind: 'server-error', times: 10 })

    expect(await store.checkout.links.withdraw(link.linkNumber)).toMatchObject({ state: 'withdrawn' })

    expect(store.log.join('\n')).toContain('could not be closed at the bank')
    store.bank.clearFaults()
  })

  it('are neither made nor withdrawn after close', async () => {
    await open()
    await store.checkout.close()

    await expect(store.checkout.link(item)).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
    await expect(store.checkout.links.withdraw('x')).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
    await expect(store.checkout.links.get('x')).rejects.toMatchObject({ code: 'CHECKOUT_CLOSED' })
  })
})
