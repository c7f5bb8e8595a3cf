import type { Request } from 'express'
import { SkuNotFoundError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { followRedirect } from './catalog-redirect.ts'
import { makeCatalogWarnings } from './catalog-warnings.ts'
import { makeCatalog, parseCatalogItem } from './catalog.ts'
import type { Catalog, CatalogDefaults } from './catalog.ts'
import { makeKeptItems } from './kept-items.ts'
import type { PricedItem } from './priced-item.ts'

/** What a sku is and costs, from the catalog alone. */
export type WishFor = (sku: string, req: Request) => Promise<PricedItem & { readonly sku: string }>

export interface WishForOptions {
  readonly settings: CatalogDefaults & { readonly catalog: Catalog }
  /** Checks what only a request reveals. */
  readonly warnOfSetUp: (req: Request) => void
  readonly logger: Logger
}

/**
 * @throws SkuNotFoundError if the catalog has no such sku, CatalogRedirectError if it sends the buyer to a page of the
 *   store, CatalogItemError for an item that cannot be sold, and whatever the store's catalog throws.
 */
export function makeWishFor({ settings, warnOfSetUp, logger }: WishForOptions): WishFor {
  const findItem = makeCatalog(settings.catalog)
  const remarkOnItem = makeCatalogWarnings(logger)
  const readItem = makeKeptItems((sku, item) => ({ sku, ...parseCatalogItem(item, settings, sku, remarkOnItem) }))
  return async (sku, req) => {
    warnOfSetUp(req)
    const item = await findItem(sku, req)
    if (item === undefined) throw new SkuNotFoundError(sku)
    followRedirect(item, sku)
    return readItem(sku, item)
  }
}
