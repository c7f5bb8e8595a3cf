import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Router } from 'express'
import { makeLimits } from '../middleware/limits.ts'
import { makeOrigins } from '../middleware/origins.ts'
import { makeSendToBank } from '../middleware/send-to-bank.ts'
import { callbackPath, routes, sendOnPath, stylesheetPath } from '../routes/index.ts'
import type { Outcome } from '../routes/payment-return.ts'
import { followRedirect } from './options/catalog-redirect.ts'
import { makeCatalogWarnings } from './options/catalog-warnings.ts'
import { makeCatalog, parseCatalogItem } from './options/catalog.ts'
import { makeCorrelation } from './correlation/correlation.ts'
import { makeTickets } from './correlation/tickets.ts'
import {
  GatewayUnavailableError,
  CheckoutClosedError,
  IllegalMoveError,
  InvalidRequestError,
  OrderNotFoundError,
  SkuNotFoundError,
} from './errors.ts'
import { makeFormGate } from './gateway/form-hosts.ts'
import { guardLogger } from './guarded-logger.ts'
import { makeGateway } from './gateway/axios-gateway.ts'
import { makeReadCallback } from './gateway/callbacks.ts'
import type { Callback } from './gateway/callbacks.ts'
import { makeDoors } from './gateway/doors.ts'
import type { JsonValue } from './json.ts'
import { makeLedger } from './ledger/kysely-ledger.ts'
import type { Entry } from './ledger/entry.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { OrderQuery } from './ledger/order-ledger.ts'
import type { Violation } from './ledger/violations.ts'
import type { Logger } from './logger.ts'
import { readOptions } from './options.ts'
import type { CheckoutOptions, CheckoutSettings, OrderPage } from './options.ts'
import { openLedger } from './ledger/open-ledger.ts'
import { requireNames, requireOrderNumber, requireOrderQuery, requireVerifyQuery } from './options/order-query.ts'
import { isPaid } from './order.ts'
import type { Order } from './order.ts'
import { makeBuiltInPages, neutralOutcomeOf } from './pages/index.ts'
import type { BuiltInPages, NeutralOutcome } from './pages/index.ts'
import { makeRunningWork } from './running-work.ts'
import { systemClock } from './clock.ts'
import { makeEarlierOrders } from './settlement/open-order/earlier-orders.ts'
import type { GatewayAccount } from './settlement/gateway-account.ts'
import { makeHandOver } from './settlement/hand-over/hand-over.ts'
import type { HandOver } from './settlement/hand-over/hand-over.ts'
import { makeMoneyOut } from './settlement/money-out/money-out.ts'
import type { CaptureOrder } from './settlement/money-out/money-out.ts'
import type { RefundOrder } from './settlement/money-out/refund.ts'
import { everyMove, isOpen } from './settlement/judge/moves.ts'
import { makeOpenOrder } from './settlement/open-order/open-order.ts'
import { makePlan } from './settlement/judge/plan.ts'
import { makeRecentAnswers } from './settlement/recent-answers.ts'
import { startLineOf } from './start-line.ts'
import { makeSetUpWarnings } from '../middleware/set-up-warnings.ts'
import { startWarnings } from './options/start-warnings.ts'
import { makeSettle } from './settlement/settle.ts'
import { makeSettleCallback } from './settlement/settle-callback.ts'
import { stand } from './settlement/settled.ts'
import { makeSweep } from './settlement/sweep/sweep.ts'
import type { SweepReport } from './settlement/sweep/sweep.ts'
import { quoted } from './visible.ts'

