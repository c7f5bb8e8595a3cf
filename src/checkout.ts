import { createHash } from 'node:crypto'
import type { Router } from 'express'
import { checkoutLimit } from '../middleware/checkout-limit.ts'
import { callbackPath, routes, stylesheetPath } from '../routes/index.ts'
import type { Outcome } from '../routes/payment-return.ts'
import { makeCatalog, parseCatalogItem } from './catalog.ts'
import { makeCorrelation } from './correlation/correlation.ts'
import {
  IllegalMoveError,
  InvalidRequestError,
  LedgerUnavailableError,
  OrderNotFoundError,
  SkuNotFoundError,
} from './errors.ts'
import { makeFormGate } from './form-hosts.ts'
import { guardLogger } from './guarded-logger.ts'
import { makeGateway } from './gateway/axios-gateway.ts'
import { makeBreaker } from './gateway/breaker.ts'
import { makeReadCallback } from './gateway/callbacks.ts'
import type { Callback } from './gateway/callbacks.ts'
import { makeLedger } from './ledger/kysely-ledger.ts'
import type { Entry, Ledger, OrderQuery } from './ledger/ledger.ts'
import type { Violation } from './ledger/verify.ts'
import type { Logger } from './logger.ts'
import { readOptions } from './options.ts'
import type { CheckoutOptions, CheckoutSettings, OrderPage } from './options.ts'
import { isPaid } from './order.ts'
import type { Order } from './order.ts'
import { makeBuiltInPages, neutralOutcomeOf } from './pages/index.ts'
import type { BuiltInPages, NeutralOutcome } from './pages/index.ts'
import { makeRunningWork } from './running-work.ts'
import { systemClock } from './settlement/clock.ts'
import type { GatewayAccount } from './settlement/gateway-account.ts'
import { makeHandOver } from './settlement/hand-over.ts'
import type { HandOver } from './settlement/hand-over.ts'
import { makeMoneyOut } from './settlement/money-out/money-out.ts'
import type { CaptureOrder } from './settlement/money-out/money-out.ts'
import type { RefundOrder } from './settlement/money-out/refund.ts'
import { everyMove } from './settlement/moves.ts'
import { makeOpenOrder } from './settlement/open-order.ts'
import { makePlan } from './settlement/plan.ts'
import { makePatientSettle } from './settlement/patient-settle.ts'
import { makeSetUpWarnings } from './set-up-warnings.ts'
import { startWarnings } from './start-warnings.ts'
import { makeSettle } from './settlement/settle.ts'
import { makeSweep } from './settlement/sweep.ts'
import type { SweepReport } from './settlement/sweep.ts'
import { quoted } from './visible.ts'

/**
 * Reads the ledger. Never asks the gateway.
 *
 * Each rejects with `LedgerUnavailableError` when the ledger cannot be read, and with `CheckoutClosedError` after `close`.
 */
export interface Orders {
  /** One order, or undefined where the ledger has none of this number. */
  get(orderNumber: string): Promise<Order | undefined>
  /** Newest first, read in pages: `for await (const order of checkout.orders.find({ status: 'review' }))`. */
  find(query?: OrderQuery): AsyncIterable<Order>
  /** The ledger's entries of one order, oldest first; none where the ledger has no such order. */
  history(orderNumber: string): Promise<readonly Entry[]>
}

/** The Express router, and what else a store can ask of its checkout. */
export interface HostedCheckout extends Router {
  /**
   * Starts the sweep, which looks after buyers who never come back. Idempotent. A database that is away for the moment is
   * logged and tried again.
   *
   * @throws ConfigurationError when the ledger can never be opened: its file, its driver, or a schema newer than this version.
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
  settle(orderNumber: string): Promise<Order>
  /**
   * Runs the ledger's invariants as queries: paid without hand-over, handed over without payment, refunds above what was captured,
   * two payments of one reference, orders nobody looks after, and more. Resolves to the violations, none when all is well. Reads
   * the whole ledger, changes nothing, asks nobody: for a health check once an hour, say.
   *
   * @throws LedgerUnavailableError when the ledger could not be read; CheckoutClosedError after `close`.
   */
  verify(): Promise<readonly Violation[]>
  /**
   * Runs the hand-over of a paid order again that is `stuck`, or that was paid while the store had no `onPaid`: its three days start
   * anew. One that is `due` is tried now, one that is `done` stays so, and one that runs is not started twice; while a refund of all that
   * is left is on its way, nothing goes out. Also for an order of another gateway, which the sweep leaves alone. Resolves to the order
   * as it then stands.
   *
   * @throws CheckoutError: `CHECKOUT_ILLEGAL_MOVE` for an order that is not paid, `CHECKOUT_INVALID_REQUEST` where the store has neither `onPaid` nor `onPaidInTransaction`, `CHECKOUT_ORDER_NOT_FOUND`, `CHECKOUT_LEDGER_UNAVAILABLE`, `CHECKOUT_CLOSED`.
   *   No money moves.
   */
  handOver(orderNumber: string): Promise<Order>
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
  capture(orderNumber: string, wanted?: CaptureOrder): Promise<Order>
  /**
   * Lets a hold go. Never done by itself: the gateway allows one try, and after an error no further one (protocol 10). Most banks
   * take it on the day of the hold only.
   *
   * @throws CheckoutError as {@link HostedCheckout.capture} does, without `CHECKOUT_AMOUNT`.
   */
  reverse(orderNumber: string): Promise<Order>
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
  refund(orderNumber: string, wanted: RefundOrder): Promise<Order>
  /**
   * Closes an order at the gateway that nobody has paid; resolves to it `declined`, or `expired` where its time was over. Not while
   * the buyer is at the issuer's page (protocol 12).
   *
   * @throws CheckoutError as {@link HostedCheckout.capture} does, without `CHECKOUT_AMOUNT`. No money moves.
   */
  decline(orderNumber: string): Promise<Order>
  readonly orders: Orders
}

