import type { Request, RequestHandler, Response, Router } from 'express'
import type { BackOfficeOptions } from './back-office/operator.ts'
import type { DaySheetQuery, DaySheetRow } from './books/day-sheet.ts'
import type { Finding } from './doctor/finding.ts'
import type { Health } from './doctor/health.ts'
import type { Explanation } from './explain/explanation.ts'
import type { JsonValue } from './json.ts'
import type { Entry } from './ledger/entry.ts'
import type { OrderHistory } from './ledger/order-ledger.ts'
import type { OrderQuery } from './ledger/order-query.ts'
import type { Violation } from './ledger/violations.ts'
import type { LinkItem, LinkOptions, PaymentLink, PaymentLinks } from './links/payment-link.ts'
import type { CartItem } from './options/cart.ts'
import type { Order } from './order.ts'
import type { ForgetQuery, ForgetReport } from './personal-data/forget-orders.ts'
import type { Asker } from './settlement/asker.ts'
import type { CaptureOrder } from './settlement/money-out/money-out.ts'
import type { RefundOrder } from './settlement/money-out/refund.ts'
import type { ByPerson } from './settlement/person.ts'
import type { ResolveOrder } from './settlement/review/resolve.ts'
import type { ReconcileTerms, SweepReport } from './settlement/sweep/sweep-report.ts'
import type { StoredCards } from './stored-cards.ts'

/**
 * Reads the ledger. Never asks the gateway.
 *
 * Each rejects with `LedgerUnavailableError` if the ledger cannot be read, and with `CheckoutClosedError` after
 * `close`. A bad query is a `QueryError`, which `find` and `histories` throw at once; an order number that is not a
 * string is an `InvalidRequestError`. Both name the fault.
 */
export interface Orders<Meta = JsonValue | undefined> {
  /** One order; undefined if the ledger has none with this number. */
  get(orderNumber: string): Promise<Order<Meta> | undefined>
  /** Newest first, read in pages: `for await (const order of checkout.orders.find({ status: 'review' }))`. */
  find(query?: OrderQuery): AsyncIterable<Order<Meta>>
  /** The ledger's entries for one order, oldest first; empty if the ledger has no such order. */
  history(orderNumber: string): Promise<readonly Entry[]>
  /** The orders that `find` gives, each with its entries: for an export. Read in pages. */
  histories(query?: OrderQuery): AsyncIterable<OrderHistory<Meta>>
}

/** What `verify` looks at. */
export interface VerifyQuery {
  /** Only orders written to at or after this time. */
  readonly since?: Date | undefined
}

