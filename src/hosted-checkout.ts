import type { Router } from 'express'
import type { JsonValue } from './json.ts'
import type { Entry } from './ledger/entry.ts'
import type { OrderQuery } from './ledger/order-ledger.ts'
import type { Violation } from './ledger/violations.ts'
import type { Order } from './order.ts'
import type { CaptureOrder } from './settlement/money-out/money-out.ts'
import type { RefundOrder } from './settlement/money-out/refund.ts'
import type { SweepReport } from './settlement/sweep/sweep.ts'

/**
 * Reads the ledger. Never asks the gateway.
 *
 * Each rejects with `LedgerUnavailableError` when the ledger cannot be read, and with `CheckoutClosedError` after
 * `close`. What no order can have is refused by name: a query by `QueryError`, which `find` throws at once, a number
 * that is no text by `InvalidRequestError`.
 */
export interface Orders<Meta = JsonValue | undefined> {
  /** One order, or undefined where the ledger has none of this number. */
  get(orderNumber: string): Promise<Order<Meta> | undefined>
  /** Newest first, read in pages: `for await (const order of checkout.orders.find({ status: 'review' }))`. */
  find(query?: OrderQuery): AsyncIterable<Order<Meta>>
  /** The ledger's entries of one order, oldest first; none where the ledger has no such order. */
  history(orderNumber: string): Promise<readonly Entry[]>
}

/** What `verify` looks at. */
export interface VerifyQuery {
  /** Only orders of which something was written at or after. */
  readonly since?: Date | undefined
}

/** What a store can ask of its payments. */
export interface PaymentVerbs<Meta = JsonValue | undefined> {
  /**
   * Starts the sweep, which looks after buyers who never come back, and says in one line of the log what runs where.
   * Idempotent. A database that is away for the moment is logged and tried again.
   *
   * @throws ConfigurationError when the ledger cannot be opened and waiting does not mend it: at once for its file, its
   *   driver, or a schema newer than this version; for a role, a database or a right of PostgreSQL once it has been
   *   missing for 60 s, which the log says meanwhile. Never once the ledger was open.
   */
  start(): Promise<void>
  /**
   * Takes no more checkouts, returns or questions, stops the sweep, lets running work finish within one call to the
   * gateway and a little more, and closes the ledger. Idempotent. End the process after it: an `onPaid` that still runs
   * keeps its claim no longer than a lease.
   */
  close(): Promise<void>
  /**
   * One pass now over every open order and every unfinished hand-over of this gateway, whatever its schedule says.
   *
   * @throws LedgerUnavailableError when the ledger could not be read; call it again.
   * @throws CheckoutClosedError after `close`.
   */
  reconcile(): Promise<SweepReport>
  /**
   * Asks the gateway about one order and brings it as far as the answer allows. Safe to repeat. While the gateway is
   * silent the order comes back as it stood: that is no answer, and never a no.
   *
   * @throws OrderNotFoundError when the ledger has no such order; nothing was asked.
   * @throws LedgerUnavailableError when the ledger could not be read or written; ask again.
   * @throws CheckoutClosedError after `close`.
   */
  settle(orderNumber: string): Promise<Order<Meta>>
  /**
   * Runs the ledger's invariants as queries: paid without hand-over, handed over without payment, refunds above what
   * was captured, two payments of one reference, orders nobody looks after, and more. Resolves to the violations, none
   * when all is well. Reads the whole ledger, or with `since` the orders of which something was written at or after
   * that time; changes nothing, asks nobody: for a health check once an hour, say. It goes page by page, and holds up
   * neither this process nor the database.
   *
   * @throws LedgerUnavailableError when the ledger could not be read; CheckoutClosedError after `close`.
   */
  verify(query?: VerifyQuery): Promise<readonly Violation[]>
  /**
   * Runs the hand-over of a paid order again that is `stuck`, or that was paid while the store had no `onPaid`: its
   * three days start anew. One that is `due` is tried now, one that is `done` stays so, and one that runs is not
   * started twice; while a refund of all that is left is on its way, nothing goes out. Also for an order of another
   * gateway, which the sweep leaves alone. Resolves to the order as it then stands.
   *
   * @throws CheckoutError: `CHECKOUT_ILLEGAL_MOVE` for an order that is not paid, `CHECKOUT_INVALID_REQUEST` where the
   *   store has neither `onPaid` nor `onPaidInTransaction`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`,
   *   `CHECKOUT_CLOSED`. No money moves.
   */
  handOver(orderNumber: string): Promise<Order<Meta>>
  /**
   * Takes held money: all of it, or `amountMinor` of it (integer minor units of the order's currency); what is then
   * left of the hold is let go by the bank. Asks the gateway before and after, and sends once. A repeat with the same
   * amount asks first. Sends nothing unless the gateway says that the money is on hold and nothing of it taken; where
   * it has taken a part otherwise, or a part is not the end of it (several captures, status 8), a person must look: the
   * order is then in `review`.
   *
   * @throws CheckoutError with one of the codes below; only the first leaves it open whether money moved.
   * - `CHECKOUT_GATEWAY_UNAVAILABLE`: no usable answer. **Money may have moved**, unless the message says that nothing
   *   was sent. `settle` tells; the sweep asks too, and neither captures again
   * - `CHECKOUT_GATEWAY_REFUSED`: the gateway's clear no, or a token login, which cannot capture (BPC: transport)
   * - `CHECKOUT_AMOUNT`: not a positive whole number, more than is held, or another amount than was asked for before
   * - `CHECKOUT_ILLEGAL_MOVE`: the order is not held
   * - `CHECKOUT_ORDER_BUSY`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`
   */
  capture(orderNumber: string, wanted?: CaptureOrder): Promise<Order<Meta>>
  /**
   * Lets a hold go. Never done by itself: the gateway allows one try, and after an error no further one (BPC: capture and reversal).
   * Most banks take it on the day of the hold only.
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does, without `CHECKOUT_AMOUNT`.
   */
  reverse(orderNumber: string): Promise<Order<Meta>>
  /**
   * Gives captured money back, once per `key`: also after a lost answer, a crash, or in several processes at once.
   * Several refunds of one order together never exceed what was captured. A refund whose answer was lost is carried on
   * by the sweep, unless the money was charged back meanwhile: then only a call with its key does.
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does; `CHECKOUT_AMOUNT` also for more than is left, before
   *   anything is sent; `CHECKOUT_ILLEGAL_MOVE` also where this very call finds that a person must look (a chargeback,
   *   say): call it again once somebody has; and `CHECKOUT_INVALID_REQUEST` for a key that is none. After
   *   `CHECKOUT_GATEWAY_UNAVAILABLE` call it again with the **same** key: another key would be another refund.
   */
  refund(orderNumber: string, wanted: RefundOrder): Promise<Order<Meta>>
  /**
   * Closes an order at the gateway that nobody has paid; resolves to it `declined`, or `expired` where its time was
   * over. Not while the buyer is at the issuer's page (BPC: decline).
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does, without `CHECKOUT_AMOUNT`. No money moves.
   */
  decline(orderNumber: string): Promise<Order<Meta>>
  readonly orders: Orders<Meta>
}

/** The Express router, and what else a store can ask of its checkout. */
export interface HostedCheckout<Meta = JsonValue | undefined> extends Router, PaymentVerbs<Meta> {}