/**
 * Reads the ledger. Never asks the gateway.
 *
 * Each rejects with `LedgerUnavailableError` when the ledger cannot be read, and with `CheckoutClosedError` after `close`. What no order
 * can have is refused by name: a query by `QueryError`, which `find` throws at once, a number that is no text by `InvalidRequestError`.
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

/** The Express router, and what else a store can ask of its checkout. */
export interface HostedCheckout<Meta = JsonValue | undefined> extends Router {
  /**
   * Starts the sweep, which looks after buyers who never come back, and says in one line of the log what runs where. Idempotent. A
   * database that is away for the moment is logged and tried again.
   *
   * @throws ConfigurationError when the ledger cannot be opened and waiting does not mend it: at once for its file, its driver, or a
   *   schema newer than this version; for a role, a database or a right of PostgreSQL once it has been missing for 60 s, which the log
   *   says meanwhile. Never once the ledger was open.
   */
  start(): Promise<void>
  /**
   * Takes no more checkouts, returns or questions, stops the sweep, lets running work finish within one call to the gateway and a little more,
   * and closes the ledger. Idempotent. End the process after it: an `onPaid` that still runs keeps its claim no longer than a lease.
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
   * Runs the ledger's invariants as queries: paid without hand-over, handed over without payment, refunds above what was captured,
   * two payments of one reference, orders nobody looks after, and more. Resolves to the violations, none when all is well. Reads
   * the whole ledger, or with `since` the orders of which something was written at or after that time; changes nothing, asks nobody: for a
   * health check once an hour, say. It goes page by page, and holds up neither this process nor the database.
   *
   * @throws LedgerUnavailableError when the ledger could not be read; CheckoutClosedError after `close`.
   */
  verify(query?: VerifyQuery): Promise<readonly Violation[]>
  /**
   * Runs the hand-over of a paid order again that is `stuck`, or that was paid while the store had no `onPaid`: its three days start
   * anew. One that is `due` is tried now, one that is `done` stays so, and one that runs is not started twice; while a refund of all that
   * is left is on its way, nothing goes out. Also for an order of another gateway, which the sweep leaves alone. Resolves to the order
   * as it then stands.
   *
   * @throws CheckoutError: `CHECKOUT_ILLEGAL_MOVE` for an order that is not paid, `CHECKOUT_INVALID_REQUEST` where the store has neither `onPaid` nor `onPaidInTransaction`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`.
   *   No money moves.
   */
  handOver(orderNumber: string): Promise<Order<Meta>>
  /**
   * Takes held money: all of it, or `amountMinor` of it (integer minor units of the order's currency); what is then left of the
   * hold is let go by the bank. Asks the gateway before and after, and sends once. A repeat with the same amount asks first. Sends
   * nothing unless the gateway says that the money is on hold and nothing of it taken; where it has taken a part otherwise, or a part is
   * not the end of it (several captures, status 8), a person must look: the order is then in `review`.
   *
   * @throws CheckoutError with one of the codes below; only the first leaves it open whether money moved.
   * - `CHECKOUT_GATEWAY_UNAVAILABLE`: no usable answer. **Money may have moved**, unless the message says that nothing was sent.
   *   `settle` tells; the sweep asks too, and neither captures again
   * - `CHECKOUT_GATEWAY_REFUSED`: the gateway's clear no, or a token login, which cannot capture (protocol 2)
   * - `CHECKOUT_AMOUNT`: not a positive whole number, more than is held, or another amount than was asked for before
   * - `CHECKOUT_ILLEGAL_MOVE`: the order is not held
   * - `CHECKOUT_ORDER_BUSY`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`
   */
  capture(orderNumber: string, wanted?: CaptureOrder): Promise<Order<Meta>>
  /**
   * Lets a hold go. Never done by itself: the gateway allows one try, and after an error no further one (protocol 10). Most banks
   * take it on the day of the hold only.
   *
   * @throws CheckoutError as {@link HostedCheckout.capture} does, without `CHECKOUT_AMOUNT`.
   */
  reverse(orderNumber: string): Promise<Order<Meta>>
  /**
   * Gives captured money back, once per `key`: also after a lost answer, a crash, or in several processes at once. Several
   * refunds of one order together never exceed what was captured. A refund whose answer was lost is carried on by the sweep, unless
   * the money was charged back meanwhile: then only a call with its key does.
   *
   * @throws CheckoutError as {@link HostedCheckout.capture} does; `CHECKOUT_AMOUNT` also for more than is left, before
   *   anything is sent; `CHECKOUT_ILLEGAL_MOVE` also where this very call finds that a person must look (a chargeback, say): call it
   *   again once somebody has; and `CHECKOUT_INVALID_REQUEST` for a key that is none. After `CHECKOUT_GATEWAY_UNAVAILABLE` call it again
   *   with the **same** key: another key would be another refund.
   */
  refund(orderNumber: string, wanted: RefundOrder): Promise<Order<Meta>>
  /**
   * Closes an order at the gateway that nobody has paid; resolves to it `declined`, or `expired` where its time was over. Not while
   * the buyer is at the issuer's page (protocol 12).
   *
   * @throws CheckoutError as {@link HostedCheckout.capture} does, without `CHECKOUT_AMOUNT`. No money moves.
   */
  decline(orderNumber: string): Promise<Order<Meta>>
  readonly orders: Orders<Meta>
}

