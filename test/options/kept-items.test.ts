import { makeKeptItems } from '../../src/options/kept-items.ts'
import type { PricedItem } from '../../src/options/priced-item.ts'

describe('what a catalog item was read as', () => {
  let reads: unknown[]
  const readItem = makeKeptItems((sku, item) => {
    reads.push(structuredCloneOrSelf(item))
    if ((item as { amountMinor: unknown }).amountMinor === 0) throw new Error(`${sku} cannot be sold`)
    return item as PricedItem
  })
  beforeEach(() => (reads = []))

  it('is kept while the catalog gives the same, in the same object or a fresh one', () => {
    const item = { amountMinor: 1999, currency: 'EUR', metadata: { cart: ['a'] } }

    const first = readItem('mug', item)

    expect(readItem('mug', item)).toBe(first)
    expect(readItem('mug', { ...item, metadata: { cart: ['a'] } })).toBe(first)
    expect(reads).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['another price', { amountMinor: 2000, currency: 'EUR' }],
    ['a price as text', { amountMinor: '1999', currency: 'EUR' }],
    ['one field more', { amountMinor: 1999, currency: 'EUR', reference: 'CART-1' }],
    ['one field more, of undefined', { amountMinor: 1999, currency: 'EUR', reference: undefined }],
    ['one field less', { amountMinor: 1999 }],
  ])('is read again for %s', (_what, changed) => {
    readItem('tea', { amountMinor: 1999, currency: 'EUR' })

    readItem('tea', changed)

    expect(reads).toEqual([{ amountMinor: 1999, currency: 'EUR' }, changed])
  })

  it('is read again where the store has changed its object', () => {
    const item = { amountMinor: 1999, currency: 'EUR' }
    readItem('pot', item)

    item.amountMinor = 2500

    expect(readItem('pot', item)).toMatchObject({ amountMinor: 2500 })
    expect(reads).toHaveLength(2)
  })

  it('is not kept if it cannot be sold, or cannot be copied', () => {
    expect(() => readItem('free', { amountMinor: 0 })).toThrow('free cannot be sold')
    expect(() => readItem('free', { amountMinor: 0 })).toThrow('free cannot be sold')
    const odd = { amountMinor: 1, currency: 'EUR', price: () => 1 }
    readItem('odd', odd)
    readItem('odd', odd)

    expect(reads).toHaveLength(4)
  })

  it('is of one sku alone', () => {
    readItem('one', { amountMinor: 5, currency: 'EUR' })

    readItem('two', { amountMinor: 5, currency: 'EUR' })

    expect(reads).toHaveLength(2)
  })

  it('is forgotten after five hundred others', () => {
    for (let number = 0; number <= 500; number += 1) readItem(`sku-${number}`, { amountMinor: number + 1 })
    reads = []

    readItem('sku-500', { amountMinor: 501 })
    readItem('sku-0', { amountMinor: 1 })

    expect(reads).toEqual([{ amountMinor: 1 }])
  })
})

function structuredCloneOrSelf(item: unknown): unknown {
  try {
    return structuredClone(item)
  } catch {
    return item
  }
}
