import type { RequestHandler } from 'express'

/** No answer of ours may be kept by a cache, told to the next site, found by a search, or read as another type (contract 3). */
export function noStore(): RequestHandler {
  return function noStore(_req, res, next) {
    res.set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    })
    next()
  }
}
