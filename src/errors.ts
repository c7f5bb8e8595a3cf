import { httpStatusOf } from './error-codes.ts'
import type { CheckoutErrorCode } from './error-codes.ts'
import type { Order } from './order.ts'
import { quoted } from './visible.ts'

/** The cause of an error. Our own type: a store that compiles for less than ES2022 has no `ErrorOptions`. */
export interface CauseOption {
  readonly cause?: unknown
}

/**
 * The base class of everything this library throws.
 *
 * Test `error.code`. It works even if two copies of the library are loaded; `instanceof` does not. A declined payment
 * is never thrown: it is an outcome, see `OrderStatus`.
 */
export class CheckoutError extends Error {
  readonly code: CheckoutErrorCode
  /**
   * The message is for the store: it names options, items and addresses. Error handlers that honour `expose` do not
   * show it to buyers.
   */
  readonly expose = false

  constructor(code: CheckoutErrorCode, message: string, options?: CauseOption) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }

  /** Read by Express when the error reaches the store's own error handler. */
  get status(): number {
    return httpStatusOf[this.code]
  }

  /** The same, under the name most error handlers read. */
  get statusCode(): number {
    return this.status
  }
}

/** An option or variable is invalid. Thrown at start-up only; nothing was sent, no money moved. */
export class ConfigurationError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_CONFIGURATION', message, options)
  }
}

/** The store's catalog returned an item that cannot be sold. Nothing was registered, no money moved. */
export class CatalogItemError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_CATALOG_ITEM', message, options)
  }
}

/** The catalog sells nothing now and names a page of the store to go to. Nothing was registered, no money moved. */
export class CatalogRedirectError extends CheckoutError {
  /** A path on the store's own site, fit for a `Location` header. */
  readonly location: string

  constructor(location: string) {
    super('CHECKOUT_REDIRECT', `The catalog sends the buyer to ${location} instead.`)
    this.location = location
  }
}

/** The catalog does not know the sku. Nothing was registered, no money moved. */
export class SkuNotFoundError extends CheckoutError {
  constructor(sku: string) {
    super('CHECKOUT_SKU_NOT_FOUND', `The catalog has no item for sku ${quoted(sku.slice(0, 100))}.`)
  }
}

/** A callback without a valid checksum, while a key is configured. Nothing was asked or written, no money moved. */
export class CallbackRefusedError extends CheckoutError {
  constructor() {
    super(
      'CHECKOUT_CALLBACK_REFUSED',
      "A callback's checksum is missing or wrong (option callback.key or callback.publicKey).",
    )
  }
}

/**
 * The buyer asked for something already paid: an order with the same `reference` or `Idempotency-Key`, or the very
 * order this browser had open. Nothing was registered, and this request moved no money.
 */
export class AlreadyPaidError extends CheckoutError {
  /**
   * The paid order, perhaps another buyer's: a browser that did not start it learns nothing about it. Not enumerable,
   * so that neither JSON nor a log shows it unasked.
   */
  declare readonly order: Order
  /** Where the browser that started the order sees its page; undefined for any other browser. */
  readonly location: string | undefined

  constructor(order: Order, location: string | undefined) {
    super('CHECKOUT_ALREADY_PAID', `This is already paid for by order ${order.orderNumber}. Nothing was registered.`)
    Object.defineProperty(this, 'order', { value: order })
    this.location = location
  }
}

/** The order that an error is about, if the state of that order is the reason. */
export interface OrderOption {
  readonly orderNumber?: string
}

/**
 * The request does not have the shape its route or verb needs, or the state of an order does not allow it. Nothing was
 * written, no money moved.
 */
export class InvalidRequestError extends CheckoutError {
  /** The order whose state does not allow it; undefined if the request itself is wrong. */
  readonly orderNumber: string | undefined

  constructor(message: string, options?: CauseOption & OrderOption) {
    super('CHECKOUT_INVALID_REQUEST', message, options)
    this.orderNumber = options?.orderNumber
  }
}

/**
 * A query with an unknown name or a wrong value (`orders.find`, `verify`, `daySheet`). Nothing was read or asked, no
 * money moved.
 */
export class QueryError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_QUERY', message, options)
  }
}

/**
 * An amount that cannot be captured or refunded: not a positive whole number of minor units, more than is held or left,
 * or different from an earlier request. This call sent nothing and moved no money.
 */
export class InvalidAmountError extends CheckoutError {
  /** The order of which so much is not held or left; undefined if it is no amount at all. */
  readonly orderNumber: string | undefined

  constructor(message: string, options?: CauseOption & OrderOption) {
    super('CHECKOUT_AMOUNT', message, options)
    this.orderNumber = options?.orderNumber
  }
}

/** Another operation on this order did not finish in time. This call sent nothing; retry it. */
export class OrderBusyError extends CheckoutError {
  constructor(orderNumber: string, what: string, options?: CauseOption) {
    super(
      'CHECKOUT_ORDER_BUSY',
      `Order ${orderNumber} is busy: another ${what} has not finished yet. Nothing was sent; retry later.`,
      options,
    )
  }
}

