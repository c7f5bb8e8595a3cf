import type { ErrorRequestHandler, Request, Response } from 'express'
import { CheckoutError, GatewayUnavailableError, TooManyCheckoutsError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import { asError } from './as-error.ts'
import { handOn, statusOf } from './hand-on.ts'

/** What the error handler draws with. */
export interface ErrorPages {
  error(
    kind:
      'invalid-request' | 'order-not-found' | 'sku-not-found' | 'gateway-refused' | 'payment-page-refused' | 'internal',
    req: Request,
    res: Response,
  ): void
  busy(
    kind: 'too-many' | 'gateway-unavailable' | 'ledger-unavailable' | 'closed',
    retryAfterMs: number,
    req: Request,
    res: Response,
  ): void
}

export interface ErrorHandlerOptions {
  readonly pages: ErrorPages
  readonly logger: Logger
}

/** What a buyer is asked to wait where nobody told how long, in milliseconds. Chosen by feel. */
const defaultWaitMs = 30_000

/**
 * What a store's own page threw, whatever it is. It goes to the store's error handler: a page of ours would say that no
 * money was taken, to a buyer who has paid.
 */
export class StorePageError extends Error {
  constructor(cause: unknown) {
    super('A page of the store failed.', { cause })
    this.name = 'StorePageError'
  }
}

/**
 * The one place where an error becomes an answer. What is the store's own (its handlers, its catalog) goes to the store's
 * error handler; everything of ours is a page that says whether money moved and what to do.
 */
export function errorHandler({ pages, logger }: ErrorHandlerOptions): ErrorRequestHandler {
  return function checkoutErrorHandler(error: unknown, req, res, next) {
    const pass = (thrown: unknown): void => {
      const handed = asError(thrown)
      logHanded(logger, handed)
      next(handOn(handed))
    }
    if (error instanceof StorePageError) return pass(error.cause)
    if (res.headersSent) return pass(error)
    if (isUndecodable(error)) return pages.error('invalid-request', req, res)
    if (!(error instanceof CheckoutError)) return pass(error)
    if (error.code === 'CHECKOUT_CATALOG_ITEM') return pass(error)
    log(logger, error)
    switch (error.code) {
      case 'CHECKOUT_INVALID_REQUEST':
        return pages.error('invalid-request', req, res)
      case 'CHECKOUT_ORDER_NOT_FOUND':
        return pages.error('order-not-found', req, res)
      case 'CHECKOUT_SKU_NOT_FOUND':
        return pages.error('sku-not-found', req, res)
      case 'CHECKOUT_GATEWAY_REFUSED':
        return pages.error('gateway-refused', req, res)
      case 'CHECKOUT_GATEWAY_RESPONSE':
        return pages.error('payment-page-refused', req, res)
      case 'CHECKOUT_GATEWAY_UNAVAILABLE':
        return pages.busy('gateway-unavailable', waitOf(error), req, res)
      case 'CHECKOUT_LEDGER_UNAVAILABLE':
        return pages.busy('ledger-unavailable', waitOf(error), req, res)
      case 'CHECKOUT_CLOSED':
        return pages.busy('closed', waitOf(error), req, res)
      case 'CHECKOUT_TOO_MANY':
        return pages.busy('too-many', waitOf(error), req, res)
      // Of what a store calls itself: no route of ours leads there.
      case 'CHECKOUT_AMOUNT':
      case 'CHECKOUT_CALLBACK_REFUSED':
      case 'CHECKOUT_ORDER_BUSY':
      case 'CHECKOUT_CONFIGURATION':
      case 'CHECKOUT_ILLEGAL_MOVE':
        return pages.error('internal', req, res)
    }
  }
}

function waitOf(error: CheckoutError): number {
  const isTold = error instanceof GatewayUnavailableError || error instanceof TooManyCheckoutsError
  return (isTold ? error.retryAfterMs : undefined) ?? defaultWaitMs
}

/** Express's own complaint about a path such as `/checkout/%E0%A4%A`. */
function isUndecodable(error: unknown): boolean {
  return error instanceof URIError
}

/** Whole, because the app is handed no stack to print. */
function logHanded(logger: Logger, error: object): void {
  const level = statusOf(error) >= 500 ? 'error' : 'info'
  logger[level]({ err: error }, "request failed, the app's own error handler answers")
}

function log(logger: Logger, error: CheckoutError): void {
  const { code, message } = error
  if (error.status >= 500) logger.error({ code, reason: message }, 'request failed')
  else logger.info({ code, reason: message }, 'request refused')
}
