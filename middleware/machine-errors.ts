import type { ErrorRequestHandler } from 'express'
import { CheckoutError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import { makeSparingLog } from './sparing-log.ts'

/** How long a machine is asked to wait, in seconds: gateways retry after 30 s or more (BPC: callbacks). */
const retryAfterSecs = 30

/** The error handler of a route that no person looks at: a status and a line of text. */
export function machineErrors({ logger }: { readonly logger: Logger }): ErrorRequestHandler {
  const tell = makeSparingLog(logger, ({ status }) =>
    status >= 500 ? 'callback could not be answered' : 'callback refused',
  )

  return function machineErrorHandler(error: unknown, _req, res, next) {
    if (res.headersSent || !(error instanceof CheckoutError)) return next(error)
    const { code, status } = error
    tell(error, status >= 500 ? 'error' : 'warn')
    if (status === 503) res.set('Retry-After', String(retryAfterSecs))
    // The rest of a body that was too long is not waited for.
    if (status === 400) res.set('Connection', 'close')
    res.status(status).type('text').send(`${code}\n`)
  }
}
