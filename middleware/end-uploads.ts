import type { Request, RequestHandler } from 'express'

/**
 * How much longer an upload may go on once it was answered, in milliseconds: then the answer has arrived. Chosen by
 * feel.
 */
const lingerMs = 1_000

/**
 * How much of it is read and dropped meanwhile, in bytes: a form that is a little long ends by itself. Chosen by feel.
 */
const maxDroppedBytes = 1024 * 1024

/**
 * Ends an upload that goes on after its answer, but not at once: a connection that is cut while the other side still
 * sends takes the answer away with it.
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
