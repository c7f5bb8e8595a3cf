import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express'
import { CheckoutError } from '../src/errors.ts'
import type { CheckoutErrorCode } from '../src/error-codes.ts'
import type { AlreadyPaidError, CatalogRedirectError, LinkGoneError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import type { Order } from '../src/order.ts'
import { asError } from './as-error.ts'
import { handOn, statusOf } from './hand-on.ts'
import { sendProblem, waitOf } from './problem.ts'
import { prefersHtml, prefersJson } from './scripts.ts'
import { makeSparing, makeSparingLog } from './sparing-log.ts'

/** A page for an error that waiting does not solve. */
type LastingKind =
  | 'invalid-request'
  | 'order-not-found'
  | 'sku-not-found'
  | 'gateway-refused'
  | 'payment-page-refused'
  | 'origin-refused'
  | 'link-gone'
  | 'link-withdrawn'
  | 'link-expired'
  | 'internal'

/** A page for a checkout that has to wait. */
type BusyKind = 'too-many' | 'gateway-unavailable' | 'ledger-unavailable' | 'closed'

/** The pages the error handler draws. */
export interface ErrorPages {
  /** Another browser has already paid for this: 409. */
  alreadyPaid(order: Order, req: Request, res: Response): void
  /** A payment link that is paid, for any browser but the one that has paid it: 410. */
  linkPaid(order: Order, req: Request, res: Response): void
  error(kind: LastingKind, req: Request, res: Response): void
  busy(kind: BusyKind, retryAfterMs: number, req: Request, res: Response): void
  /** One plain link to the same address: a person's click on it is a visit. */
  notAVisit(req: Request, res: Response): void
}

export interface ErrorHandlerOptions {
  readonly pages: ErrorPages
  readonly logger: Logger
}

/**
 * Whatever a store's own page threw. It goes to the store's error handler: our page would tell a buyer who has paid
 * that no money was taken.
 */
export class StorePageError extends Error {
  constructor(cause: unknown) {
    super('A page of the store failed.', { cause })
    this.name = 'StorePageError'
  }
}

/** Where an error is drawn, and with what. */
interface Canvas {
  readonly pages: ErrorPages
  readonly req: Request
  readonly res: Response
}

/** Answers a browser. */
type Draw = (error: CheckoutError, canvas: Canvas) => void

function page(kind: LastingKind): Draw {
  return (_error, { pages, req, res }) => pages.error(kind, req, res)
}

function busy(kind: BusyKind): Draw {
  return (error, { pages, req, res }) => pages.busy(kind, waitOf(error) ?? 0, req, res)
}

/** Only thrown by what a store calls itself: no route of ours leads there. */
const unexpected = page('internal')

/** How a browser is answered. */
const draws = {
  CHECKOUT_ALREADY_PAID: drawAlreadyPaid,
  CHECKOUT_AMOUNT: unexpected,
  CHECKOUT_CALLBACK_REFUSED: unexpected,
  CHECKOUT_CATALOG_ITEM: unexpected,
  CHECKOUT_CLOSED: busy('closed'),
  CHECKOUT_CONFIGURATION: unexpected,
  CHECKOUT_GATEWAY_REFUSED: page('gateway-refused'),
  CHECKOUT_GATEWAY_RESPONSE: page('payment-page-refused'),
  CHECKOUT_GATEWAY_UNAVAILABLE: busy('gateway-unavailable'),
  CHECKOUT_ILLEGAL_MOVE: unexpected,
  CHECKOUT_INVALID_REQUEST: page('invalid-request'),
  CHECKOUT_LEDGER_UNAVAILABLE: busy('ledger-unavailable'),
  CHECKOUT_LINK: drawLinkGone,
  CHECKOUT_NOT_A_VISIT: (_error, { pages, req, res }) => pages.notAVisit(req, res),
  CHECKOUT_ORDER_BUSY: unexpected,
  CHECKOUT_ORDER_NOT_FOUND: page('order-not-found'),
  CHECKOUT_ORIGIN: page('origin-refused'),
  CHECKOUT_QUERY: unexpected,
  CHECKOUT_REDIRECT: drawRedirect,
  CHECKOUT_SKU_NOT_FOUND: page('sku-not-found'),
  CHECKOUT_TOO_MANY: busy('too-many'),
} as const satisfies Record<CheckoutErrorCode, Draw>

/** Sends the browser where the catalog says. */
function drawRedirect(error: CheckoutError, { res }: Canvas): void {
  const { location } = error as CheckoutError & Pick<CatalogRedirectError, 'location'>
  res.redirect(303, location)
}

/** The browser that started the paid order sees its page; any other learns only that it is paid. */
function drawAlreadyPaid(error: CheckoutError, { pages, req, res }: Canvas): void {
  const { order, location } = error as CheckoutError & Pick<AlreadyPaidError, 'location' | 'order'>
  if (location === undefined) pages.alreadyPaid(order, req, res)
  else res.redirect(303, location)
}

/** Says why a payment link opens no payment; the browser that has paid it sees the page of its order. */
function drawLinkGone(error: CheckoutError, { pages, req, res }: Canvas): void {
  const { reason, order, location } = error as CheckoutError & Pick<LinkGoneError, 'location' | 'order' | 'reason'>
  if (location !== undefined) return res.redirect(303, location)
  if (order) return pages.linkPaid(order, req, res)
  pages.error(reason === 'withdrawn' || reason === 'expired' ? `link-${reason}` : 'link-gone', req, res)
}

/**
 * The one place where an error becomes a response. Errors of the store's own (its handlers, its catalog) go to the
 * store's error handler; ours become a page that says whether money moved and what to do.
 */
export function errorHandler({ pages, logger }: ErrorHandlerOptions): ErrorRequestHandler {
  const log = makeSparingLog(logger, ({ status }) => (status >= 500 ? 'request failed' : 'request refused'))

  const countDue = makeSparing()

  function pass(thrown: unknown, next: NextFunction): void {
    const handed = asError(thrown)
    const count = countDue(originOf(handed))
    if (count > 0) logHanded(logger, handed, count)
    next(handOn(handed))
  }

  function answer(error: CheckoutError, req: Request, res: Response): void {
    const isForScript = mustTellScript(error, req)
    // A catalog's redirect is not a failure.
    const isWorthALine = isForScript || error.code !== 'CHECKOUT_REDIRECT'
    if (isWorthALine) log(error, error.status >= 500 ? 'error' : 'info')
    if (isForScript) sendProblem(error, res, waitOf(error))
    else draws[error.code](error, { pages, req, res })
  }

  return function checkoutErrorHandler(error: unknown, req, res, next) {
    if (error instanceof StorePageError) return pass(error.cause, next)
    if (res.headersSent) return pass(error, next)
    if (isUndecodable(error)) return pages.error('invalid-request', req, res)
    // An item that cannot be sold is the store's own mistake.
    const isOurs = error instanceof CheckoutError && error.code !== 'CHECKOUT_CATALOG_ITEM'
    if (isOurs) answer(error, req, res)
    else pass(error, next)
  }
}

/** A request that is not a visit may accept anything: a crawler, or a script that has not said what it wants. */
function mustTellScript({ code }: CheckoutError, req: Request): boolean {
  return code === 'CHECKOUT_NOT_A_VISIT' ? !prefersHtml(req) : prefersJson(req)
}

/** Express's own complaint about a path such as `/checkout/%E0%A4%A`. */
function isUndecodable(error: unknown): boolean {
  return error instanceof URIError
}

/** Where it was thrown: its message may name what the request asked for, and invented requests must not fill a log. */
function originOf(error: object): string {
  const { name, message = '', stack = '' } = error as Partial<Error>
  // The message stands at the top of the stack, and may look like a place itself.
  const places = stack.slice(stack.indexOf(message) + message.length)
  return `${name} ${/^ +at .*$/m.exec(places)?.[0] ?? ''}`
}

/** Logged whole: the app gets no stack to print. */
function logHanded(logger: Logger, error: object, count: number): void {
  const level = statusOf(error) >= 500 ? 'error' : 'info'
  logger[level]({ err: error, count }, "request failed, the app's own error handler answers")
}
