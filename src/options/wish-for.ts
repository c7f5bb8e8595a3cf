import type { Request } from 'express'
import { SkuNotFoundError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { followRedirect } from './catalog-redirect.ts'
import { makeCatalogWarnings } from './catalog-warnings.ts'
import { makeCatalog, parseCatalogItem } from './catalog.ts'
import type { Catalog, CatalogDefaults } from './catalog.ts'
import type { PricedItem } from './priced-item.ts'

/** What a sku is and what it costs, from the catalog alone. */
export type WishFor = (sku: string, req: Request) => Promise<PricedItem & { readonly sku: string }>

export interface WishForOptions {
  readonly settings: CatalogDefaults & { readonly catalog: Catalog }
  /** Looks at a checkout for what can only be seen then. */
  readonly warnOfSetUp: (req: Request) => void
  readonly logger: Logger
}

/**
 * @throws SkuNotFoundError where the catalog has no such sku, CatalogRedirectError where it sends the buyer to a page
 *   of the store, CatalogItemError for an item that cannot be sold, and whatever the store's catalog throws.
 */
export function makeWishFor({ settings, warnOfSetUp, logger }: WishForOptions): WishFor {
  const findItem = makeCatalog(settings.catalog)
  const remarkOnItem = makeCatalogWarnings(logger)
  return async (sku, req) => {
    warnOfSetUp(req)
    const item = await findItem(sku, req)
    if (item === undefined) throw new SkuNotFoundError(sku)
    followRedirect(item, sku)
    return { sku, ...parseCatalogItem(item, settings, sku, remarkOnItem) }
  }
}