/** What a store can do with its payments. */
export interface PaymentVerbs<Meta = JsonValue | undefined> {
  /**
   * Starts the sweep, which looks after buyers who never come back, and logs in one line what runs where. Idempotent. A
   * database that is down for the moment is logged and retried.
   *
   * @throws ConfigurationError if the ledger cannot be opened and waiting will not help: at once for its file, its
   *   driver, or a schema newer than this version; after 60 s, logged meanwhile, for a missing role, database or
   *   privilege of PostgreSQL. Never once the ledger has been open.
   * @throws CheckoutClosedError after `close`: make another checkout.
   */
  start(): Promise<void>
  /**
   * Accepts no more checkouts, returns or calls, stops the sweep, gives running work a little more than one gateway
   * call to finish, and closes the ledger. Idempotent. End the process after it: an `onPaid` that is still running
   * keeps its claim for one lease at most.
   */
  close(): Promise<void>
  /**
   * Makes one pass now over every open order and every unfinished hand-over of this gateway, due or not.
   *
   * With `forMs` it resolves by then, for a store without a timer, and what is due longest comes first. Where the
   * report is not whole, call it again. What was under way goes on, and is not in the report; a process that is frozen
   * then loses nothing: another one carries it on once its claim has ended.
   *
   * @throws InvalidRequestError for an unknown name or a time that is none; nothing was asked.
   * @throws LedgerUnavailableError if the ledger could not be read; call it again.
   * @throws CheckoutClosedError after `close`.
   */
  reconcile(terms?: ReconcileTerms): Promise<SweepReport>
  /**
   * Asks the gateway about one order and brings it as far as the answer allows. Safe to repeat. If the gateway does not
   * answer, the order comes back unchanged: unknown, never declined. An order in review stays there: what the bank says
   * is written into its history, and money that was not known of is recorded.
   *
   * @throws OrderNotFoundError if the ledger has no such order; nothing was asked.
   * @throws LedgerUnavailableError if the ledger could not be read or written; call it again.
   * @throws CheckoutClosedError after `close`.
   */
  settle(orderNumber: string): Promise<Order<Meta>>
  /**
   * Checks the ledger's invariants: paid without hand-over, handed over without payment, refunds above what was
   * captured, two payments for one reference, orders nobody looks after, and more. Resolves to the violations; empty if
   * all is well. Reads the whole ledger, or with `since` only orders written to at or after that time.
   * Changes nothing, asks nobody: fit for an hourly health check. Reads page by page, and holds up neither this process
   * nor the database.
   *
   * @throws LedgerUnavailableError if the ledger could not be read; CheckoutClosedError after `close`.
   */
  verify(query?: VerifyQuery): Promise<readonly Violation[]>
  /**
   * Runs the hand-over of a paid order again, if it is `stuck` or the store had no `onPaid` at the time: its three days
   * start again. A `due` hand-over is tried now and its three days go on, a `done` one stays done, and a running one is
   * not started twice.
   * Nothing goes out while a refund of all that is left is in flight. Also works for an order of another gateway, which
   * the sweep leaves alone. Resolves to the order as it is afterwards.
   *
   * For an order that ended unpaid, `onClosed` is run again if it is `due` or `stuck`.
   *
   * @throws CheckoutError: `CHECKOUT_ILLEGAL_MOVE` for an order that is not paid, or of whose end nobody is to be told;
   *   `CHECKOUT_INVALID_REQUEST` if the store has no handler for it (`onPaid` or `onPaidInTransaction`, `onClosed`),
   *   `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`. No money moves.
   */
  handOver(orderNumber: string, asker?: Asker): Promise<Order<Meta>>
  /**
   * Captures a hold: all of it, or `amountMinor` of it (integer minor units of the order's currency); the bank releases
   * the rest. Asks the gateway before and after, and sends once. A repeat with the same amount asks first. Sends
   * nothing unless the gateway says that the money is on hold and none of it captured. If a part was captured some
   * other way, or a partial capture is not the end of it (several captures, status 8), the order goes to `review`: a
   * person must look. Fiscal items go along with a repeat as they were written down.
   *
   * @throws CheckoutError with one of the codes below; only the first leaves it open whether money moved.
   * - `CHECKOUT_GATEWAY_UNAVAILABLE`: no usable answer. **Money may have moved**, unless the message says that nothing
   *   was sent. `settle` finds out, as does the sweep; neither captures again
   * - `CHECKOUT_GATEWAY_REFUSED`: the gateway refused outright, or a token login, which cannot capture (BPC: transport)
   * - `CHECKOUT_AMOUNT`: not a positive whole number, more than is held, not the amount asked for before, or not what
   *   the fiscal items add up to
   * - `CHECKOUT_ILLEGAL_MOVE`: the order is not held, or its capture was asked for before with other fiscal items
   * - `CHECKOUT_INVALID_REQUEST`: `extra` holds something else than fiscal items
   * - `CHECKOUT_ORDER_BUSY`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`
   */
  capture(orderNumber: string, wanted?: CaptureOrder): Promise<Order<Meta>>
  /**
   * Reverses a hold. Never automatic: the gateway allows one attempt, and no other after an error (BPC: capture and
   * reversal). Most banks only accept it on the day of the hold.
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does, without `CHECKOUT_AMOUNT`.
   */
  reverse(orderNumber: string, asker?: Asker): Promise<Order<Meta>>
  /**
   * Refunds captured money, once per `key`, even after a lost answer, a crash, or calls from several processes at once.
   * All refunds of an order together never exceed what was captured. The sweep finishes a refund whose answer was
   * lost, unless the money was charged back meanwhile: then only a call with its key does.
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does. `CHECKOUT_AMOUNT` also for more than is left, before
   *   anything is sent. `CHECKOUT_ILLEGAL_MOVE` also if this very call finds that a person must look (a chargeback,
   *   say): call it again once somebody has. `CHECKOUT_INVALID_REQUEST` also for an invalid key. After
   *   `CHECKOUT_GATEWAY_UNAVAILABLE` call it again with the **same** key: another key would be another refund.
   */
  refund(orderNumber: string, wanted: RefundOrder): Promise<Order<Meta>>
  /**
   * Closes an unpaid order at the gateway. Resolves to the order, `declined`, or `expired` if its time was up. Not
   * while the buyer is on the issuer's page (BPC: decline).
   *
   * @throws CheckoutError as {@link PaymentVerbs.capture} does, without `CHECKOUT_AMOUNT`. No money moves.
   */
  decline(orderNumber: string, asker?: Asker): Promise<Order<Meta>>
  /**
   * Puts an order before a person: it is in `review`, nobody can pay it any more, and goods that are due stay where
   * they are. An order that is in review already is unchanged. Resolves to the order.
   *
   * @throws CheckoutError: `CHECKOUT_ILLEGAL_MOVE` for an order that is refunded or reversed,
   *   `CHECKOUT_INVALID_REQUEST` without a name or a note, `CHECKOUT_ORDER_BUSY`, `CHECKOUT_ORDER_NOT_FOUND`,
   *   `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`. No money moves.
   */
  review(orderNumber: string, person: ByPerson): Promise<Order<Meta>>
  /**
   * Takes an order out of review, as far as the bank's present answer and the amounts allow: `paid` only if all of its
   * money was captured and some is left (goods that are owed are then due), `refunded` only if nothing is left of it,
   * `declined` only if the bank has none. The bank is asked first. Resolves to the order as it is afterwards. Of more
   * money than the order is for no more is counted as captured and refunded, and none that was in another currency.
   *
   * @throws CheckoutError: `CHECKOUT_INVALID_REQUEST` with the reason if the bank's answer does not allow it, or a
   *   refund is under way; `CHECKOUT_ILLEGAL_MOVE` for an order that is not in review; `CHECKOUT_GATEWAY_UNAVAILABLE`
   *   if the bank could not be asked; `CHECKOUT_ORDER_BUSY`, `CHECKOUT_ORDER_NOT_FOUND`,
   *   `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`. No money moves.
   */
  resolve(orderNumber: string, resolution: ResolveOrder): Promise<Order<Meta>>
  /**
   * What is known of an order and by whose word, what happens next by itself, and what a person may do about it, in
   * plain English. Reads the ledger; the bank is not asked.
   *
   * @throws OrderNotFoundError, InvalidRequestError, LedgerUnavailableError, CheckoutClosedError. No money moves.
   */
  explain(orderNumber: string): Promise<Explanation>
  /**
   * What moved on each of these days, in each currency: one row for each day and currency in which anything did, by day
   * and currency. `from` and `to` are days as `YYYY-MM-DD` of `shop.timeZone`, both included; all amounts are integer
   * minor units of the row's currency. The sums equal the ledger's entries to the minor unit. Reads the ledger page by
   * page; the bank is not asked.
   *
   * @throws QueryError for anything but two days, the first not after the second; LedgerUnavailableError,
   *   CheckoutClosedError. No money moves.
   */
  daySheet(query: DaySheetQuery): Promise<readonly DaySheetRow[]>
  /**
   * Blanks what is personal in all orders of a buyer (or in one order) and in their entries, and says so in an entry. A
   * digest takes the place of `reference`, so that what is paid once stays paid once; amounts, states, times and
   * operators' names stay. Never in an order that is open, due, stuck, in review or with a refund on its way: those are
   * in `kept`, with the reason. With `dryRun` nothing is changed. Cannot be undone; safe to repeat.
   *
   * @throws InvalidRequestError unless exactly one of order number, reference, client id and e-mail is given;
   *   OrderNotFoundError for an order number that the ledger does not have; LedgerUnavailableError: some orders may be
   *   blanked already, and calling it again does the rest; CheckoutClosedError. No money moves.
   */
  forget(query: ForgetQuery): Promise<ForgetReport>
  /**
   * Whether this store is fit to sell: the ledger is open and the sweep not late. Quick enough for a probe that asks
   * every few seconds: reads the ledger, asks the bank nothing. Never rejects; a ledger that cannot be read is `away`.
   * Times in milliseconds; counts stop at 1,000. No money moves.
   */
  health(): Promise<Health>
  /**
   * Looks at this installation and says what is wrong with it, the worst first; empty if nothing is. Asks the bank one
   * question about no order, visits the store at `baseUrl`, and reads the ledger: within 20 s. Changes nothing,
   * registers nothing, moves no money. Never rejects: what could not be looked at is a finding. docs/doctor.md has
   * every code.
   */
  doctor(): Promise<readonly Finding[]>
  readonly orders: Orders<Meta>
  /**
   * Makes a payment link: an address that staff send to a buyer, who sees there what it is for and pays. The item is
   * priced now and never changes. It is paid once, by whoever comes first; its `reference` is its own number unless the
   * item has one. Opening it registers nothing: only its button does.
   *
   * @throws CheckoutError: `CHECKOUT_CATALOG_ITEM` naming every field of the item that breaks a rule,
   *   `CHECKOUT_INVALID_REQUEST` for other options, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`. No money moves.
   */
  link(item: LinkItem<Meta>, options?: LinkOptions): Promise<PaymentLink<Meta>>
  readonly links: PaymentLinks<Meta>
  /** The buyers' cards that are stored at the bank: docs/stored-cards.md. */
  readonly cards: StoredCards
}

