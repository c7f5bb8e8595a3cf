import { CatalogItemError, CatalogRedirectError } from '../errors.ts'
import { showKind, showValue } from '../show-value.ts'

/** A catalog that answers this sells nothing now, and sends the buyer to a page of the store: to the cart, say. */
export interface RedirectAnswer {
  /** A path of the store's own, which starts with one slash; it may have a query and a fragment. */
  readonly redirect: string
}

/**
 * Throws where the catalog answered with a page of the store instead of an item. An answer with an `amountMinor` is an
 * item, whatever else it holds.
 *
 * @throws CatalogRedirectError with the path. Nothing was registered, no money moved.
 * @throws CatalogItemError where it is no path of the store's own.
 */
export function followRedirect(answer: unknown, sku: string): void {
  if (typeof answer !== 'object' || answer === null) return
  const { redirect, amountMinor } = answer as Readonly<Record<string, unknown>>
  if (redirect === undefined || redirect === null || amountMinor !== undefined) return
  const location = typeof redirect === 'string' ? findOwnPath(redirect) : undefined
  if (location !== undefined) throw new CatalogRedirectError(location)
  const got = typeof redirect === 'string' ? showValue(redirect) : showKind(redirect)
  throw new CatalogItemError(
    `The catalog's redirect for sku ${showValue(sku)} cannot be followed: wanted a path of the store's own, ` +
      `such as /cart, got ${got}.`,
  )
}

/** Nowhere: only there to see whether a path leads away from wherever it is opened. */
const nowhere = 'https://nowhere.invalid'

/**
 * The path as a browser reads it: encoded, without dots. Browsers read `//host`, `/\host` and `/.//host` as another
 * host, and drop tabs and line breaks before they look (WHATWG URL).
 */
function findOwnPath(path: string): string | undefined {
  if (!path.startsWith('/') || /[\\\p{Cc}]/u.test(path) || !URL.canParse(path, nowhere)) return undefined
  const { origin, pathname, search, hash } = new URL(path, nowhere)
  return origin === nowhere && !pathname.startsWith('//') ? pathname + search + hash : undefined
}
