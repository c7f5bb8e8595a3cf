import type { NextFunction, Request, Response } from 'express'
import type { Entry } from '../ledger/entry.ts'
import type { JsonValue } from '../json.ts'
import type { Logger } from '../logger.ts'
import type { CaptureMode, Order } from '../order.ts'
import type { OnPaid, OnPaidInTransaction } from '../settlement/hand-over/handlers.ts'
import type { LatePayment } from '../settlement/judge/late-payment.ts'
import type { Catalog } from './catalog.ts'
import type { BreakerOptions, CallbackOptions, GatewayOptions, ShopOptions, SweepOptions } from './option-groups.ts'

/**
 * Draws a page about one order, on every visit. Nothing may be handed over here: a reload draws the page again, and a
 * buyer who never comes back draws none.
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
 * What a store tells `hostedCheckout`. An option with a variable may come from the environment instead; what code gives
 * wins. A secret may also be read from a file: the variable's name with `_FILE` behind it holds the path.
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
   * What our own cookies are signed with, 32 characters or more. Several while it is changed, as a list or a text with
   * commas between: the first signs, all verify. Required, here or as `CHECKOUT_SECRET`.
   */
  readonly secret?: string | readonly string[] | undefined
  /**
   * Where the ledger is: `sqlite:<file>`, `sqlite::memory:` (lost on exit) or `postgres://…`. A file is created for its
   * owner alone (0600), or as `sqlite:<file>?mode=0640` says; the mode of one that is there is never changed. Also
   * `CHECKOUT_DATABASE_URL`.
   *
   * @defaultValue 'sqlite:checkout.db'
   */
  readonly databaseUrl?: string | undefined
  /**
   * Connections to PostgreSQL per process at most, 2 to 1000: a hand-over in a transaction renews its claim beside it.
   * All processes together need room in the server's `max_connections`; where it has none, a connection is waited for,
   * 5 s at most. Also `CHECKOUT_DATABASE_POOL`.
   *
   * @defaultValue 10
   */
  readonly databasePool?: number | undefined
  /** ISO 4217 alphabetic code, e.g. `EUR`, for catalog items that name none. Also `CHECKOUT_CURRENCY`. */
  readonly currency?: string | undefined
  /**
   * Two lower-case letters (ISO 639-1), for the gateway's page and ours. Without it, the gateway's own default and the
   * browser's. Also `CHECKOUT_LANGUAGE`.
   */
  readonly language?: string | undefined
  /**
   * `automatic` takes the money at once; `manual` holds it until `capture(orderNumber)`. Also
   * `CHECKOUT_CAPTURE`.
   *
   * @defaultValue 'automatic'
   */
  readonly capture?: CaptureMode | undefined
  /**
   * Where the buyer is sent (303, with `?order=`) instead of to the `success` page; `reference` and `outcome` go with
   * it. Also `CHECKOUT_SUCCESS_URL`.
   */
  readonly successUrl?: string | undefined
  /**
   * Where the buyer is sent (303, with `?order=`, `reference` and `outcome`) instead of to the `failure` page; never
   * with an order in review, whose buyer may have paid. Also `CHECKOUT_FAILURE_URL`.
   */
  readonly failureUrl?: string | undefined
  /**
   * Where the buyer of an order in review is sent instead of to the built-in page that asks to contact the shop. Also
   * `CHECKOUT_REVIEW_URL`.
   */
  readonly reviewUrl?: string | undefined
  /** Whose orders these are, where several shops share a ledger. */
  readonly shop?: ShopOptions | undefined
  /** What is for sale and for how much. The only source of a price. */
  readonly catalog: Catalog<Meta>
  /**
   * Hands the goods over: once per paid order, again for three days until it resolves, then the order's `handOver` is
   * `stuck`. `order.orderNumber` is the key to recognise a repeat by.
   */
  readonly onPaid?: OnPaid<Meta> | undefined
  /**
   * Whether goods are owed for the orders that are opened here: written with each order, whoever settles it. Say it
   * where another process than this one hands over. With `onPaid` or `onPaidInTransaction` it is true. Also
   * `CHECKOUT_HANDS_OVER`.
   *
   * @defaultValue false
   */
  readonly handsOver?: boolean | undefined
  /**
   * Instead of `onPaid`, where the ledger is PostgreSQL and stands in the store's own database: runs in the transaction
   * that records the hand-over, so that what it does through `transaction.query(text, values)` happens exactly once.
   * Keep it to statements: the server ends one after 10 s, and a pause between two as well; after 30 s in all it is
   * rolled back and tried again.
   */
  readonly onPaidInTransaction?: OnPaidInTransaction<Meta> | undefined
  /**
   * A hand-over was given up after three days, or because the order is no longer paid: `order.handOver` is `stuck`.
   * Told at most once, by the process that gave it up: `orders.find({ handOver: 'stuck' })` is complete.
   * `handOver(orderNumber)` runs it again.
   */
  readonly onStuck?: ((order: Order<Meta>) => unknown) | undefined
  /**
   * An order needs a person, see `order.reviewReason`. Told once for each reason by the process that found it; where
   * that one dies, never, and where two find it at once, perhaps twice: `orders.find({ status: 'review' })` is
   * complete.
   */
  readonly onReview?: ((order: Order<Meta>) => unknown) | undefined
  /**
   * Every entry of the ledger that this process wrote, after its commit, with the order as it then stood. Told at most
   * once: `orders.history` is complete.
   */
  readonly on?: ((entry: Entry, order: Order<Meta>) => unknown) | undefined
  /** Instead of the built-in page of an order that is paid, held, or partially refunded. */
  readonly success?: OrderPage<Meta> | undefined
  /**
   * Instead of the built-in page of an order that did not come to be paid: `registered` after a failed or unfinished
   * try, `declined`, `expired`, `reversed`, `refunded`, and also `review`, where money may have been taken. Look at
   * `order.status` before saying anything about money.
   */
  readonly failure?: OrderPage<Meta> | undefined
  /** Instead of the built-in page that waits for the gateway's word. */
  readonly pending?: OrderPage<Meta> | undefined
  /**
   * How long the same browser and the very same catalog item lead back to the open order instead of to a new one, in
   * milliseconds, 0 to 1200000: the gateway lets an order expire after 20 minutes (BPC: time limits).
   *
   * @defaultValue 600000
   */
  readonly reuseOpenOrderForMs?: number | undefined
  /**
   * Front ends on other origins that may start a checkout, by script or form, each such as `https://front.example`; a
   * text holds several with commas between. Those of the same site may without it. Also `CHECKOUT_ALLOWED_ORIGINS`.
   */
  readonly allowedOrigins?: string | readonly string[] | undefined
  /**
   * How the browser is sent to the bank. `auto`: by a redirect, or, where the answer carries a Content-Security-Policy
   * that lets no form lead there, by a page that goes on by itself; `page`: always by that page, for a policy that a
   * proxy adds. Also `CHECKOUT_FORM_REDIRECT`.
   *
   * @defaultValue 'auto'
   */
  readonly formRedirect?: FormRedirect | undefined
  /**
   * New orders per client address and minute; 0 turns the limit off. It does not hold where the address is not known:
   * on a Unix socket, or behind a proxy while Express's `trust proxy` is off. Also `CHECKOUT_PER_MINUTE`.
   *
   * @defaultValue 30
   */
  readonly checkoutsPerMinute?: number | undefined
  /**
   * New orders per process and minute, whoever asks; 0 turns the limit off. Also `CHECKOUT_NEW_ORDERS_PER_MINUTE`.
   *
   * @defaultValue 600
   */
  readonly newOrdersPerMinute?: number | undefined
  /**
   * Questions to the bank per client address and minute that returns of browsers that did not start the order, and
   * unsigned callbacks, may cause; 0 turns the limit off. Beyond it such returns are answered from the ledger, and such
   * callbacks get 503. A browser that started the order is never counted. Also `CHECKOUT_QUESTIONS_PER_MINUTE`.
   *
   * @defaultValue 120
   */
  readonly questionsPerMinute?: number | undefined
  /**
   * How long a claimed hand-over of a dead process stays claimed, in milliseconds, 1000 to 3600000; renewed while
   * `onPaid` runs.
   *
   * @defaultValue 60000
   */
  readonly handOverLeaseMs?: number | undefined
  /**
   * What happens to money that arrives for an expired or declined order. It is always recorded. An order that is in
   * review already stays there, and `onReview` is told.
   *
   * - `hand-over`: the order is paid like any other
   * - `review`: a person must look, see `onReview`; nothing is handed over
   * - `refund`: it is given back whole, and nothing is handed over. A hold cannot be let go by itself (the gateway
   *   allows one try, BPC: capture and reversal), so that with `capture: manual` it goes to review instead. Takes a user and
   *   password, not a token
   *
   * @defaultValue 'hand-over'
   */
  readonly latePayment?: LatePayment | undefined
  /**
   * What happens to money for a `reference` that another order has paid (or holds money for): the same choices. Before
   * a second payment is judged, the bank is asked about the first. Where `latePayment` is given, that one counts here
   * too.
   *
   * @defaultValue 'review'
   */
  readonly doublePayment?: LatePayment | undefined
  /**
   * - `once`: a `reference` is paid once; a buyer who asks for it again is led to the page of the paid order
   * - `repeat`: it is a mere label (subscriptions, top-ups, donations). `repeatable: true` on an item says so for one
   *   order
   *
   * Also `CHECKOUT_REFERENCES`.
   *
   * @defaultValue 'once'
   */
  readonly references?: 'once' | 'repeat' | undefined
  /**
   * How long after its payment an order is looked at once a day, in days, 0 to 400: refunds made in the bank's portal
   * and chargebacks show up so. Also `CHECKOUT_WATCH_PAID_FOR_DAYS`.
   *
   * @defaultValue 30
   */
  readonly watchPaidForDays?: number | undefined
  /** Anything with pino's `info`, `warn` and `error`. Without it nothing is logged. */
  readonly logger?: Logger | undefined
}