/**
 * An order that a browser can be sent to pay. It is bound to that browser already, which sees the order's page when it
 * comes back; unless another browser has opened it for the same `reference`: then it is that one's.
 */
export interface BegunOrder {
  readonly orderNumber: string
  /**
   * Where the browser pays. For a script on another site it is an address of ours that works once, for two minutes:
   * only through it do browsers keep the cookies that lead the buyer back to the order.
   */
  readonly formUrl: string
  /** When the bank stops taking a payment for it. */
  readonly expiresAt: Date
  /**
   * Answers the request as `/checkout/:sku` would: a redirect (303) to the bank, a page that goes on by itself if
   * browsers would drop the redirect, or JSON for a script that asks for it. Without it nothing is sent, and the answer
   * is the route's own.
   */
  send(): void
}

/**
 * The Express router, plus what else a store can do with its checkout. `link` makes a payment link; a router's own
 * `link`, for the HTTP method of that name, is not there.
 */
export interface HostedCheckout<Meta = JsonValue | undefined>
  extends Omit<Router, keyof PaymentVerbs>, RequestHandler, PaymentVerbs<Meta> {
  /**
   * Opens an order for what a route of the store's own has priced (a cart), or finds the one that is open for exactly
   * the same: this browser's, or any browser's if the item has a `reference`. What holds for `/checkout/:sku` holds
   * here: limits, a `reference` that is paid once, one order for a double click. A request ahead of a click (prefetch)
   * or by a crawler is refused; who else may call the route is the store's decision. Call it before anything of the
   * answer is sent.
   *
   * @throws CheckoutError; nothing was charged, and the browser was not sent anywhere.
   * - `CHECKOUT_CATALOG_ITEM` names every field of the item that breaks a rule
   * - `CHECKOUT_ALREADY_PAID` if the `reference` is paid; its `location` is the page of the paid order, for the browser
   *   that started it alone
   * - `CHECKOUT_NOT_A_VISIT`, `CHECKOUT_TOO_MANY` (with `retryAfterMs`), `CHECKOUT_INVALID_REQUEST` if the answer has
   *   begun
   * - `CHECKOUT_GATEWAY_REFUSED`, `CHECKOUT_GATEWAY_RESPONSE`, `CHECKOUT_GATEWAY_UNAVAILABLE`,
   *   `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`
   */
  begin(item: CartItem<Meta>, req: Request, res: Response): Promise<BegunOrder>
  /**
   * The operator's pages: any order, what needs a person, the books, payment links, health. Mount it where the staff
   * finds it, behind the store's own login: `app.use('/office', checkout.backOffice({ authorize }))`.
   *
   * There is no open mode: `authorize` says for every request who sends it and what they may do. The pages need no
   * script. What is done from them is done through the members of the checkout, and written into the order's history
   * with the operator's name.
   *
   * @throws ConfigurationError without a function `authorize`.
   */
  backOffice(options: BackOfficeOptions): Router
}
