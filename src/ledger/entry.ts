import type { JsonValue } from '../json.ts'
import type { OrderStatus } from '../order.ts'

/** What caused a change. All of them settle through one function. */
export type Trigger =
  | 'checkout'
  | 'return'
  | 'callback'
  | 'sweep'
  | 'settle'
  | 'capture'
  | 'reverse'
  | 'refund'
  | 'decline'
  | 'hand-over'
  | 'review'
  | 'resolve'
  | 'forget'
  | 'retention'
  | 'import'

/** What an entry records. */
export type EntryKind =
  /** The order was written, before the gateway was called. */
  | 'opened'
  /** The order moved from one status to another. */
  | 'moved'
  /** Something was learnt that does not move the order, e.g. a failed try. */
  | 'noted'
  /** The gateway is about to be told to capture, reverse, refund or decline; written before the call. */
  | 'capture-asked'
  | 'reverse-asked'
  | 'refund-asked'
  | 'decline-asked'
  /** It was not done: the gateway refused, or it is known not to have happened. */
  | 'capture-refused'
  | 'reverse-refused'
  | 'refund-refused'
  | 'decline-refused'
  /** An operator asked for a refund that waits for another one's yes. A yes is a `refund-asked`. */
  | 'refund-proposed'
  /** It will not be made: another operator said no, or the first took it back. */
  | 'refund-declined'
  /** Another partial refund; the status is unchanged. */
  | 'refunded'
  /** `onPaid` resolved. */
  | 'handed-over'
  /** `onPaid` threw; it will be retried. */
  | 'hand-over-failed'
  /** `onPaid` will not be retried by itself. */
  | 'hand-over-stuck'
  /** A person (or the store) has made the hand-over due again. */
  | 'hand-over-due'
  /** Nothing is owed any more: the money was refunded first. */
  | 'hand-over-withdrawn'
  /** What is personal was blanked, in the order and in the entries before this one. */
  | 'forgotten'
  /** `onClosed` resolved. */
  | 'closing-told'
  /** `onClosed` threw; it will be retried. */
  | 'closing-failed'
  /** `onClosed` will not be retried by itself. */
  | 'closing-stuck'
  /** A person has made `onClosed` due again. */
  | 'closing-due'
  /** The order is no longer one that ended unpaid: money came before `onClosed` was called. */
  | 'closing-withdrawn'

/** One line of the ledger: added, never changed, except that `forget` blanks what is personal in `detail`. */
export interface Entry {
  /** Ascending over the whole ledger. */
  readonly entryNumber: number
  readonly orderNumber: string
  readonly at: Date
  readonly kind: EntryKind
  /** The status before a move. */
  readonly from: OrderStatus | undefined
  /** The status after a move; for other kinds the status at that time. */
  readonly to: OrderStatus
  readonly trigger: Trigger
  /** What was seen: redacted evidence, a reason. Never credentials, never card data beyond the masked number. */
  readonly detail: JsonValue | undefined
  /**
   * What is captured of the order in all, as this entry leaves it, in integer minor units of its currency; undefined in
   * entries of version 0.2.0 and before, as are the two below.
   */
  readonly capturedMinor?: number | undefined
  /** The same of what is refunded. */
  readonly refundedMinor?: number | undefined
  /** The same of what the bank has charged back, while the order is in review for it. */
  readonly chargedBackMinor?: number | undefined
}
