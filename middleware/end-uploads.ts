import type { Request, RequestHandler } from 'express'

/**
 * How much longer an upload may go on after its response, in milliseconds: by then the response has arrived. Chosen by
 * feel.
 */
const lingerMs = 1_000

/**
 * How much of it is read and dropped meanwhile, in bytes: a form that is a little too long ends by itself. Chosen by
 * feel.
 */
const maxDroppedBytes = 1024 * 1024

/**
 * Ends an upload that goes on after its response, but not at once: the response is lost if the connection is cut while
 * the other side is still sending.
 */
export function endUploads(): RequestHandler {
  return function endUploads(req, res, next) {
    res.once('finish', () => {
      if (!req.complete) endSoon(req)
    })
    next()
  }
}

function endSoon(req: Request): void {
  let droppedBytes = 0
  req.on('data', (chunk: Buffer | string) => {
    droppedBytes += chunk.length
    if (droppedBytes > maxDroppedBytes) req.pause()
  })
  setTimeout(() => void (req.complete || req.destroy()), lingerMs).unref()
}
