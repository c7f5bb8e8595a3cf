import { makeBank } from './bank.ts'
import type { Bank } from './bank.ts'
import { makeFigures } from './books/figures.ts'
import type { Figures } from './books/figures.ts'
import { makeSumsPass } from './books/sums-pass.ts'
import { makeBuyerDesk } from './buyer-desk.ts'
import type { BuyerDesk } from './buyer-desk.ts'
import { systemClock } from './clock.ts'
import { makeDoctor } from './doctor/doctor.ts'
import { makeHealth } from './doctor/health.ts'
import type { Health } from './doctor/health.ts'
import { makeLiveCheck } from './doctor/live.ts'
import { livesForMs } from './doctor/processes.ts'
import type { LiveCheck } from './doctor/live.ts'
import { makeFormGate } from './gateway/form-hosts.ts'
import type { Installation, PaymentAddresses } from './installation.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { LedgerProcess } from './ledger/processes.ts'
import type { Logger } from './logger.ts'
import { notify } from './notify.ts'
import type { CallbackKind } from './observations.ts'
import type { CheckoutSettings } from './options/settings.ts'
import type { Order } from './order.ts'
import { makePaymentVerbs } from './payment-verbs.ts'
import type { PaymentVerbs } from './hosted-checkout.ts'
import { makeRetentionPass } from './personal-data/retention-pass.ts'
import { makeRunningWork } from './running-work.ts'
import type { RunningWork } from './running-work.ts'
import { makeOrderSearch } from './search/order-search.ts'
import type { OrderSearch } from './search/order-search.ts'
import { makeAskNow } from './settlement/ask-now.ts'
import type { AskNow } from './settlement/ask-now.ts'
import { gatewayOf } from './settlement/gateway-account.ts'
import type { GatewayAccount } from './settlement/gateway-account.ts'
import { makeClosing } from './settlement/hand-over/closing.ts'
import type { Closing } from './settlement/hand-over/closing.ts'
import { makeDueAgain } from './settlement/hand-over-again.ts'
import { makeHandOver } from './settlement/hand-over/hand-over.ts'
import type { HandOver } from './settlement/hand-over/hand-over.ts'
import { makePlan } from './settlement/judge/plan.ts'
import { makeImportOrder } from './settlement/open-order/import-order.ts'
import type { ImportOrder } from './settlement/open-order/import-order.ts'
import { makeMoneyOut } from './settlement/money-out/money-out.ts'
import type { MoneyOut } from './settlement/money-out/money-out.ts'
import { makeEarlierOrders } from './settlement/open-order/earlier-orders.ts'
import { makeOpenOrder } from './settlement/open-order/open-order.ts'
import type { OpenOrder } from './settlement/open-order/open-order.ts'
import { makeProposedRefunds } from './settlement/money-out/proposed-refunds.ts'
import type { ProposedRefunds } from './settlement/money-out/proposed-refunds.ts'
import { makeReview } from './settlement/review/review.ts'
import type { Review } from './settlement/review/review.ts'
import { makeSettle } from './settlement/settle.ts'
import type { Settle } from './settlement/settled.ts'
import { makeSweep } from './settlement/sweep/sweep.ts'
import type { Sweep, SweepState } from './settlement/sweep/sweep.ts'
import { makeTellingSettle } from './settlement/tell-closed.ts'
import { makePresence } from './presence.ts'
import { ledgerOf } from './store-ledger.ts'
import { makeUpkeep } from './upkeep.ts'
import type { Upkeep } from './upkeep.ts'
import { makeWatching } from './telemetry/ports/watching.ts'
import type { Watching } from './telemetry/ports/watching.ts'
import { within } from './within.ts'
import type { Watch } from './watch.ts'

/** Everything that needs neither HTTP nor the catalog. */
export interface Payments {
  readonly verbs: PaymentVerbs
  readonly desk: BuyerDesk
  /** Makes goods due again, for a process without a handler. */
  readonly makeDue: (orderNumber: string, by: string | undefined) => Promise<Order>
  /** Asks the bank about one order, for a person. */
  readonly askNow: AskNow
  /** Lists of orders for a screen: pages, counts, and what a search box finds. */
  readonly orderSearch: OrderSearch
  /** What is done to the ledger by hand. */
  readonly upkeep: Upkeep
  /** Registers one unit at the bank and closes it. */
  readonly liveCheck: LiveCheck
  /** The gateway and login in use. */
  readonly gatewayAccount: GatewayAccount
  /** Whether `start` was called. */
  readonly isStarted: () => boolean
  /** Every process on the ledger that was heard of lately, of any shop. */
  readonly processes: () => Promise<readonly LedgerProcess[]>
  /** How the bank is to this process, by the kind of call. */
  readonly doors: () => Health['gateway']
  /** What the shop wants to know every morning. */
  readonly figures: Figures
  /** Refunds that one person may not make alone. */
  readonly proposedRefunds: ProposedRefunds
  /** To be called with every callback of the bank that came. */
  readonly onCallback: (kind: CallbackKind) => void
}

