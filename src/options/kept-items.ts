import { serialize } from 'node:v8'

/** As many skus as a shop sells again and again. Chosen by feel. */
const maxItems = 500

/**
 * Remembers, by sku, what a catalog's item was read as while the catalog gives the same item: checking one takes longer
 * than comparing it. It is the same object then.
 */
export function makeKeptItems<Priced extends object>(
  read: (sku: string, item: unknown) => Priced,
): (sku: string, item: unknown) => Priced {
  const kept = new Map<string, { readonly written: Buffer; readonly priced: Priced }>()
  return (sku, item) => {
    const written = writtenOut(item)
    const before = kept.get(sku)
    if (before && written && before.written.equals(written)) return before.priced
    const priced = read(sku, item)
    kept.delete(sku)
    if (written) kept.set(sku, { written, priced })
    if (kept.size > maxItems) kept.delete(kept.keys().next().value ?? '')
    return priced
  }
}

/**
 * The same bytes for the same item, whatever the store does to its object later. Two that are written alike and yet
 * differ here are only read once more. Undefined if it holds a function.
 */
function writtenOut(item: unknown): Buffer | undefined {
  try {
    return serialize(item)
  } catch {
    return undefined
  }
}
