import type { Door } from '../gateway/door.ts'
import type { Method } from '../gateway/error-codes.ts'
import type { Trigger } from '../ledger/entry.ts'
import type { DeclineCategory, OrderStatus, ReviewReason } from '../order.ts'
import type { Standing } from '../settlement/settled.ts'

/** How an operation failed. Never a message, and never a stack: both may name what a buyer or a bank has said. */
export interface OperationError {
  /** The code of a `CheckoutError`; for anything else that was thrown, the name of its class. Fit for a label. */
  readonly type: string
  /** Whether it says no to the caller (HTTP status below 500), and nothing is broken: already paid, too many. */
  readonly isRefusal: boolean
}

/**
 * What every operation tells. The same object goes to every subscriber of one operation, and is filled in as the
 * operation goes on: `start` knows what was asked, `asyncEnd` what became of it.
 *
 * No event holds a credential, the id by which the bank's page is paid, or anything about a buyer. `orderNumber` is the
 * only id: it belongs into a trace or a log line, never into the label of a metric.
 */
export interface OperationEvent {
  /** From start to end, in milliseconds; undefined until it has ended. */
  readonly durationMs?: number
  /** Undefined unless it threw. */
  readonly error?: OperationError
}

/** A buyer wants to pay: an item of the catalog, a cart, a payment link. */
export interface CheckoutEvent extends OperationEvent {
  /** Undefined until there is one, and if none was opened. */
  readonly orderNumber?: string
  /** `reused`: the buyer was led back to an order that was open already (a double click, a back button). */
  readonly outcome?: 'opened' | 'reused'
}

/** How an order stands once the bank was asked, or once that was not needed. */
export interface SettledFacts {
  readonly status?: OrderStatus
  /** How much the bank could say. `silent` means that nobody knows more than before; it is never a no. */
  readonly standing?: Standing
  /** Whether the bank was asked for it. */
  readonly wasAsked?: boolean
  /** Whether it moved the order. */
  readonly hasMoved?: boolean
}

/** A buyer is back from the bank's page, or a page or a script asks again how the order stands. */
export interface ReturnEvent extends OperationEvent, SettledFacts {
  readonly orderNumber: string
  /** Whether its browser has proved that it started the order; others may be answered without a question. */
  readonly isStarter: boolean
}

/** The bank calls about an order of ours. Callbacks that were refused before that are only counted. */
export interface CallbackEvent extends OperationEvent, SettledFacts {
  readonly orderNumber: string
  /** Whether its checksum was verified. */
  readonly isSigned: boolean
  /** Whether nothing was asked because too many unsigned ones came (option `questionsPerMinute`). */
  readonly isTooMany?: boolean
}

/** An order is brought as far as the bank's word allows: after a return, a callback, by the sweep, by a person. */
export interface SettleEvent extends OperationEvent, SettledFacts {
  readonly orderNumber: string
  readonly trigger: Trigger
}

/** What one pass of the sweep looks after. */
export type SweepPass = 'settle' | 'hand-over' | 'closing' | 'refund' | 'retention' | 'sums'

/** One pass of the sweep, by the timer or by `reconcile()`. Most find nothing to do. */
export interface SweepEvent extends OperationEvent {
  readonly pass: SweepPass
  /** Whether it looks at everything, whatever its schedule says: a pass of `reconcile()`. */
  readonly isWhole: boolean
}

/** The store's `onPaid`, `onPaidInTransaction` or `onClosed` runs for one order. */
export interface HandOverEvent extends OperationEvent {
  readonly orderNumber: string
  readonly handler: 'onPaid' | 'onPaidInTransaction' | 'onClosed'
  /** W3C `traceparent` of the checkout that opened the order; undefined if that was not traced. */
  readonly traceParent?: string | undefined
}

/**
 * What came of a call to the bank.
 *
 * - `answered`: it was done, or the bank told how an order stands
 * - `absent`: the bank has no such order, or no such stored card in use
 * - `refused`: a clear no
 * - `unavailable`: an HTTP status other than 200, or an error that is no clear no
 * - `unreadable`: an answer that makes no sense
 * - `silent`: no complete answer in time
 * - `unsent`: it was never sent: no free connection, no way to the bank, nothing that may be sent
 */