/** How much longer than one call to the gateway `close` waits for what runs, in milliseconds. Chosen by feel. */
const closePatienceMs = 5_000

/** How long a buyer waits for the refund of a late payment, in milliseconds; it goes on all the same. Chosen by feel. */
const lateRefundPatienceMs = 5_000

/** A type that is named or left out, never guessed from what is passed in. */
type Named<Type> = [Type][Type extends unknown ? 0 : never]

/**
 * The checkout of one store: mount it with `app.use(checkout)` and call `start()` once the server listens.
 *
 * Options come from code, or from `CHECKOUT_…` variables where code gives none. Nothing is sent and nothing is opened
 * before the first request or `start()`.
 *
 * @typeParam Meta - what the `metadata` of items and orders is, as JSON gives it back: `hostedCheckout<{ cart: string }>(…)`. Not
 *   checked at run time. Any JSON where it is left out.
 * @throws ConfigurationError naming every option and variable that does not fit, and none of their secrets.
 */
export function hostedCheckout<Meta = JsonValue | undefined>(
  options: CheckoutOptions<Named<Meta>>,
): HostedCheckout<Meta> {
  // What an order keeps is whatever JSON its item had: the store's word for it is taken.
  const settings = readOptions(options, process.env)
  const { gateway: gatewaySettings, baseUrl } = settings
  const logger = guardLogger(settings.logger)
  for (const warning of [...settings.warnings, ...startWarnings(settings, process.env)]) logger.warn({}, warning)

  const gatewayTimeoutMs = gatewaySettings.timeoutMs
  const client = makeGateway({
    url: gatewaySettings.url,
    timeoutMs: gatewayTimeoutMs,
    ca: gatewaySettings.ca,
    proxy: gatewaySettings.proxy,
    basic: gatewaySettings.basic,
    ...gatewaySettings.login,
  })
  const gateway = makeDoors(client, { ...settings.breaker, logger })
  const ledger = makeLedger({
    databaseUrl: settings.databaseUrl,
    databasePool: settings.databasePool,
    logger,
    shop: settings.shop,
    ...(settings.on ? { onEntry: settings.on } : {}),
  })
  const pages = makeBuiltInPages({ baseUrl, stylesheetPath, language: settings.language })
  const returnUrl = `${baseUrl}/payment/return`
  const gatewayAccount = accountOf(settings)
  const scope = JSON.stringify([settings.shop.key, gatewayAccount, settings.capture, gatewaySettings.formHosts])
  const correlation = makeCorrelation({ secrets: settings.secrets, baseUrl, scope, logger })
  const clock = systemClock
  const work = makeRunningWork()

  const { onPaid, onPaidInTransaction } = settings
  const handOver = makeHandOver({
    ...{ ledger, onPaid, onPaidInTransaction, leaseMs: settings.handOverLeaseMs, clock, logger },
    onStuck: notify('onStuck', settings.onStuck, logger),
  })
  const onReview = notify('onReview', settings.onReview, logger)
  const { latePayment, doublePayment, watchPaidForDays } = settings
  const plan = makePlan({ ...settings.sweep, watchPaidForDays })
  // Both need the other: money that is late is given back, and what is given back is asked about.
  const refundLate = (orderNumber: string): Promise<Order | undefined> => {
    const refunded = work.run(() => moneyOut.refunds.resumeOne(orderNumber)).catch(() => undefined)
    return Promise.race([refunded, clock.sleep(lateRefundPatienceMs).then(() => undefined)])
  }
  const settleParts = {
    ...{ gateway, gatewayAccount, gatewayTimeoutMs, ledger, handOver, onReview, clock, logger },
    ...{ latePayment, doublePayment, refundLate, plan },
  }
  const settle = makeSettle(settleParts)
  const moneyOut = makeMoneyOut({
    ...{ gatewayAccount, gatewayTimeoutMs, ledger, onReview, clock, logger },
    gateway: gateway.forMoneyOut,
    // What money-out asks is never held back because others ask too much.
    settle: makeSettle({ ...settleParts, gateway: gateway.forMoneyOut }),
    closedForMs: () => gateway.closedForMs('moneyOut'),
    refusal: client.moneyOutRefusal,
  })
  const { refunds } = moneyOut
  const sweep = makeSweep({
    ...{ ledger, settle, handOver, plan, gatewayAccount, gatewayTimeoutMs, logger },
    resumeRefunds: refunds.resume,
    ...settings.sweep,
    closedForMs: (door) => gateway.closedForMs(door),
  })
  const earlierOrders = makeEarlierOrders({
    settle: (orderNumber, trigger) => work.run(() => settle(orderNumber, trigger)),
    decline: (orderNumber) => work.run(() => moneyOut.decline(orderNumber)),
    ledger,
    returnUrl,
    clock,
    logger,
  })
  const openOrder = makeOpenOrder({
    ...{ gateway, gatewayAccount, gatewayTimeoutMs, ledger, plan, onReview, clock, logger, returnUrl },
    shop: settings.shop.key,
    handsOver: settings.handsOver,
    references: settings.references,
    earlierOrders,
    callbackUrl: settings.callback.dynamic ? baseUrl + callbackPath : undefined,
    capture: settings.capture,
    reuseOpenOrderForMs: settings.reuseOpenOrderForMs,
    isAllowedForm: makeFormGate(gatewaySettings.formHosts),
    closedForMs: () => gateway.closedForMs('registrations'),
  })
  const recentAnswers = makeRecentAnswers({ settle, clock })
  const { settleForOwner, settleForAnybody } = recentAnswers
  const settleCallback = makeSettleCallback(recentAnswers)
  const tickets = makeTickets(settings.secrets)
  const origins = makeOrigins(settings)
  const { admit, mayAsk } = makeLimits(settings)
  const sendToBank = makeSendToBank({
    goOn: pages.goOn,
    isPageAlways: settings.formRedirect === 'page',
    baseUrl,
    logger,
  })
  const findItem = makeCatalog(settings.catalog)
  const remarkOnItem = makeCatalogWarnings(logger)
  let isStarted = false
  let starting: Promise<void> | undefined
  const closed = new AbortController()
  const warnOfSetUp = makeSetUpWarnings({ baseUrl, isStarted: () => isStarted, logger })

  const router = routes({
    checkout: {
      async wishFor(sku, req) {
        warnOfSetUp(req)
        const item = await findItem(sku, req)
        if (item === undefined) throw new SkuNotFoundError(sku)
        followRedirect(item, sku)
        return { sku, ...parseCatalogItem(item, settings, sku, remarkOnItem) }
      },
      openOrder: (request) => work.run(() => openOrder(request)),
      admit,
      correlation,
      provenanceOf: origins.provenanceOf,
      tickets,
      sendToBank,
      sendOnUrl: baseUrl + sendOnPath,
    },
    paymentReturn: {
      async findOrder(gatewayOrderId) {
        const order = await ledger.findByGatewayOrderId(gatewayOrderId)
        if (!order) throw new OrderNotFoundError('No order of this shop has the orderId in the request.')
        return order
      },
      settle: (order, isStarter, req) =>
        work.run(async () => {
          if (isStarter) return settleForOwner(order.orderNumber, 'return')
          const settled = await settleForAnybody(order, 'return', () => mayAsk(req))
          return settled === 'too-many' ? stand(order, isOpen(order.status) ? 'silent' : 'final') : settled
        }),
      logger,
      unavailable: pages.returnUnavailable,
      correlation,
      returnUrl,
      ...orderPages(settings, pages),
    },
    paymentCallback: {
      readCallback: makeReadCallback(settings.callback),
      findOrder: (callback) => findCallbackOrder({ ledger, logger }, callback),
      settle: (order, callback, req) =>
        work.run(async () => {
          const settled = await settleCallback(order, callback, () => mayAsk(req))
          if (settled !== 'too-many') return settled
          throw new GatewayUnavailableError('Too many callbacks without a checksum: nothing was asked.')
        }),
    },
    paymentGo: {
      readTicket: (ticket) => tickets.readSendOn(ticket, clock.now()),
      findOrder: (orderNumber) => ledger.find(orderNumber),
      sendOn: (orderNumber, issuedAt) => ledger.sendOn(orderNumber, issuedAt),
      correlation,
      sendToBank,
      returnUrl,
    },
    paymentOrders: {
      findOrder: (orderNumber) => ledger.find(orderNumber),
      settle: (order) =>
        work.run(async () => {
          const settled = await settleForAnybody(order, 'return', () => Promise.resolve(true))
          return settled === 'too-many' ? stand(order, 'silent') : settled
        }),
      correlation,
      isStatusKey: tickets.isStatusKey,
    },
    origins,
    stylesheet: pages.stylesheet,
    session: correlation.session,
    errors: { pages, logger },
  })

  /** Does something with one order, unless the checkout is closed. */
  function about<Result>(verb: string, orderNumber: unknown, deed: () => Promise<Result>): Promise<Result> {
    return work.run(async () => {
      requireOrderNumber(verb, orderNumber)
      return deed()
    })
  }

  async function start(): Promise<void> {
    const isClosed = (): boolean => closed.signal.aborted
    if (isClosed()) throw new CheckoutClosedError()
    const pause = (ms: number) => pauseUntil(closed.signal, ms)
    await openLedger({ ledger, logger, elapsedMs: clock.elapsedMs, pause, isClosed })
    if (isClosed()) return
    sweep.start()
    const idleShops = await ledger.idleShops().catch(() => [])
    const { databaseUrl, shop } = settings
    logger.info(
      startLineOf({ baseUrl, gateway: gatewaySettings.url, databaseUrl, shop: shop.key, idleShops }),
      'checkout runs',
    )
  }

  const checkout: HostedCheckout = Object.assign(router, {
    start() {
      isStarted = true
      starting ??= start().catch((error: unknown) => {
        starting = undefined
        throw error
      })
      return starting
    },
    async close() {
      closed.abort()
      // What is running may still begin a hand-over.
      const ended = Promise.all([work.close(), sweep.stop()]).then(() => handOver.stop())
      await within(gatewayTimeoutMs + closePatienceMs, ended)
      await within(closePatienceMs, ledger.close())
      client.close()
    },
    reconcile: () => work.run(() => sweep.reconcile()),
    settle: (orderNumber: string) =>
      about('settle', orderNumber, async () => (await settle(orderNumber, 'settle')).order),
    async verify(query: VerifyQuery = {}) {
      requireVerifyQuery(query)
      const { since } = query
      return ledger.violations({ isHandOverWanted: handOver.isWanted, moves: everyMove, since })
    },
    handOver: (orderNumber: string) =>
      about('handOver', orderNumber, () => handOverAgain({ ledger, handOver }, orderNumber)),
    capture: (orderNumber: string, wanted: CaptureOrder = {}) =>
      about('capture', orderNumber, () => {
        requireNames('capture', wanted, ['amountMinor'])
        return moneyOut.capture(orderNumber, wanted)
      }),
    reverse: (orderNumber: string) => about('reverse', orderNumber, () => moneyOut.reverse(orderNumber)),
    refund: (orderNumber: string, wanted: RefundOrder) =>
      about('refund', orderNumber, () => {
        requireNames('refund', wanted, ['amountMinor', 'key'])
        return moneyOut.refund(orderNumber, wanted)
      }),
    decline: (orderNumber: string) => about('decline', orderNumber, () => moneyOut.decline(orderNumber)),
    orders: {
      async get(orderNumber: string) {
        requireOrderNumber('orders.get', orderNumber)
        return ledger.find(orderNumber)
      },
      find(query: OrderQuery = {}) {
        requireOrderQuery(query)
        return ledger.search(query)
      },
      async history(orderNumber: string) {
        requireOrderNumber('orders.history', orderNumber)
        return ledger.history(orderNumber)
      },
    },
  })
  return checkout as unknown as HostedCheckout<Meta>
}

