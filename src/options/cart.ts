import { CatalogItemError } from '../errors.ts'
import type { JsonValue } from '../json.ts'
import type { Logger } from '../logger.ts'
import { isLine } from '../plain-text.ts'
import { showKind, showValue } from '../show-value.ts'
import type { Remark } from './catalog-decorations.ts'
import { findOwnPath } from './catalog-redirect.ts'
import { makeCatalogWarnings } from './catalog-warnings.ts'
import { parseItem } from './catalog.ts'
import type { CatalogDefaults, CatalogItem } from './catalog.ts'
import type { PricedItem } from './priced-item.ts'

/** What a route of the store's own sells: a cart, say. */
export interface CartItem<Meta = JsonValue | undefined> extends CatalogItem<Meta> {
  /** What it is called in the ledger, 1 to 255 characters on one line: `cart` will do. */
  readonly sku: string
  /**
   * Where "try again" leads after a payment that failed: a path on the store's own site, such as `/cart`. It starts
   * with one slash, and may have a query and a fragment. Without it, `/checkout/<sku>`.
   */
  readonly again?: string | null | undefined
}

/** A cart that can be sold. */
export type PricedCart = PricedItem & { readonly sku: string; readonly again?: string | undefined }

/** Longer than any sku; in characters. */
const maxSkuCharacters = 255

/** As long as any address that all browsers take. In characters. Chosen by feel. */
const maxPathCharacters = 2_000

/**
 * @throws CatalogItemError naming every field of the cart that breaks a rule, what was wanted and what came. Nothing
 *   was registered, no money moved.
 */
export function makeReadCart(defaults: CatalogDefaults, logger: Logger): (cart: unknown) => PricedCart {
  const remarkOnItem = makeCatalogWarnings(logger, 'the item given to begin')
  return (cart) => {
    const name = 'The item given to begin'
    const remarks: Remark[] = []
    const item = parseItem(cart, defaults, { name, remark: (one) => remarks.push(one) })
    const sku = readSku(cart, name)
    const again = readAgain(cart, name)
    for (const one of remarks) remarkOnItem(sku, one)
    return again === undefined ? { sku, ...item } : { sku, ...item, again }
  }
}

/** @throws CatalogItemError for anything but a sku. */
export function readSku(item: unknown, name: string, standard?: string): string {
  const sku = fieldOf(item, 'sku') ?? standard
  const isSku = typeof sku === 'string' && sku !== '' && Array.from(sku).length <= maxSkuCharacters && isLine(sku)
  if (isSku) return sku
  const got = typeof sku === 'string' ? showValue(sku) : showKind(sku)
  throw new CatalogItemError(
    `${name} cannot be sold: sku: wanted 1 to ${maxSkuCharacters} characters on one line, got ${got}.`,
  )
}

function readAgain(cart: unknown, name: string): string | undefined {
  const again = fieldOf(cart, 'again')
  if (again === undefined) return undefined
  const path = typeof again === 'string' && again.length <= maxPathCharacters ? findOwnPath(again) : undefined
  if (path !== undefined) return path
  const got = typeof again === 'string' ? showValue(again) : showKind(again)
  throw new CatalogItemError(
    `${name} cannot be sold: again: wanted a path on the store's own site, such as /cart, got ${got}.`,
  )
}

/** As in a catalog's item, `null` and an empty string count as not given. */
function fieldOf(item: unknown, name: 'sku' | 'again'): unknown {
  if (typeof item !== 'object' || item === null) return undefined
  const value = (item as Readonly<Record<string, unknown>>)[name]
  return value === null || value === '' ? undefined : value
}
