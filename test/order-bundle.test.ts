import fc from 'fast-check'
import { toOrderBundle } from '../src/index.ts'
import type { FiscalCart, FiscalLine, JsonObject } from '../src/index.ts'
import { findSentJson } from '../src/options/priced-item.ts'

const euros = { currency: 'EUR' }
const mug: FiscalLine = { name: 'Mug', unitPriceMinor: 1999 }

interface WireLine extends JsonObject {
  readonly positionId: string
  readonly quantity: { readonly value: number; readonly measure: string }
  readonly itemAmount: number
  readonly itemPrice: number
}

const itemsOf = (cart: FiscalCart) => toOrderBundle(cart).cartItems.items as unknown as readonly WireLine[]
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)
const thousandths = (quantity: number): number => Math.round(quantity * 1000)

/** What a line costs: rounded by decimal text, not in the way the code under test rounds. */
function costOf({ unitPriceMinor, quantity = 1 }: FiscalLine): number {
  const text = String(BigInt(unitPriceMinor) * BigInt(thousandths(quantity))).padStart(4, '0')
  return Number(text.slice(0, -3)) + (text.at(-3)! >= '5' ? 1 : 0)
}

const line = fc.record({
  name: fc.constant('Tea'),
  unitPriceMinor: fc.oneof(fc.nat(5_000), fc.nat(99_999_999)),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 20_000 }).map((n) => n / 1000),
  ),
  share: fc.nat(100),
})

