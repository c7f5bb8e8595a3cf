import { CatalogItemError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { readSku } from '../options/cart.ts'
import type { Remark } from '../options/catalog-decorations.ts'
import { parseItem } from '../options/catalog.ts'
import type { CatalogDefaults } from '../options/catalog.ts'
import type { PricedItem } from '../options/priced-item.ts'

/** A link's item, as the ledger keeps it. */
export type FrozenItem = PricedItem & { readonly sku: string }

const standardSku = 'payment-link'

const name = 'The item of a payment link'

/**
 * @throws CatalogItemError naming every field that breaks a rule, what was wanted and what came. Nothing was written,
 *   no money moved.
 */
export function freezeItem(
  item: unknown,
  defaults: CatalogDefaults,
  remark: (sku: string, one: Remark) => void,
): FrozenItem {
  const remarks: Remark[] = []
  const { repeatable, ...priced } = parseItem(item, defaults, { name, remark: (one) => remarks.push(one) })
  if (repeatable === true) throw new CatalogItemError(`${name} cannot be sold: repeatable: a link is paid once.`)
  const sku = readSku(item, name, standardSku)
  for (const one of remarks) remark(sku, one)
  return { sku, ...priced }
}

/** Every field of a priced item is JSON. */
export function toKept(item: FrozenItem): JsonObject {
  return JSON.parse(JSON.stringify(item)) as JsonObject
}

export function fromKept(item: JsonObject): FrozenItem {
  return item as unknown as FrozenItem
}
