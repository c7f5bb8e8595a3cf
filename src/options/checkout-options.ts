import type { NextFunction, Request, Response } from 'express'
import type { Entry } from '../ledger/entry.ts'
import type { JsonValue } from '../json.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { OnClosed } from '../settlement/hand-over/closing.ts'
import type { OnPaid, OnPaidInTransaction } from '../settlement/hand-over/handlers.ts'
import type { LatePayment } from '../settlement/judge/late-payment.ts'
import type { Catalog } from './catalog.ts'
import type {
  BreakerOptions,
  CallbackOptions,
  GatewayOptions,
  RetentionOptions,
  ShopOptions,
  SweepOptions,
} from './option-groups.ts'

/**
 * Draws a page about one order, on every visit. Hand nothing over here: a reload draws the page again, and a buyer who
 * never comes back draws none.
 */
export type OrderPage<Meta = JsonValue | undefined> = (
  order: Order<Meta>,
  req: Request,
  res: Response,
  next: NextFunction,
) => unknown

/** How the browser is sent to the bank, see `CheckoutOptions`. */
export type FormRedirect = 'auto' | 'page'

/**
 * The options of `hostedCheckout`. An option with a variable may come from the environment instead; code wins. A secret
 * may also be read from a file: the variable named with `_FILE` at the end holds its path.
 */
