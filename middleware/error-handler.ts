import type { ErrorRequestHandler, Request, Response } from 'express'
import { AlreadyPaidError, CatalogRedirectError, CheckoutError } from '../src/errors.ts'
import type { Order } from '../src/order.ts'
import type { Logger } from '../src/logger.ts'
import { asError } from './as-error.ts'
import { handOn, statusOf } from './hand-on.ts'
import { sendProblem, waitOf } from './problem.ts'
import { prefersHtml, prefersJson } from './scripts.ts'
import { makeSparingLog } from './sparing-log.ts'

/** What the error handler draws with. */
export interface ErrorPages {
  /** What is asked for was paid by another browser: 409. */
  alreadyPaid(order: Order, req: Request, res: Response): void
  error(
    kind:
      | 'invalid-request'
      | 'order-not-found'
      | 'sku-not-found'
      | 'gateway-refused'
      | 'payment-page-refused'
      | 'origin-refused'
      | 'link-gone'
      | 'internal',
    req: Request,
    res: Response,
  ): void
  busy(
    kind: 'too-many' | 'gateway-unavailable' | 'ledger-unavailable' | 'closed',
    retryAfterMs: number,
    req: Request,
    res: Response,
  ): void
  /** One plain link to the same address: a person's click on it is a visit. */
  notAVisit(req: Request, res: Response): void
}

export interface ErrorHandlerOptions {
  readonly pages: ErrorPages
  readonly logger: Logger
}

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
  const tell = makeSparingLog(logger, ({ status }) => (status >= 500 ? 'request failed' : 'request refused'))

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
    // What is no visit may take anything: a crawler, or a script that has not said what it wants.
    const isForScript = error.code === 'CHECKOUT_NOT_A_VISIT' ? !prefersHtml(req) : prefersJson(req)
    if (error instanceof CatalogRedirectError && !isForScript) return res.redirect(303, error.location)
    // The store's own mistake.
    if (error.code === 'CHECKOUT_CATALOG_ITEM') return pass(error)
    tell(error, error.status >= 500 ? 'error' : 'info')
    const retryAfterMs = waitOf(error)
    if (isForScript) return sendProblem(error, res, retryAfterMs)
    if (error instanceof AlreadyPaidError) return alreadyPaid(pages, error, req, res)
    const busy = (kind: Parameters<ErrorPages['busy']>[0]): void => pages.busy(kind, retryAfterMs ?? 0, req, res)
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
        return busy('gateway-unavailable')
      case 'CHECKOUT_LEDGER_UNAVAILABLE':
        return busy('ledger-unavailable')
      case 'CHECKOUT_CLOSED':
        return busy('closed')
      case 'CHECKOUT_TOO_MANY':
        return busy('too-many')
      case 'CHECKOUT_NOT_A_VISIT':
        return pages.notAVisit(req, res)
      case 'CHECKOUT_ORIGIN':
        return pages.error('origin-refused', req, res)
      case 'CHECKOUT_LINK':
        return pages.error('link-gone', req, res)
      // Of what a store calls itself: no route of ours leads there.
      case 'CHECKOUT_ALREADY_PAID':
      case 'CHECKOUT_AMOUNT':
      case 'CHECKOUT_QUERY':
      case 'CHECKOUT_CALLBACK_REFUSED':
      case 'CHECKOUT_ORDER_BUSY':
      case 'CHECKOUT_CONFIGURATION':
      case 'CHECKOUT_ILLEGAL_MOVE':
      case 'CHECKOUT_REDIRECT':
        return pages.error('internal', req, res)
    }
  }
}

/** The browser that started the paid order sees its page; any other hears that it is paid, and nothing of it. */
function alreadyPaid(
  { alreadyPaid }: ErrorPages,
  { order, location }: AlreadyPaidError,
  req: Request,
  res: Response,
): void {
  if (location === undefined) alreadyPaid(order, req, res)
  else res.redirect(303, location)
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
