import { isDeepStrictEqual } from 'node:util'
import type { PricedItem } from './priced-item.ts'

/** As many skus as a shop sells again and again. Chosen by feel. */
const maxItems = 500

/**
 * Remembers, by sku, what a catalog's item was read as while the catalog gives the same item: checking one takes longer
 * than comparing it.
 */
export function makeKeptItems(
  read: (sku: string, item: unknown) => PricedItem,
): (sku: string, item: unknown) => PricedItem {
  const kept = new Map<string, { readonly item: unknown; readonly priced: PricedItem }>()
  return (sku, item) => {
    const before = kept.get(sku)
    if (before && isDeepStrictEqual(before.item, item)) return before.priced
    const priced = read(sku, item)
    const copy = copyOf(item)
    kept.delete(sku)
    if (copy !== undefined) kept.set(sku, { item: copy, priced })
    if (kept.size > maxItems) kept.delete(kept.keys().next().value ?? '')
    return priced
  }
}

/** The store may change the item later. Undefined if it holds what cannot be copied. */
function copyOf(item: unknown): unknown {
  try {
    return structuredClone(item)
  } catch {
    return undefined
  }
}