export type { ImportOutcome, ImportTerms, OrderToImport } from './settlement/open-order/import-order.ts'
export { namelessSku } from './settlement/open-order/take-in.ts'
export { requireAsker } from './settlement/person.ts'

/** The settings that payments read. */
export type PaymentSettings = Omit<CheckoutSettings, 'catalog' | 'failure' | 'pending' | 'success'>

/** @param addresses - public addresses of the routes that the gateway leads to. */
export function makePayments(
  given: PaymentSettings,
  addresses: PaymentAddresses,
  logger: Logger,
  { environment, observations, watch }: Installation,
): Payments {
  const watching = makeWatching({ shop: given.shop.key, logger })
  const settings = watching.handlers(given)
  const bank = makeBank(settings, { watchCall: watching.calls(settings.gateway.url), logger })
  const handsOver = (settings.onPaid ?? settings.onPaidInTransaction) !== undefined
  const sweepState = (): SweepState => settlement.sweep.state()
  const presence = observations && makePresence({ observations, handsOver, sweeps: () => sweepState() !== 'off' })
  // A command is no store.
  const ledger = watching.ledger(ledgerOf(settings, { isVisited: observations === undefined, presence, logger }))
  const work = makeRunningWork()
  const settlement = makeSettlement({ settings, addresses, bank, ledger, work, watch, watching, logger })
  const examined = {
    settings,
    environment,
    ledger,
    gateway: gatewayOf(bank.own.gatewayAccount),
    shop: settings.shop.key,
    doors: () => bank.gateway.states(),
    sweep: sweepState,
    own: () => presence?.facts(),
    ownCallbacks: () => observations?.callbackTimes(),
  }
  const { verbs, isStarted } = makePaymentVerbs({
    settings,
    gateway: bank.gateway,
    ledger,
    work,
    watch,
    logger,
    ...settlement,
    health: makeHealth(examined),
    doctor: makeDoctor(examined),
    closeBank: bank.close,
  })
  return {
    verbs: watching.verbs(verbs),
    desk: watching.desk(makeBuyerDesk({ ledger, work, logger, ...settlement })),
    makeDue: makeDueAgain(ledger),
    orderSearch: makeOrderSearch(ledger),
    ...makeChecks({ settings, bank, ledger, work }, settlement),
    upkeep: makeUpkeep({ ledger, work, bank, timeZone: settings.shop.timeZone, importOrder: settlement.importOrder }),
    isStarted,
    doors: examined.doors,
    processes: () => ledger.processes(livesForMs),
    figures: makeFigures({ ledger, timeZone: settings.shop.timeZone }),
    proposedRefunds: makeProposedRefunds(ledger, (orderNumber, wanted) =>
      work.run(() => settlement.moneyOut.refund(orderNumber, wanted)),
    ),
    gatewayAccount: bank.own.gatewayAccount,
    onCallback: watching.callbacks((kind) => observations?.noteCallback(kind)),
  }
}

/** What a person asks the bank at once. */
function makeChecks(
  { settings, bank, ledger, work }: Pick<SettlementDeps, 'settings' | 'bank' | 'ledger' | 'work'>,
  { settle, moneyOut, openOrder }: Settlement,
): Pick<Payments, 'askNow' | 'liveCheck'> {
  const askNow = makeAskNow({ settle, ...bank.own })
  const liveCheck = makeLiveCheck({
    settings,
    ledger,
    openOrder: (request) => work.run(() => openOrder(request)),
    decline: (orderNumber) => work.run(() => moneyOut.decline(orderNumber)),
    settle: async (orderNumber) => (await work.run(() => settle(orderNumber, 'settle'))).order,
  })
  return { askNow: (orderNumber) => work.run(() => askNow(orderNumber)), liveCheck }
}

interface SettlementDeps {
  readonly settings: PaymentSettings
  readonly addresses: PaymentAddresses
  readonly bank: Bank
  readonly ledger: Ledger
  readonly work: RunningWork
  readonly watch: Watch | undefined
  readonly watching: Watching
  readonly logger: Logger
}

interface Settlement {
  readonly settle: Settle
  readonly handOver: HandOver
  readonly closing: Closing
  readonly moneyOut: MoneyOut
  readonly review: Review
  readonly sweep: Sweep
  readonly openOrder: OpenOrder
  readonly importOrder: ImportOrder
}

