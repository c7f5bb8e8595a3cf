import type { Request } from 'express'

/**
 * Whether a form was sent by a page of our own origin. Browsers say so themselves, and no page can make them lie (Fetch
 * Metadata, `Sec-Fetch-Site`). Those that do not say it send the page's `Origin`.
 *
 * @param origin - of the public address at which the router is mounted.
 */
export function isFromOwnPage(req: Request, origin: string): boolean {
  const site = req.get('sec-fetch-site')
  return site === undefined ? req.get('origin') === origin : site === 'same-origin'
}