describe('toOrderBundle', () => {
  it('makes of every cart lines that add up, each at its price times its quantity, and nothing of it is lost', () => {
    const carts = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 8 }), share: fc.nat(100) })

    fc.assert(
      fc.property(carts, fc.constantFrom('JPY', 'EUR', 'KWD'), ({ lines, share }, currency) => {
        const given = lines.map(({ share: off, ...one }): FiscalLine => ({
          ...one,
          discountMinor: Math.floor((costOf(one) * off) / 100),
        }))
        const net = sumOf(given.map((one) => costOf(one) - one.discountMinor!))
        const discountMinor = Math.floor((net * share) / 100)
        const amountMinor = net - discountMinor
        fc.pre(amountMinor > 0)

        const items = itemsOf({ lines: given, currency, amountMinor, discountMinor })

        expect(sumOf(items.map(({ itemAmount }) => itemAmount))).toBe(amountMinor)
        for (const { itemAmount, itemPrice, quantity } of items) {
          expect(itemAmount).toBe(costOf({ name: 'x', unitPriceMinor: itemPrice, quantity: quantity.value }))
          expect(itemPrice).toBeGreaterThanOrEqual(0)
          expect(quantity.value).toBeGreaterThan(0)
        }
        const quantities = (some: readonly number[]) => sumOf(some.map(thousandths))
        expect(quantities(items.map(({ quantity }) => quantity.value))).toBe(
          quantities(given.map(({ quantity }) => quantity!)),
        )
        expect(items.length).toBeLessThanOrEqual(3 * given.length)
        expect(new Set(items.map(({ positionId }) => positionId)).size).toBe(items.length)
      }),
    )
  })

  it('sends what a line has, and makes what the gateway demands and the line lacks', () => {
    const tea: FiscalLine = {
      name: 'Tea <b>green</b>\nloose',
      quantity: 0.333,
      measure: 'kg',
      unitPriceMinor: 1999,
      code: 'TEA',
      positionId: '1',
      tax: { taxType: 6, taxSum: 111 },
      itemAttributes: { attributes: [{ name: 'paymentObject', value: '1' }] },
      extra: { agentInterest: { interestType: 'agent' } },
    }

    const bundle = toOrderBundle({ ...euros, lines: [tea, mug], amountMinor: 2665 })

    expect(bundle).toEqual({
      cartItems: {
        items: [
          {
            positionId: '1',
            name: 'Tea green loose',
            quantity: { value: 0.333, measure: 'kg' },
            itemAmount: 666,
            itemPrice: 1999,
            itemCode: 'TEA',
            tax: { taxType: 6, taxSum: 111 },
            itemAttributes: { attributes: [{ name: 'paymentObject', value: '1' }] },
            agentInterest: { interestType: 'agent' },
          },
          { positionId: '2', name: 'Mug', quantity: { value: 1, measure: 'pcs' }, itemAmount: 1999, itemPrice: 1999 },
        ],
      },
    })
    expect(findSentJson(bundle)).toEqual(bundle)
  })

  it('splits a line that no one price makes right, and shares its tax out', () => {
    const cups: FiscalLine = { name: 'Cup', quantity: 3, unitPriceMinor: 40, positionId: '7', tax: { taxSum: 20 } }

    const items = itemsOf({ ...euros, lines: [cups], amountMinor: 100, discountMinor: 20 })

    expect(items).toMatchObject([
      { positionId: '7', quantity: { value: 2 }, itemPrice: 33, itemAmount: 66, tax: { taxSum: 13 } },
      { positionId: '1', quantity: { value: 1 }, itemPrice: 34, itemAmount: 34, tax: { taxSum: 7 } },
    ])
  })

  it.each([
    ['EUR', '19.98 EUR, and amountMinor is 19.99 EUR'],
    ['JPY', '1998 JPY, and amountMinor is 1999 JPY'],
    ['KWD', '1.998 KWD, and amountMinor is 1.999 KWD'],
  ])('refuses lines that add up to something else, naming both sums in %s', (currency, both) => {
    const cart = { currency, lines: [{ ...mug, unitPriceMinor: 999, quantity: 2 }], amountMinor: 1999 }

    expect(() => toOrderBundle(cart)).toThrow(
      expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM', message: expect.stringContaining(both) }),
    )
  })

  it.each<[string, Partial<FiscalCart>]>([
    ['Line 1 of the cart cannot be sent: name: wanted a text', { lines: [{ ...mug, name: '<b></b>' }] }],
    ['quantity: wanted a positive number with up to 3 decimals, got 0.3333', { lines: [{ ...mug, quantity: 0.3333 }] }],
    ['quantity: wanted', { lines: [{ ...mug, quantity: 0 }] }],
    ['unitPriceMinor: wanted a whole number of minor units', { lines: [{ ...mug, unitPriceMinor: 19.99 }] }],
    ['unknown name "price"', { lines: [{ ...mug, price: 1 } as FiscalLine] }],
    ['measure: wanted 1 to 20 characters', { lines: [{ ...mug, measure: 'x'.repeat(21) }] }],
    ['extra: itemAmount is made from the other fields', { lines: [{ ...mug, extra: { itemAmount: 1 } }] }],
    ['line 1 costs 19.99 EUR, and its discount is 20.00 EUR', { lines: [{ ...mug, discountMinor: 2000 }] }],
    ['its lines add up to 19.99 EUR, its discount is 20.00 EUR', { lines: [mug], discountMinor: 2000 }],
    [
      'positionId: "a" is given twice',
      {
        lines: [
          { ...mug, positionId: 'a' },
          { ...mug, positionId: 'a' },
        ],
      },
    ],
    ['currency: wanted an ISO 4217 code, got "EURO"', { lines: [mug], currency: 'EURO' }],
    ['amountMinor: wanted a positive whole number', { lines: [mug], amountMinor: 0 }],
    ['costs more than', { lines: [{ ...mug, unitPriceMinor: 999_999_999_999, quantity: 2 }] }],
  ])('refuses a cart: %s', (message, cart) => {
    const amountMinor = (cart.lines?.length ?? 0) * 1999

    expect(() => toOrderBundle({ ...euros, lines: [], amountMinor, ...cart })).toThrow(
      expect.objectContaining({ code: 'CHECKOUT_CATALOG_ITEM', message: expect.stringContaining(message) }),
    )
  })
})
