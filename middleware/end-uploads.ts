import type { RequestHandler } from 'express'

/** How much longer an upload may go on once it was answered, in milliseconds: then the answer has arrived. Chosen by feel. */
const lingerMs = 1_000

/**
 * Ends an upload that goes on after its answer. What is left of it is read and dropped for a moment, because a connection that
 * is cut at once takes the answer away with it.
 */
export function endUploads(): RequestHandler {
  return function endUploads(req, res, next) {
    res.once('finish', () => {
      if (!req.complete) setTimeout(() => void (req.complete || req.destroy()), lingerMs).unref()
    })
    next()
  }
}
