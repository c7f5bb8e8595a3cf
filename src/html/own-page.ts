import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a form was sent by a page of our own. Browsers say so themselves, and no page can make them lie (Fetch
 * Metadata, `Sec-Fetch-Site`). They say it only over https and to this machine; to any other address there is the
 * page's `Origin` alone, and that only if the page's `Referrer-Policy` lets it be told.
 *
 * @param origins - those that are ours.
 */
export function isFromOwnPage(headers: IncomingHttpHeaders, origins: readonly string[]): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined ? origins.includes(headers.origin ?? '') : site === 'same-origin'
}
