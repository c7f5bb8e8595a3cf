import type { ErrorRequestHandler } from 'express'
import { CheckoutError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'

/** What a machine is asked to wait, in seconds: gateways try again after 30 s or more (protocol 14.3). */
const retryAfterSecs = 30

/** Refused requests are told about this often at most, in milliseconds: whoever forges callbacks shall not fill the log. */
const tellEveryMs = 10_000

/** The error handler of a route that no person looks at: a status and a line of text. */
export function machineErrors({ logger }: { readonly logger: Logger }): ErrorRequestHandler {
  let toldAt = -Infinity
  let untoldCount = 0

  /** The first at once, and then how many more there were. */
  function tell(error: CheckoutError): void {
    untoldCount += 1
    const now = performance.now()
    if (now - toldAt < tellEveryMs) return
    logger.warn({ code: error.code, reason: error.message, count: untoldCount }, 'callback refused')
    toldAt = now
    untoldCount = 0
  }

  return function machineErrorHandler(error: unknown, _req, res, next) {
    if (res.headersSent || !(error instanceof CheckoutError)) return next(error)
    const { code, message, status } = error
    if (status >= 500) logger.error({ code, reason: message }, 'callback could not be answered')
    else tell(error)
    if (status === 503) res.set('Retry-After', String(retryAfterSecs))
    // Whatever is left of a body that was too long is not waited for.
    if (status === 400) res.set('Connection', 'close')
    res.status(status).type('text').send(`${code}\n`)
  }
}