/** How much longer than one call to the gateway `close` waits for what runs, in milliseconds. Chosen by feel. */
const closePatienceMs = 5_000

/** How long a buyer waits for the refund of a late payment, in milliseconds; it goes on all the same. Chosen by feel. */
const lateRefundPatienceMs = 5_000

/**
 * The checkout of one store: mount it with `app.use(checkout)` and call `start()` once the server listens.
 *
 * Options come from code, or from `CHECKOUT_…` variables where code gives none. Nothing is sent and nothing is opened
 * before the first request or `start()`.
 *
 * @throws ConfigurationError naming every option and variable that does not fit, and none of their secrets.
 */
export function hostedCheckout(options: CheckoutOptions): HostedCheckout {
  const settings = readOptions(options, process.env)
  const { gateway: gatewaySettings, baseUrl } = settings
  const logger = guardLogger(settings.logger)
  for (const warning of [...settings.warnings, ...startWarnings(settings, process.env)]) logger.warn({}, warning)

  const gatewayTimeoutMs = gatewaySettings.timeoutMs
  const client = makeGateway({ url: gatewaySettings.url, timeoutMs: gatewayTimeoutMs, ...gatewaySettings.login })
  const gateway = makeBreaker(client, { ...settings.breaker, onOpen: () => client.turnAway(), logger })
  const ledger = makeLedger({
    databaseUrl: settings.databaseUrl,
    logger,
    ...(settings.on ? { onEntry: settings.on } : {}),
  })
  const pages = makeBuiltInPages({ baseUrl, stylesheetPath, language: settings.language })
  const returnUrl = `${baseUrl}/payment/return`
  const gatewayAccount = accountOf(settings)
  const scope = JSON.stringify([gatewayAccount, settings.capture, gatewaySettings.formHosts])
  const correlation = makeCorrelation({ secrets: settings.secrets, baseUrl, scope, logger })
  const clock = systemClock
  const work = makeRunningWork()

  const { onPaid, onPaidInTransaction } = settings
  const handOver = makeHandOver({
    ...{ ledger, onPaid, onPaidInTransaction, leaseMs: settings.handOverLeaseMs, clock, logger },
    onStuck: notify('onStuck', settings.onStuck, logger),
  })
  const onReview = notify('onReview', settings.onReview, logger)
  const { latePayment, watchPaidForDays } = settings
  const plan = makePlan({ ...settings.sweep, watchPaidForDays })
  // Both need the other: money that is late is given back, and what is given back is asked about.
  const refundLate = (orderNumber: string): Promise<Order | undefined> => {
    const refunded = work.run(() => moneyOut.refunds.resumeOne(orderNumber)).catch(() => undefined)
    return Promise.race([refunded, clock.sleep(lateRefundPatienceMs).then(() => undefined)])
  }
  const settle = makeSettle({
    ...{ gateway, gatewayAccount, gatewayTimeoutMs, ledger, handOver, onReview, clock, logger },
    ...{ latePayment, refundLate, plan },
  })
  const moneyOut = makeMoneyOut({
    ...{ gateway, gatewayAccount, gatewayTimeoutMs, ledger, settle, onReview, clock, logger },
    refusal: client.moneyOutRefusal,
  })
  const { refunds } = moneyOut
  const sweep = makeSweep({
    ...{ ledger, settle, handOver, refunds, plan, gatewayAccount, gatewayTimeoutMs, logger },
    ...settings.sweep,
    closedForMs: () => gateway.closedForMs(),
  })
  const openOrder = makeOpenOrder({
    ...{ gateway, gatewayAccount, gatewayTimeoutMs, ledger, plan, onReview, clock, logger, returnUrl },
    shop: shopOf(settings),
    handsOver: handOver.isWanted,
    callbackUrl: settings.callback.dynamic ? baseUrl + callbackPath : undefined,
    capture: settings.capture,
    reuseOpenOrderForMs: settings.reuseOpenOrderForMs,
    isAllowedForm: makeFormGate(gatewaySettings.formHosts),
    closedForMs: () => gateway.closedForMs(),
  })
  const settlePatiently = makePatientSettle({ settle, clock })
  const findItem = makeCatalog(settings.catalog)
  let isStarted = false
  const warnOfSetUp = makeSetUpWarnings({ baseUrl, isStarted: () => isStarted, logger })

  const router = routes({
    checkout: {
      async wishFor(sku, req) {
        warnOfSetUp(req)
        const item = await findItem(sku, req)
        if (item === undefined) throw new SkuNotFoundError(sku)
        return { sku, ...parseCatalogItem(item, settings, sku) }
      },
      openOrder: (request) => work.run(() => openOrder(request)),
      admit: checkoutLimit(settings.checkoutsPerMinute),
      correlation,
    },
    paymentReturn: {
      async findOrder(gatewayOrderId) {
        const order = await ledger.findByGatewayOrderId(gatewayOrderId)
        if (!order) throw new OrderNotFoundError('No order of this shop has the orderId in the request.')
        return order
      },
      settle: (orderNumber) => work.run(() => settlePatiently(orderNumber, 'return')),
      logger,
      unavailable: pages.returnUnavailable,
      correlation,
      returnUrl,
      ...orderPages(settings, pages),
    },
    paymentCallback: {
      readCallback: makeReadCallback(settings.callback),
      findOrder: (callback) => findCallbackOrder({ ledger, logger }, callback),
      settle: (orderNumber) => work.run(() => settlePatiently(orderNumber, 'callback')),
    },
    stylesheet: pages.stylesheet,
    session: correlation.session,
    errors: { pages, logger },
  })

  return Object.assign(router, {
    async start() {
      isStarted = true
      await openOrLater(ledger, logger)
      sweep.start()
    },
    async close() {
      // What is running may still begin a hand-over.
      const ended = Promise.all([work.close(), sweep.stop()]).then(() => handOver.stop())
      await within(gatewayTimeoutMs + closePatienceMs, ended)
      await within(closePatienceMs, ledger.close())
      client.close()
    },
    reconcile: () => work.run(() => sweep.reconcile()),
    settle: (orderNumber: string) => work.run(async () => (await settle(orderNumber, 'settle')).order),
    verify: () => ledger.violations({ isHandOverWanted: handOver.isWanted, moves: everyMove }),
    handOver: (orderNumber: string) => work.run(() => handOverAgain({ ledger, handOver }, orderNumber)),
    capture: (orderNumber: string, wanted?: CaptureOrder) => work.run(() => moneyOut.capture(orderNumber, wanted)),
    reverse: (orderNumber: string) => work.run(() => moneyOut.reverse(orderNumber)),
    refund: (orderNumber: string, wanted: RefundOrder) => work.run(() => moneyOut.refund(orderNumber, wanted)),
    decline: (orderNumber: string) => work.run(() => moneyOut.decline(orderNumber)),
    orders: {
      get: (orderNumber: string) => ledger.find(orderNumber),
      find: (query: OrderQuery = {}) => ledger.search(query),
      history: (orderNumber: string) => ledger.history(orderNumber),
    },
  })
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
  { success, failure, pending, successUrl, failureUrl }: CheckoutSettings,
  pages: BuiltInPages,
): { success: OrderPage; failure: OrderPage; pending: OrderPage; neutral: NeutralPage } {
  return {
    success: success ?? (successUrl ? sendTo(successUrl) : pages.success),
    failure: failure ?? (failureUrl ? sendTo(failureUrl) : pages.failure),
    pending: pending ?? pages.pending,
    neutral: (order, outcome, req, res) => pages.neutral(neutralFor(order, outcome), req, res),
  }
}