export interface CheckoutOptions<Meta = JsonValue | undefined> {
  readonly gateway?: GatewayOptions | undefined
  readonly callback?: CallbackOptions | undefined
  readonly sweep?: SweepOptions | undefined
  readonly breaker?: BreakerOptions | undefined
  /**
   * Public address at which the router is mounted, sub-path included, e.g. `https://shop.example/shop`; plain http on
   * loopback only. The request's Host header is never used. Required, here or as `CHECKOUT_BASE_URL`.
   */
  readonly baseUrl?: string | undefined
  /**
   * Signs our own cookies; 32 characters or more. To rotate it, give several, as a list or a comma-separated string:
   * the first signs, all verify. Required, here or as `CHECKOUT_SECRET`.
   */
  readonly secret?: string | readonly string[] | undefined
  /**
   * Where the ledger is: `sqlite:<file>`, `sqlite::memory:` (lost on exit) or `postgres://…`. A new file is for its
   * owner only (0600), or as `sqlite:<file>?mode=0640` says; the mode of an existing file is never changed. Also
   * `CHECKOUT_DATABASE_URL`.
   *
   * @defaultValue 'sqlite:checkout.db'
   */
  readonly databaseUrl?: string | undefined
  /**
   * Maximum connections to PostgreSQL per process, 2 to 1000; a hand-over in a transaction needs a second one to renew
   * its claim. The server's `max_connections` must have room for all processes. If it is full, we wait up to 5 s for a
   * connection. Also `CHECKOUT_DATABASE_POOL`.
   *
   * @defaultValue 10
   */
  readonly databasePool?: number | undefined
  /** ISO 4217 alphabetic code, e.g. `EUR`, for catalog items that name none. Also `CHECKOUT_CURRENCY`. */
  readonly currency?: string | undefined
  /**
   * Two lower-case letters (ISO 639-1), for the gateway's page and ours. Without it, the gateway uses its own default
   * and we use the browser's. Also `CHECKOUT_LANGUAGE`.
   */
  readonly language?: string | undefined
  /**
   * `automatic` takes the money at once; `manual` holds it until `capture(orderNumber)`. Also `CHECKOUT_CAPTURE`.
   *
   * @defaultValue 'automatic'
   */
  readonly capture?: CaptureMode | undefined
  /**
   * Where the buyer is sent (303, with `?order=`, `reference` and `outcome`) instead of to the `success` page. Also
   * `CHECKOUT_SUCCESS_URL`.
   */
  readonly successUrl?: string | undefined
  /**
   * Where the buyer is sent (303, with `?order=`, `reference` and `outcome`) instead of to the `failure` page. Never
   * for an order in review: its buyer may have paid. Also `CHECKOUT_FAILURE_URL`.
   */
  readonly failureUrl?: string | undefined
  /**
   * Where the buyer of an order in review is sent instead of to the built-in page, which asks them to contact the shop.
   * Also `CHECKOUT_REVIEW_URL`.
   */
  readonly reviewUrl?: string | undefined
  /** What the built-in pages tell of the shop, and whose orders these are, where several shops share a ledger. */
  readonly shop?: ShopOptions | undefined
  /** What is for sale and for how much. The only source of a price. */
  readonly catalog: Catalog<Meta>
  /**
   * Hands the goods over, once per paid order. Retried for three days until it resolves; then the order's `handOver` is
   * `stuck`. Use `order.orderNumber` as the key to recognise a repeat.
   */
  readonly onPaid?: OnPaid<Meta> | undefined
  /**
   * Whether goods are owed for orders opened here. Written with each order, whichever process settles it. Set it if
   * another process hands over. True by default with `onPaid` or `onPaidInTransaction`. Also `CHECKOUT_HANDS_OVER`.
   *
   * @defaultValue false
   */
  readonly handsOver?: boolean | undefined
  /**
   * Instead of `onPaid`, if the ledger is PostgreSQL, in the store's own database. Runs in the transaction that records
   * the hand-over: what it does through `transaction.query(text, values)` happens exactly once. Keep it to statements.
   * The server ends a statement, or a pause between two, after 10 s. After 30 s in all the transaction is rolled back
   * and retried.
   */
  readonly onPaidInTransaction?: OnPaidInTransaction<Meta> | undefined
  /**
   * Called once per order that ended unpaid (`declined`, `expired`, `reversed`), to sell again what was reserved for
   * it. Retried for three days like `onPaid`; use `order.orderNumber` as the key to recognise a repeat. Owed to orders
   * that a process with `onClosed` opened, whichever process sees their end. Money may still come later
   * (`latePayment`), and another order of the same `reference` may be open or paid: look at your own records first.
   */
  readonly onClosed?: OnClosed<Meta> | undefined
  /**
   * Called when a hand-over is given up, after three days or because the order is no longer paid: `order.handOver` is
   * `stuck`. Called at most once, by the process that gave it up; `orders.find({ handOver: 'stuck' })` lists all.
   * `handOver(orderNumber)` runs it again.
   */
  readonly onStuck?: ((order: Order<Meta>) => unknown) | undefined
  /**
   * Called when an order needs a person, see `order.reviewReason`: once per reason, and once more when money is found
   * for an order in review. Called by the process that found it: never if that process dies, perhaps twice if two find
   * it at once. `orders.find({ status: 'review' })` lists all.
   */
  readonly onReview?: ((order: Order<Meta>) => unknown) | undefined
  /**
   * Called with every ledger entry this process wrote, after its commit, and the order as it was then. Called at most
   * once per entry; `orders.history` has all.
   */
  readonly on?: ((entry: Entry, order: Order<Meta>) => unknown) | undefined
  /** Replaces the built-in page of an order that is paid, held, or partially refunded. */
  readonly success?: OrderPage<Meta> | undefined
  /**
   * Replaces the built-in page of an order that is not paid: `registered` after a failed or unfinished try, `declined`,
   * `expired`, `reversed`, `refunded`, and also `review`, where money may have been taken. Check `order.status` before
   * saying anything about money.
   */
  readonly failure?: OrderPage<Meta> | undefined
  /** Replaces the built-in page that waits for the gateway's answer. */
  readonly pending?: OrderPage<Meta> | undefined
  /**
   * How long the same browser with the very same catalog item is sent back to its open order instead of to a new one,
   * in milliseconds, 0 to 1200000. The gateway expires an order after 20 minutes (BPC: time limits).
   *
   * @defaultValue 600000
   */
  readonly reuseOpenOrderForMs?: number | undefined
  /**
   * Front ends on other origins that may start a checkout, by script or form, each such as `https://front.example`, as
   * a list or a comma-separated string. Those on the same site need no entry. Also `CHECKOUT_ALLOWED_ORIGINS`.
   */
  readonly allowedOrigins?: string | readonly string[] | undefined
  /**
   * How the browser is sent to the bank. `auto`: by a redirect, or by a page that goes on by itself if the response's
   * Content-Security-Policy lets no form lead there. `page`: always by that page, for a policy that a proxy adds. Also
   * `CHECKOUT_FORM_REDIRECT`.
   *
   * @defaultValue 'auto'
   */
  readonly formRedirect?: FormRedirect | undefined
  /**
   * New orders per client address and minute; 0 turns the limit off. It does not apply if the address is unknown: on a
   * Unix socket, or behind a proxy while Express's `trust proxy` is off. Also `CHECKOUT_PER_MINUTE`.
   *
   * @defaultValue 30
   */
  readonly checkoutsPerMinute?: number | undefined
  /**
   * New orders per process and minute, from all clients; 0 turns the limit off. Also `CHECKOUT_NEW_ORDERS_PER_MINUTE`.
   *
   * @defaultValue 600
   */
  readonly newOrdersPerMinute?: number | undefined
  /**
   * Questions to the bank per client address and minute; 0 turns the limit off. Counts unsigned callbacks, and returns
   * in a browser that did not start the order. Over the limit, the ledger answers such returns, and such callbacks get
   * 503. The browser that started the order is never counted. Also `CHECKOUT_QUESTIONS_PER_MINUTE`.
   *
   * @defaultValue 120
   */
  readonly questionsPerMinute?: number | undefined
  /**
   * How long a dead process keeps its claim on a hand-over, in milliseconds, 1000 to 3600000; renewed while `onPaid`
   * runs.
   *
   * @defaultValue 60000
   */
  readonly handOverLeaseMs?: number | undefined
  /**
   * What happens to money that arrives for an expired or declined order. It is always recorded. An order already in
   * review stays there, and `onReview` is called.
   *
   * - `hand-over`: the order is paid like any other
   * - `review`: a person must look, see `onReview`; nothing is handed over
   * - `refund`: it is refunded in full, and nothing is handed over. A hold is never reversed automatically (the gateway
   *   allows one attempt, BPC: capture and reversal): with `capture: manual` the order goes to review instead. Needs a
   *   user and password, not a token
   *
   * @defaultValue 'hand-over'
   */
  readonly latePayment?: LatePayment | undefined
  /**
   * What happens to money for a `reference` that another order has paid (or holds money for): the same choices. The
   * bank is asked about the first payment before the second is judged. Defaults to `latePayment` if that is given.
   *
   * @defaultValue 'review'
   */
  readonly doublePayment?: LatePayment | undefined
  /**
   * - `once`: a `reference` is paid once; a buyer who asks for it again is sent to the page of the paid order
   * - `repeat`: it is just a label (subscriptions, top-ups, donations). `repeatable: true` on an item says so for one
   *   order
   *
   * Also `CHECKOUT_REFERENCES`.
   *
   * @defaultValue 'once'
   */
  readonly references?: 'once' | 'repeat' | undefined
  /**
   * For how many days after its payment an order is checked once a day, 0 to 400. Finds chargebacks, and refunds made
   * in the bank's portal. Also `CHECKOUT_WATCH_PAID_FOR_DAYS`.
   *
   * @defaultValue 30
   */
  readonly watchPaidForDays?: number | undefined
  /** How long what is personal is kept. */
  readonly retention?: RetentionOptions | undefined
  /**
   * What the variables of this checkout begin with, for several shops or banks in one process: with `NORTH_CHECKOUT_`
   * the URL of the bank is `NORTH_CHECKOUT_GATEWAY_URL`. Nothing is then read from any `CHECKOUT_…`.
   *
   * @defaultValue 'CHECKOUT_'
   */
  readonly environmentPrefix?: string | undefined
  /** Anything with pino's `info`, `warn` and `error`. Without it nothing is logged. */
  readonly logger?: Logger | undefined
}