/**
 * The order a callback is about, by the gateway's id; or by ours, where the answer to its registration was lost and the
 * ledger does not know the gateway's yet. An order of which only one of the two fits is not the one.
 */
async function findCallbackOrder(
  { ledger, logger }: { readonly ledger: Ledger; readonly logger: Logger },
  { gatewayOrderId, orderNumber, isSigned }: Callback,
): Promise<Order> {
  const byId = await ledger.findByGatewayOrderId(gatewayOrderId)
  const order = byId ?? (orderNumber === undefined ? undefined : await ledger.find(orderNumber))
  const isIt =
    order?.orderNumber === (orderNumber ?? order?.orderNumber) &&
    (order?.gatewayOrderId ?? gatewayOrderId) === gatewayOrderId
  if (order && isIt) return order
  if (isSigned) {
    logger.error(
      { gatewayOrderId, orderNumber },
      'the gateway tells of an order that the ledger does not have: was the ledger restored from a backup, or is it the order of another store?',
    )
  }
  throw new OrderNotFoundError('No order of this shop is the one that a callback is about.')
}

/** See `HostedCheckout.handOver`. */
async function handOverAgain(
  { ledger, handOver }: { readonly ledger: Ledger; readonly handOver: HandOver },
  orderNumber: string,
): Promise<Order> {
  if (!handOver.isWanted) throw new InvalidRequestError('There is nobody to hand over: the store has no onPaid.')
  const order = await ledger.reviveHandOver(orderNumber, 'hand-over')
  if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
  if (order.handOver === 'done') return order
  if (!isPaid(order.status)) throw new IllegalMoveError(order.status, 'handed over')
  return (
    (await handOver.run(orderNumber, { trigger: 'hand-over', isEarly: true })) ??
    (await ledger.find(orderNumber)) ??
    order
  )
}