/** This ledger never issued such an order. The gateway was not asked, no money moved. */
export class OrderNotFoundError extends CheckoutError {
  constructor(message: string) {
    super('CHECKOUT_ORDER_NOT_FOUND', message)
  }
}

/** Too many new orders from one client address, or in this process. Nothing was registered, no money moved. */
export class TooManyCheckoutsError extends CheckoutError {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number, option: 'checkoutsPerMinute' | 'newOrdersPerMinute' = 'checkoutsPerMinute') {
    const where = option === 'checkoutsPerMinute' ? 'from this address' : 'in this process'
    super('CHECKOUT_TOO_MANY', `Too many checkouts were started ${where} (option ${option}).`)
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * The checkout request was not a person's visit: a prefetch, a frame on another site, a crawler. Nothing was
 * registered, no money moved.
 */
export class NotAVisitError extends CheckoutError {
  constructor() {
    super('CHECKOUT_NOT_A_VISIT', "A checkout request was not a person's visit.")
  }
}

/** A page on an origin that is not allowed posted to the checkout. Nothing was registered, no money moved. */
export class OriginRefusedError extends CheckoutError {
  constructor() {
    super('CHECKOUT_ORIGIN', 'A page on an origin that is not allowed posted to the checkout (option allowedOrigins).')
  }
}

/** Why a payment link opens no payment. */
export type LinkGoneReason = 'paid' | 'withdrawn' | 'expired'

/**
 * An address that was valid once, or for a while, and no longer is: of a payment link, or one that sends a browser on
 * to the bank. It sent nobody to pay, and this request moved no money.
 */
export class LinkGoneError extends CheckoutError {
  /** Undefined for an address that sends a browser on. */
  readonly reason: LinkGoneReason | undefined
  /**
   * The order that has paid a link: a browser that did not start it learns nothing of it. Not enumerable, so that
   * neither JSON nor a log shows it unasked.
   */
  declare readonly order: Order | undefined
  /** Where the browser that started that order sees its page; undefined for any other browser. */
  readonly location: string | undefined

  constructor(
    message: string,
    gone: { readonly reason?: LinkGoneReason; readonly order?: Order; readonly location?: string | undefined } = {},
  ) {
    super('CHECKOUT_LINK', message)
    this.reason = gone.reason
    Object.defineProperty(this, 'order', { value: gone.order })
    this.location = gone.location
  }
}

/**
 * The gateway gave no usable answer: connection refused, no reply, a broken or unrelated body, a 4xx or 5xx.
 *
 * **Money may have moved**, unless the message says that nothing was sent. Ask for the order's status; never repeat the
 * call blindly and never read this as a decline.
 */
export class GatewayUnavailableError extends CheckoutError {
  /** What the gateway asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, options?: CauseOption & { retryAfterMs?: number | undefined }) {
    super('CHECKOUT_GATEWAY_UNAVAILABLE', message, options)
    this.retryAfterMs = options?.retryAfterMs
  }
}

/** The gateway refused outright: credentials, currency, a value it does not accept. No money moved; fix the set-up. */
export class GatewayRefusedError extends CheckoutError {
  /**
   * The gateway's own `errorCode`, as text (error codes of the eCommerce API V1). `token` or `request` if the call was
   * not sent: a token login must not make it, or a value cannot be sent. `declined` if an earlier refusal is repeated.
   */
  readonly errorCode: string

  constructor(message: string, errorCode: string, options?: CauseOption) {
    super('CHECKOUT_GATEWAY_REFUSED', message, options)
    this.errorCode = errorCode
  }
}

/**
 * The gateway answered, but the answer cannot be acted on: a payment page on a host that is not allowed, or an id that
 * another order already has.
 *
 * No money moved: the buyer was not sent there.
 */
export class GatewayResponseError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_GATEWAY_RESPONSE', message, options)
  }
}

/** The ledger could not be read or written. Before a registration this means: nothing was sent, no money moved. */
export class LedgerUnavailableError extends CheckoutError {
  /** What the database server says is missing or not permitted; undefined if it is down or busy. */
  readonly missing: 'role' | 'database' | 'right' | undefined

  constructor(
    message: string,
    options?: CauseOption & { readonly missing?: 'role' | 'database' | 'right' | undefined },
  ) {
    super('CHECKOUT_LEDGER_UNAVAILABLE', message, options)
    this.missing = options?.missing
  }
}

/** Another order of the ledger has this number, perhaps of another shop. Nothing was written. @internal */
export class OrderNumberTakenError extends LedgerUnavailableError {
  constructor() {
    super('The ledger has an order with this number. Nothing was written.')
  }
}

/** The status of the order does not allow it. Nothing was written, no money moved. */
export class IllegalMoveError extends CheckoutError {
  constructor(message: string) {
    super('CHECKOUT_ILLEGAL_MOVE', message)
  }
}

/** `close()` was called: this checkout accepts no more work. Nothing was sent, no money moved. */
export class CheckoutClosedError extends CheckoutError {
  constructor() {
    super('CHECKOUT_CLOSED', 'This checkout is closed.')
  }
}
