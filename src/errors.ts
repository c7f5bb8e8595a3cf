import { httpStatusOf } from './error-codes.ts'
import type { CheckoutErrorCode } from './error-codes.ts'
import type { Order } from './order.ts'
import { quoted } from './visible.ts'

/**
 * What an error was caused by. Our own, because `ErrorOptions` is unknown to a store that compiles for less than
 * ES2022.
 */
export interface CauseOption {
  readonly cause?: unknown
}

/**
 * What everything thrown by this library extends.
 *
 * Test `error.code`, which stays true when two copies of the library are loaded; `instanceof` does
 * not. A declined payment is never thrown: it is an outcome, see `OrderStatus`.
 */
export class CheckoutError extends Error {
  readonly code: CheckoutErrorCode
  /**
   * The message is for the store: it names options, items and addresses. Error handlers that know `expose` show it to
   * no buyer.
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

  /** The same by the name that most error handlers read. */
  get statusCode(): number {
    return this.status
  }
}

/** An option or variable does not fit. Thrown at start-up only; nothing was sent, no money moved. */
export class ConfigurationError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_CONFIGURATION', message, options)
  }
}

/** The store's catalog answered with an item that cannot be sold. Nothing was registered, no money moved. */
export class CatalogItemError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_CATALOG_ITEM', message, options)
  }
}

/** The catalog sells nothing now and names a page of the store to go to. Nothing was registered, no money moved. */
export class CatalogRedirectError extends CheckoutError {
  /** A path of the store's own, fit for a `Location` header. */
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

/** A callback without a good checksum, while a key is configured. Nothing was asked or written, no money moved. */
export class CallbackRefusedError extends CheckoutError {
  constructor() {
    super(
      'CHECKOUT_CALLBACK_REFUSED',
      'The checksum of a callback is absent or wrong (option callback.key or callback.publicKey).',
    )
  }
}

/**
 * The buyer asked for something that is paid already: an order of the same `reference` or of the same
 * `Idempotency-Key`, or the very order that this browser had open. Nothing was registered, no money moved by this
 * request.
 */
export class AlreadyPaidError extends CheckoutError {
  /** The order that is paid. For the store and its log: a browser that did not start it is told nothing of it. */
  readonly order: Order
  /** Where the browser that started the order sees its page; undefined for any other browser. */
  readonly location: string | undefined

  constructor(order: Order, location: string | undefined) {
    super('CHECKOUT_ALREADY_PAID', `Order ${order.orderNumber} has been paid for this already. Nothing was registered.`)
    this.order = order
    this.location = location
  }
}

/** The request lacks the shape its route needs. Nothing was asked or written, no money moved. */
export class InvalidRequestError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_INVALID_REQUEST', message, options)
  }
}

/**
 * A query with an unknown name or a value of another kind (`orders.find`, `verify`). Nothing was read or asked, no
 * money moved.
 */
export class QueryError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_QUERY', message, options)
  }
}

/**
 * An amount that cannot be captured or refunded: no positive whole number of minor units, more than is held or left, or
 * another one than was asked for before. Nothing was sent by this call, no money moved.
 */
export class InvalidAmountError extends CheckoutError {
  constructor(message: string, options?: CauseOption) {
    super('CHECKOUT_AMOUNT', message, options)
  }
}

/** Something else is on its way with this order, and did not end in time. Nothing was sent by this call; try again. */
export class OrderBusyError extends CheckoutError {
  constructor(orderNumber: string, what: string, options?: CauseOption) {
    super(
      'CHECKOUT_ORDER_BUSY',
      `Order ${orderNumber} is busy: another ${what} of it has not ended yet. Nothing was sent; try again.`,
      options,
    )
  }
}

/** An order that this ledger never issued. The gateway was not asked, no money moved. */
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
 * A checkout was asked for by something that is no visit of a person: a prefetch, a frame of another site, a crawler.
 * Nothing was registered, no money moved.
 */
export class NotAVisitError extends CheckoutError {
  constructor() {
    super('CHECKOUT_NOT_A_VISIT', 'A checkout was asked for by something that is no visit of a person.')
  }
}

/** A page of an origin that is not allowed has posted to the checkout. Nothing was registered, no money moved. */
export class OriginRefusedError extends CheckoutError {
  constructor() {
    super(
      'CHECKOUT_ORIGIN',
      'A checkout was posted by a page of an origin that is not allowed (option allowedOrigins).',
    )
  }
}

/** An address that was good once, or for a while, and is no longer. Nothing was registered by it, no money moved. */
export class LinkGoneError extends CheckoutError {
  constructor(message: string) {
    super('CHECKOUT_LINK', message)
  }
}

/**
 * The gateway gave no usable answer: refused connection, silence, a broken or foreign body, a 4xx or 5xx.
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

/** The gateway's clear no: credentials, currency, a value it does not take. No money moved; fix the set-up. */
export class GatewayRefusedError extends CheckoutError {
  /**
   * The gateway's own `errorCode`, as text (error-codes of the eCommerce API V1). `token` or `request` where the call
   * was not sent because its login or a value could not be, `declined` where an earlier refusal is told again.
   */
  readonly errorCode: string

  constructor(message: string, errorCode: string, options?: CauseOption) {
    super('CHECKOUT_GATEWAY_REFUSED', message, options)
    this.errorCode = errorCode
  }
}

/**
 * The gateway answered, and the answer cannot be acted on: a payment page on a host that is not allowed, or an id that
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
  /**
   * What the database server says that it does not have for us, or does not let us do; undefined where it is away, or
   * busy.
   */
  readonly missing: 'role' | 'database' | 'right' | undefined

  constructor(
    message: string,
    options?: CauseOption & { readonly missing?: 'role' | 'database' | 'right' | undefined },
  ) {
    super('CHECKOUT_LEDGER_UNAVAILABLE', message, options)
    this.missing = options?.missing
  }
}

/** A move that the table of moves does not hold. Nothing was written, no money moved. */
export class IllegalMoveError extends CheckoutError {
  constructor(from: string, to: string) {
    super('CHECKOUT_ILLEGAL_MOVE', `An order cannot move from ${from} to ${to}.`)
  }
}

/** `close()` was called: this checkout takes no more work. Nothing was sent, no money moved. */
export class CheckoutClosedError extends CheckoutError {
  constructor() {
    super('CHECKOUT_CLOSED', 'This checkout is closed.')
  }
}