/** The store's own pages where it has them, an address of its own where it names one, and otherwise the built-in ones. */
function orderPages(
  { success, failure, pending, successUrl, failureUrl, reviewUrl }: CheckoutSettings,
  pages: BuiltInPages,
): { success: OrderPage; failure: OrderPage; pending: OrderPage; neutral: NeutralPage } {
  const failed = failure ?? (failureUrl ? sendTo(failureUrl, 'failure') : pages.failure)
  // Whoever reads "nothing was paid" pays again: an order in review is never told of at `failureUrl`.
  const reviewed = failure ?? (reviewUrl ? sendTo(reviewUrl, 'contact-shop') : pages.failure)
  return {
    success: success ?? (successUrl ? sendTo(successUrl, 'success') : pages.success),
    failure: (order, ...rest) => (order.status === 'review' ? reviewed : failed)(order, ...rest),
    pending: pending ?? pages.pending,
    neutral: (order, outcome, req, res) => pages.neutral(neutralFor(order, outcome), req, res),
  }
}

type NeutralPage = Parameters<typeof routes>[0]['paymentReturn']['neutral']

function neutralFor(order: Order, outcome: Outcome): NeutralOutcome {
  return outcome === 'pending' ? 'pending' : neutralOutcomeOf(order)
}

/** 303, so that a reload of the store's page is the store's page again. */
function sendTo(url: string, outcome: 'success' | 'failure' | 'contact-shop'): OrderPage {
  return ({ orderNumber, reference }, _req, res) => {
    const told = new URLSearchParams({ order: orderNumber })
    if (reference !== undefined) told.set('reference', reference)
    told.set('outcome', outcome)
    res.redirect(303, `${url}${url.includes('?') ? '&' : '?'}${told.toString()}`)
  }
}

/** Which gateway and login an order belongs to, without telling the login. */
function accountOf({ gateway: { url, login } }: CheckoutSettings): GatewayAccount {
  const { host, pathname } = new URL(url)
  const name = 'user' in login ? login.user : login.token
  return `${host}${pathname}#${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

/** Calls the store's handler without letting it break the settlement that found the reason. */
function notify(
  name: 'onReview' | 'onStuck',
  handler: ((order: Order) => unknown) | undefined,
  logger: Logger,
): (order: Order) => void {
  return (order) => {
    const { orderNumber, reviewReason, handOver } = order
    logger.error({ orderNumber, reviewReason, handOver }, 'order needs a person')
    void Promise.resolve()
      // A copy: what the store does to it must not reach whoever settles the order.
      .then(() => handler?.(structuredClone(order)))
      .catch((error: unknown) => logger.error({ orderNumber, err: error }, `${name} failed`))
  }
}

async function pauseUntil(signal: AbortSignal, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))
  await Promise.race([work, patience])
  clearTimeout(timer)
}
