/**
 * What a store imports.
 *
 * @module express-hosted-checkout
 */

// First: a Node that is too old gets a clear error, before anything else fails in it.
import './node-floor.ts'

export { hostedCheckout } from './checkout.ts'
export type { BegunOrder, HostedCheckout, Orders, PaymentVerbs, VerifyQuery } from './hosted-checkout.ts'

// What a store passes in.
export type { CheckoutOptions, OrderPage } from './options/checkout-options.ts'
export type {
  BreakerOptions,
  CallbackOptions,
  GatewayOptions,
  RetentionOptions,
  ShopOptions,
  SweepOptions,
} from './options/option-groups.ts'
export type { Catalog, CatalogAnswer, CatalogItem } from './options/catalog.ts'
export type { RedirectAnswer } from './options/catalog-redirect.ts'
export type { CartItem } from './options/cart.ts'
export type { LinkItem, LinkOptions } from './links/payment-link.ts'
export type { Action, AmountLimit, Authorize, BackOfficeOptions, Operator } from './back-office/operator.ts'
export type { Logger } from './logger.ts'

// What a store gets back.
export { closingStatuses, handOverStatuses, orderStatuses, reviewReasons } from './order.ts'
export type {
  CaptureMode,
  Card,
  ClosingStatus,
  Decline,
  DeclineCategory,
  HandOverStatus,
  Order,
  OrderStatus,
  RetryAdvice,
  ReviewReason,
} from './order.ts'
export type { OnClosed } from './settlement/hand-over/closing.ts'
export type { HandOverContext, OnPaid, OnPaidInTransaction } from './settlement/hand-over/handlers.ts'
export type { Violation, ViolationCode } from './ledger/violations.ts'
export type { PaidTransaction } from './ledger/store-transaction.ts'
export type { Asker } from './settlement/asker.ts'
export type { CaptureOrder } from './settlement/money-out/money-out.ts'
export type { RefundOrder } from './settlement/money-out/refund.ts'
export type { Resolution } from './settlement/judge/judge-resolution.ts'
export type { ByPerson } from './settlement/person.ts'
export type { ResolveOrder } from './settlement/review/resolve.ts'
export { once } from './once.ts'
export type { KeyTable } from './once.ts'
export type { LatePayment } from './settlement/judge/late-payment.ts'
export type { Entry, EntryKind, Trigger } from './ledger/entry.ts'
export type { OrderHistory } from './ledger/order-ledger.ts'
export type { OrderQuery } from './ledger/order-query.ts'
export type { LinkState, PaymentLink, PaymentLinkQuery, PaymentLinks } from './links/payment-link.ts'
export type { RemovedCard, StoredCard, StoredCards } from './stored-cards.ts'
export type { ReconcileTerms, SweepReport } from './settlement/sweep/sweep-report.ts'
export type { JsonObject, JsonValue } from './json.ts'

export type { DaySheetQuery, DaySheetRow } from './books/day-sheet.ts'
export type { ForgottenField, KeptReason } from './ledger/forget-ledger.ts'
export type {
  BlankedLink,
  BlankedOrder,
  ForgetQuery,
  ForgetReport,
  KeptBackLink,
  KeptOrder,
} from './personal-data/forget-orders.ts'
export type { Finding, FindingCode } from './doctor/finding.ts'
export type { Health } from './doctor/health.ts'
export type { Explanation, MayDo } from './explain/explanation.ts'
export type { ExplainedAction } from './explain/words/may-do.ts'

// What is told on the channels of `node:diagnostics_channel`: docs/watching.md.
export type {
  CallbackEvent,
  CheckoutEvent,
  GatewayEvent,
  GatewayOutcome,
  HandOverEvent,
  OperationError,
  OperationEvent,
  OperationEvents,
  OperationName,
  OrderEvent,
  ReturnEvent,
  SettleEvent,
  SweepEvent,
  SweepPass,
} from './telemetry/events.ts'
export type { Standing } from './settlement/settled.ts'

// For a store's own pages: an amount as a buyer reads it.
export { formatMoney, toMajorUnits, toMinorUnits } from './money.ts'

// For receipts: the lines of a cart with sums that the bank accepts.
export { toOrderBundle } from './order-bundle.ts'
export type { CartItems, FiscalCart, OrderBundle } from './order-bundle.ts'
export type { FiscalLine } from './fiscal-line.ts'

// What can be thrown. Test `error.code`; docs/errors.md says what to do about each.
export {
  AlreadyPaidError,
  CallbackRefusedError,
  CatalogItemError,
  CatalogRedirectError,
  CheckoutClosedError,
  CheckoutError,
  ConfigurationError,
  GatewayRefusedError,
  GatewayResponseError,
  GatewayUnavailableError,
  IllegalMoveError,
  InvalidAmountError,
  InvalidRequestError,
  LedgerUnavailableError,
  LinkGoneError,
  NotAVisitError,
  OrderBusyError,
  OrderNotFoundError,
  OriginRefusedError,
  QueryError,
  SkuNotFoundError,
  TooManyCheckoutsError,
} from './errors.ts'
export type { CheckoutErrorCode } from './error-codes.ts'
export type { LinkGoneReason } from './errors.ts'