export type GatewayOutcome = 'answered' | 'absent' | 'refused' | 'unavailable' | 'unreadable' | 'silent' | 'unsent'

/** One call to the bank, from queueing for a connection to the last byte. It never throws: see `outcome`. */
export interface GatewayEvent extends OperationEvent {
  /** As the bank spells it. */
  readonly method: Method
  /** The door it went through. */
  readonly door: Door
  /** Where it went: the root of the bank's API, and the method. */
  readonly url: string
  /** Undefined until it has ended. */
  readonly outcome?: GatewayOutcome
  /** Undefined if no answer came. */
  readonly httpStatus?: number
  /** The bank's own, if it refused. */
  readonly errorCode?: string
}

/** The operations, each with what it tells: `express-hosted-checkout:<name>`. */
export interface OperationEvents {
  readonly checkout: CheckoutEvent
  readonly return: ReturnEvent
  readonly callback: CallbackEvent
  readonly settle: SettleEvent
  readonly sweep: SweepEvent
  readonly 'hand-over': HandOverEvent
  readonly gateway: GatewayEvent
}

/** Name of an operation. */
export type OperationName = keyof OperationEvents

/** A checkout was made (`hostedCheckout`). It has sent and opened nothing yet. */
export interface OpenedEvent {
  /** Root of the bank's API. */
  readonly gatewayUrl: string
  readonly baseUrl: string
  /** Where `databaseUrl` leads, without login and parameters: as in the line of `start()`. */
  readonly ledger: string
  /** Whether `databaseUrl` is this very address, login and parameters included. */
  readonly isLedger: (databaseUrl: string) => boolean
  readonly handsOver: boolean
  /** Undefined if this process hands nothing over. */
  readonly handler: 'onPaid' | 'onPaidInTransaction' | undefined
  readonly capture: 'automatic' | 'manual'
  /** What a catalog sells that is an object; none of a function's. */
  readonly skus: readonly string[]
}

/** The listener `on` is about to be called with an entry about this order. */
export interface ListenerEvent {
  readonly orderNumber: string
}

/** What has happened to an order, as the ledger has committed it. Told by the process that did it, and by no other. */
export type OrderEvent =
  StartedEvent | MovedEvent | TryDeclinedEvent | HandedOverEvent | HandOverFailedEvent | RefundedEvent

/** What every event of an order tells. */
export interface OrderFacts {
  readonly orderNumber: string
  /** What caused it. */
  readonly trigger: Trigger
  /** Integer minor units of `currency`: what the buyer was to pay. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
}

/** An order was opened; the bank has not heard of it yet. */
export interface StartedEvent extends OrderFacts {
  readonly kind: 'started'
}

/** An order moved from one status to another. */
export interface MovedEvent extends OrderFacts {
  readonly kind: 'moved'
  readonly from: OrderStatus
  readonly to: OrderStatus
  /** Why it needs a person, if it moved to `review`. */
  readonly reviewReason?: ReviewReason | undefined
}

/** The bank said no to one try to pay. The buyer may try again while the order is `registered`. */
export interface TryDeclinedEvent extends OrderFacts {
  readonly kind: 'try-declined'
  readonly category: DeclineCategory
}

/** The goods are out, and the ledger says so. */
export interface HandedOverEvent extends OrderFacts {
  readonly kind: 'handed-over'
  /** Since the goods became due, in milliseconds. */
  readonly delayMs: number
}

/** A try to hand over failed and will be made again; `hand-over-stuck`: it will not, a person must look. */
export interface HandOverFailedEvent extends OrderFacts {
  readonly kind: 'hand-over-failed' | 'hand-over-stuck'
}

/** A refund was made, of all that was captured or a part of it. */
export interface RefundedEvent extends OrderFacts {
  readonly kind: 'refunded'
  /** Integer minor units of `currency` that this refund gave back. */
  readonly refundMinor: number
}