type NeutralPage = Parameters<typeof routes>[0]['paymentReturn']['neutral']

function neutralFor(order: Order, outcome: Outcome): NeutralOutcome {
  return outcome === 'pending' ? 'pending' : neutralOutcomeOf(order)
}

/** 303, so that a reload of the store's page is the store's page again. */
function sendTo(url: string): OrderPage {
  return (order, _req, res) => {
    const separator = url.includes('?') ? '&' : '?'
    res.redirect(303, `${url}${separator}order=${encodeURIComponent(order.orderNumber)}`)
  }
}

/** Which gateway and login an order belongs to, without telling the login. */
function accountOf({ gateway: { url, login } }: CheckoutSettings): GatewayAccount {
  const { host, pathname } = new URL(url)
  const name = 'user' in login ? login.user : login.token
  return `${host}${pathname}#${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

/** Whose orders these are: the host and path of the shop's public address. */
function shopOf({ baseUrl }: CheckoutSettings): string {
  const { host, pathname } = new URL(baseUrl)
  return `${host}${pathname === '/' ? '' : pathname}`
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

/** A database that is away for the moment must not end the process: every verb opens it again by itself. */
async function openOrLater(ledger: Ledger, logger: Logger): Promise<void> {
  try {
    await ledger.open()
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error
    logger.error({ code: error.code, reason: error.message }, 'ledger cannot be reached yet, the sweep tries again')
  }
}

async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))
  await Promise.race([work, patience])
  clearTimeout(timer)
}
