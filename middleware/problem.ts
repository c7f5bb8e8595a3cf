import type { ErrorRequestHandler, Response } from 'express'
import { CheckoutError } from '../src/errors.ts'
import type { CheckoutErrorCode } from '../src/error-codes.ts'
import type { LinkGoneReason } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import type { Order } from '../src/order.ts'
import { makeSparingLog } from './sparing-log.ts'

/** Where each code has a heading; the page ships with the package. */
const helpUrl = 'https://unpkg.com/express-hosted-checkout/docs/errors.md'

/** What a script is told about each code. Never the error's own message, which is for the log. */
const texts = {
  CHECKOUT_ALREADY_PAID: ['This is already paid', 'Nothing was registered.'],
  CHECKOUT_AMOUNT: ['The amount is not allowed', 'Nothing was sent.'],
  CHECKOUT_CALLBACK_REFUSED: ['The checksum is missing or wrong', 'Nothing was asked or written.'],
  CHECKOUT_CATALOG_ITEM: ['The catalog item cannot be sold', 'Nothing was registered.'],
  CHECKOUT_CLOSED: ['This checkout is closed', 'Nothing was sent. Retry in a moment.'],
  CHECKOUT_CONFIGURATION: ['The shop is not set up correctly', 'Nothing was sent.'],
  CHECKOUT_GATEWAY_REFUSED: [
    'The bank refused to start the payment',
    'Nothing was charged. The shop must look into it.',
  ],
  CHECKOUT_GATEWAY_RESPONSE: ["The bank's answer cannot be used", 'Nothing was charged. The buyer was not sent on.'],
  CHECKOUT_GATEWAY_UNAVAILABLE: ['The bank cannot be reached', 'No payment was started. Retry later.'],
  CHECKOUT_ILLEGAL_MOVE: ['The order does not allow this', 'Nothing was written.'],
  CHECKOUT_INVALID_REQUEST: ['The request does not have the shape its route needs', 'Nothing was asked or written.'],
  CHECKOUT_LEDGER_UNAVAILABLE: ['Payments are not possible at the moment', 'No payment was started. Retry later.'],
  CHECKOUT_LINK: ['This address is no longer valid', 'Start the checkout again.'],
  CHECKOUT_NOT_A_VISIT: [
    "This is not a person's visit",
    'Nothing was registered. A script posts with "Accept: application/json" and gets { formUrl } to send the ' +
      'browser to.',
  ],
  CHECKOUT_ORDER_BUSY: ['Another operation on the order has not finished', 'Nothing was sent. Retry later.'],
  CHECKOUT_ORDER_NOT_FOUND: ['You have no such order', 'Nothing was asked.'],
  CHECKOUT_ORIGIN: ['This origin may not start a checkout', 'Nothing was registered. The shop can allow it.'],
  CHECKOUT_QUERY: ['The query is invalid', 'Nothing was read.'],
  CHECKOUT_REDIRECT: ['The shop sends the buyer elsewhere', 'Nothing was registered. Send the browser to `location`.'],
  CHECKOUT_SKU_NOT_FOUND: ['There is no such item', 'Nothing was registered.'],
  CHECKOUT_TOO_MANY: ['Too many checkouts were started', 'Nothing was registered. Retry later.'],
} as const satisfies Record<CheckoutErrorCode, readonly [title: string, detail: string]>

/** What a script is told about a payment link that opens no payment. */
const linkTexts = {
  paid: ['This payment link is paid', 'Nobody was sent to pay.'],
  withdrawn: ['This payment link was withdrawn', 'Nobody was sent to pay. The shop can send another.'],
  expired: ['This payment link has expired', 'Nobody was sent to pay. The shop can send another.'],
} as const satisfies Record<LinkGoneReason, readonly [title: string, detail: string]>

/** What some errors carry besides their code. */
interface Told {
  /** Told only to the browser that started it: the one that gets a `location`. */
  readonly order?: Pick<Order, 'orderNumber'> | undefined
  readonly location?: string | undefined
  readonly reason?: LinkGoneReason | undefined
  readonly retryAfterMs?: number | undefined
}

/** Tells a script what went wrong (RFC 9457). */
export function sendProblem(error: CheckoutError, res: Response, retryAfterMs?: number): void {
  const { code, status } = error
  const { order, location, reason } = error as Told
  const orderNumber = location === undefined ? undefined : order?.orderNumber
  const [title, detail] = reason === undefined ? texts[code] : linkTexts[reason]
  const type = `${helpUrl}#${code.toLowerCase()}`
  if (retryAfterMs !== undefined) res.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
  res.status(status).type('application/problem+json')
  res.send(JSON.stringify({ type, title, status, detail, code, orderNumber, location, retryAfterMs }))
}

/** The wait if nobody named one, in milliseconds. Chosen by feel. */
const defaultWaitMs = 30_000

/** How long to wait before a retry, in milliseconds; undefined if waiting does not help. */
export function waitOf(error: CheckoutError): number | undefined {
  if (error.status !== 503 && error.status !== 429) return undefined
  return (error as Told).retryAfterMs ?? defaultWaitMs
}

/** The error handler of a route that only scripts use. */
export function problemErrors({ logger }: { readonly logger: Logger }): ErrorRequestHandler {
  const tell = makeSparingLog(logger, ({ status }) => (status >= 500 ? 'request failed' : 'request refused'))
  return function problemErrorHandler(error: unknown, _req, res, next) {
    if (res.headersSent || !(error instanceof CheckoutError)) return next(error)
    tell(error, error.status >= 500 ? 'error' : 'info')
    sendProblem(error, res, waitOf(error))
  }
}
