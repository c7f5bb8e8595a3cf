import { makeNewOrder, payableForSecs } from '../../../src/settlement/open-order/new-order.ts'
import type { NewOrderDeps, OrderToOpen } from '../../../src/settlement/open-order/new-order.ts'
import type { Wish } from '../../../src/settlement/open-order/wish.ts'

const bare: Wish = { sku: 'tea', amountMinor: 1999, currency: 'EUR' }

const newOrder = (wish: Partial<Wish> = {}, deps: Partial<NewOrderDeps> = {}): OrderToOpen =>
  makeNewOrder({
    gatewayAccount: 'bank.example/#login',
    shop: 'shop.example',
    handsOver: true,
    tellsClosed: true,
    gatewayTimeoutMs: 2_000,
    capture: 'manual',
    references: 'once',
    ...deps,
  })({ ...bare, ...wish })

describe('what the ledger records of a wish', () => {
  it('is the wish, and whose order it is', () => {
    const told = {
      reference: 'cart-1',
      description: 'Tea',
      metadata: { lines: 1 },
      language: 'de',
      email: 'a@b.example',
      clientId: 'client-1',
      bindingId: 'card-1',
      again: '/cart',
    }

    expect(newOrder(told)).toEqual({
      orderNumber: expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
      sku: 'tea',
      amountMinor: 1999,
      currency: 'EUR',
      ...told,
      capture: 'manual',
      gatewayAccount: 'bank.example/#login',
      shop: 'shop.example',
      handsOver: true,
      tellsClosed: true,
      linkNumber: undefined,
      isRepeatable: false,
      itemDigest: expect.stringMatching(/^[\w-]{43}$/) as string,
      expiresInMs: 1_200_000,
      checkInMs: 62_000,
    })
  })

  it('has the texts as the store gave them, where the bank is told others', () => {
    const sent = { description: 'Tea', email: 'a@b.example', language: 'de' }

    const part = { description: 'Tea ☕' }
    expect(newOrder({ ...sent, asGiven: part })).toMatchObject({ ...sent, ...part })
    const asGiven = { description: 'Tea ☕', email: 'a@b', language: 'de-AT' }
    expect(newOrder({ ...sent, asGiven })).toMatchObject(asGiven)
    // Given, but not sent: the bank does not take it.
    expect(newOrder({ asGiven: { language: 'tlh' } })).toMatchObject({ language: 'tlh', email: undefined })
  })

  it.each([
    ['once', false, true],
    ['once', true, false],
    ['repeat', false, false],
  ] as const)(
    'is paid once or not by `references: %s` and `repeatable: %s`; a link always is',
    (references, repeatable, once) => {
      const of = (wish: Partial<Wish>) => newOrder({ reference: 'cart-1', repeatable, ...wish }, { references })

      expect(of({}).isRepeatable).toBe(!once)
      expect(of({ linkNumber: 'LINK1' })).toMatchObject({ isRepeatable: false, linkNumber: 'LINK1' })
    },
  )

  it('has an order number of its own each time', () => {
    expect(newOrder().orderNumber).not.toBe(newOrder().orderNumber)
  })

  it('is first looked up a minute after its registration must have been answered', () => {
    expect(newOrder({}, { gatewayTimeoutMs: 10_000 }).checkInMs).toBe(70_000)
  })

  it('tells the same item from any other', () => {
    const digest = (wish: Partial<Wish>): string => newOrder(wish).itemDigest

    expect(digest({ reference: 'cart-1' })).toBe(digest({ reference: 'cart-1' }))
    const digests = [{}, { amountMinor: 2000 }, { reference: 'cart-1' }, { metadata: { lines: 1 } }].map(digest)
    expect(new Set(digests).size).toBe(4)
  })

  it.each<[NewOrderDeps['references'], boolean | undefined, boolean]>([
    ['once', undefined, false],
    ['once', false, false],
    ['once', true, true],
    ['repeat', undefined, true],
    ['repeat', true, true],
    // The store has said that its references are labels; an item cannot make one of them count.
    ['repeat', false, true],
  ])('says whether its reference is a mere label: references %s, repeatable %p: %p', (references, repeatable, is) => {
    expect(newOrder({ reference: 'cart-1', repeatable }, { references }).isRepeatable).toBe(is)
  })
})

describe("how long the bank's page accepts a payment", () => {
  it.each([
    [undefined, 1_200],
    [1_000, 1],
    [60_000, 60],
    [60_001, 60],
    [60_999, 60],
    [61_000, 61],
  ])('is told in whole seconds, and never longer than the item allows: %p ms are %i s', (payWithinMs, secs) => {
    const wish = { ...bare, payWithinMs }

    expect(payableForSecs(wish)).toBe(secs)
    // The ledger and the bank agree on it.
    expect(newOrder(wish).expiresInMs).toBe(secs * 1_000)
  })
})
