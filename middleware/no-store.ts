import type { RequestHandler } from 'express'

/** No answer of ours may be kept by a cache or told to the next site (contract 3). */
export function noStore(): RequestHandler {
  return function noStore(_req, res, next) {
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
    next()
  }
}
