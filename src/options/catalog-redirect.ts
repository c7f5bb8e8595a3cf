import { CatalogItemError, CatalogRedirectError } from '../errors.ts'
import { showKind, showValue } from '../show-value.ts'

/** Returned by a catalog that sells nothing now: sends the buyer to a page of the store, the cart say. */
export interface RedirectAnswer {
  /** A path on the store's own site. It starts with one slash, and may have a query and a fragment. */
  readonly redirect: string
}

/**
 * Throws if the catalog returned a page of the store instead of an item. An answer with an `amountMinor` is an item,
 * whatever else it holds.
 *
 * @throws CatalogRedirectError with the path. Nothing was registered, no money moved.
 * @throws CatalogItemError if it is not a path on the store's own site.
 */
export function followRedirect(answer: unknown, sku: string): void {
  if (typeof answer !== 'object' || answer === null) return
  const { redirect, amountMinor } = answer as Readonly<Record<string, unknown>>
  if (redirect === undefined || redirect === null || amountMinor !== undefined) return
  const location = typeof redirect === 'string' ? findOwnPath(redirect) : undefined
  if (location !== undefined) throw new CatalogRedirectError(location)
  const got = typeof redirect === 'string' ? showValue(redirect) : showKind(redirect)
  throw new CatalogItemError(
    `The catalog's redirect for sku ${showValue(sku)} cannot be followed: wanted a path on the store's own site, ` +
      `such as /cart, got ${got}.`,
  )
}

/** A placeholder, to see whether a path leads to another host. */
const nowhere = 'https://nowhere.invalid'

/**
 * The path as a browser reads it: encoded, without dots. Browsers read `//host`, `/\host` and `/.//host` as another
 * host, and drop tabs and line breaks first (WHATWG URL).
 */
export function findOwnPath(path: string): string | undefined {
  if (!path.startsWith('/') || /[\\\p{Cc}]/u.test(path) || !URL.canParse(path, nowhere)) return undefined
  const { origin, pathname, search, hash } = new URL(path, nowhere)
  return origin === nowhere && !pathname.startsWith('//') ? pathname + search + hash : undefined
}