/**
 * How long a buyer waits for the refund of a late payment, in milliseconds; the refund goes on regardless. Chosen by
 * feel.
 */
const lateRefundPatienceMs = 5_000

function makeSettlement(deps: SettlementDeps): Settlement {
  const { settings, addresses, bank, ledger, work, watch, watching, logger } = deps
  const { gateway, own } = bank
  const { timeoutMs: gatewayTimeoutMs, formHosts } = settings.gateway
  const onReview = notify('onReview', settings.onReview, logger)
  const onStuck = notify('onStuck', settings.onStuck, logger)
  const { sweep: sweepSettings, watchPaidForDays, handOverLeaseMs: leaseMs, onPaid, onPaidInTransaction } = settings
  const plan = makePlan({ ...sweepSettings, watchPaidForDays })
  const clock = systemClock
  const handOver = makeHandOver({ ledger, onPaid, onPaidInTransaction, leaseMs, onStuck, clock, logger })
  const shared = { ...own, gatewayTimeoutMs, ledger, handOver, plan, onReview, clock, logger }

  // Each needs the other: settling refunds a late payment, and a refund settles its order.
  const refundLate = (orderNumber: string): Promise<Order | undefined> =>
    within(clock, lateRefundPatienceMs, work.run(() => moneyOut.refunds.resumeOne(orderNumber)).catch(nothing))
  const settleDeps = { ...shared, ...lateMoneyOf(settings), refundLate }
  const { closing, telling } = makeClosings({ settings, bank, ledger, logger })
  const settle = watching.settle(telling(makeSettle({ ...settleDeps, gateway })))
  const moneyOut = makeMoneyOut({
    ...shared,
    gateway: gateway.forMoneyOut,
    // Money-out asks through its own door: other questions never hold it up.
    settle: watching.settle(telling(makeSettle({ ...settleDeps, gateway: gateway.forMoneyOut }))),
    closedForMs: () => gateway.closedForMs('moneyOut'),
    refusal: bank.moneyOutRefusal,
  })
  const review = makeReview({ ...shared, gateway: gateway.forMoneyOut })
  const sweep = makeSweep({
    ...shared,
    ...sweepSettings,
    settle,
    closing,
    resumeRefunds: moneyOut.refunds.resume,
    forgetOld: makeRetentionPass({ ledger, personalDays: settings.retention.personalDays, logger }),
    addUp: makeSumsPass({ ledger, logger, elapsedMs: clock.elapsedMs }),
    closedForMs: (door) => gateway.closedForMs(door),
    watch,
    aroundPasses: watching.passes,
  })
  const earlierOrders = makeEarlierOrders({
    ...shared,
    ...addresses,
    settle: (orderNumber, trigger) => work.run(() => settle(orderNumber, trigger)),
    decline: (orderNumber) => work.run(() => moneyOut.decline(orderNumber)),
  })
  const isAllowedForm = makeFormGate(formHosts)
  const opening = { ...shared, gateway, isAllowedForm, shop: settings.shop.key, ...openingOf(settings) }
  const shopKeys = [settings.shop.key, ...settings.shop.formerKeys]
  const importOrder = makeImportOrder({ ...opening, settle, shopKeys })
  const openOrder = makeOpenOrder({
    ...opening,
    ...addresses,
    handsOver: settings.handsOver,
    tellsClosed: settings.tellsClosed,
    reuseOpenOrderForMs: settings.reuseOpenOrderForMs,
    closedForMs: () => gateway.closedForMs('registrations'),
    earlierOrders,
  })
  return { settle, handOver, closing, moneyOut, review, sweep, openOrder, importOrder }
}

const nothing = (): undefined => undefined

/** How an order is opened, whoever opens it. */
function openingOf({ references, capture, gateway }: PaymentSettings) {
  return { references, capture, orderNumberForm: gateway.dialect.orderNumber }
}

/** What becomes of money that nobody waits for any more. */
function lateMoneyOf({ latePayment, doublePayment }: PaymentSettings) {
  return { latePayment, doublePayment }
}

/** Whatever settles an order that ends unpaid tells the store so. */
function makeClosings({
  settings,
  bank,
  ledger,
  logger,
}: Pick<SettlementDeps, 'settings' | 'bank' | 'ledger' | 'logger'>) {
  const { gatewayAccount } = bank.own
  const { onClosed, handOverLeaseMs: leaseMs } = settings
  const closing = makeClosing({ ledger, onClosed, leaseMs, clock: systemClock, logger })
  return { closing, telling: makeTellingSettle({ ledger, closing, gatewayAccount, logger }) }
}
