import type { JsonValue } from '../json.ts'
import type { Card, Decline } from '../order.ts'

/**
 * Where the payment stands at the gateway, in our words (`orderStatus`, BPC: status codes).
 *
 * `unrecognized` is a number this version does not know: never a yes, never a no.
 */
export type PaymentPhase =
  | 'registered'
  | 'held'
  | 'captured'
  | 'reversed'
  | 'refunded'
  | 'authenticating'
  | 'declined'
  | 'pending'
  | 'partly-captured'
  | 'unrecognized'

/** `paymentAmountInfo.paymentState` in our words. */
export type AmountState = 'created' | 'held' | 'captured' | 'declined' | 'reversed' | 'refunded' | 'unrecognized'

/** One refund as the gateway lists it (BPC: order status, `refunds`). */
export interface ListedRefund {
  /**
   * The id it was asked for with; undefined for one made in the bank's portal, and where the gateway is too old to
   * tell.
   */
  readonly externalRefundId: string | undefined
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number | undefined
  /** Whether it went through: `actionCode` 0, or untold. */
  readonly isDone: boolean
}

/**
 * What the gateway says about one order, in our words. Still only what was said: `decide` says what it means.
 *
 * A field is undefined where the gateway did not tell it, which is not the same as zero or no.
 */
export interface Evidence {
  readonly phase: PaymentPhase
  /** Result of the last try, as text with its sign: `0` approved, `-100` nobody tried yet. */
  readonly actionCode: string | undefined
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  /** Integer minor units of `currency`. */
  readonly amountMinor: number | undefined
  /** ISO 4217 alphabetic code; the bare digits where ISO has no such number, so that it equals nothing of ours. */
  readonly currency: string | undefined
  /** Integer minor units held. */
  readonly heldMinor: number | undefined
  /** Integer minor units captured and not given back since. */
  readonly depositedMinor: number | undefined
  /** Integer minor units given back. */
  readonly refundedMinor: number | undefined
  /** Every refund the gateway lists; undefined where it lists none, which does not mean that there are none. */
  readonly refunds: readonly ListedRefund[] | undefined
  readonly amountState: AmountState | undefined
  /**
   * Less was approved than asked for (`partialAuthorization` PARTIAL_AMOUNT, or a value this version does not know).
   */
  readonly isPartial: boolean
  /** The bank forced the money back. */
  readonly isChargeback: boolean
  /** What the last try's `actionCode` means for the buyer; undefined for approved, untried and untold. */
  readonly decline: Decline | undefined
  /** Nobody has tried to pay yet, or the gateway's status lags behind its redirect (`actionCode` -100). */
  readonly isUntried: boolean
  readonly paymentWay: string | undefined
  readonly card: Card | undefined
  /** The issuer's approval code. */
  readonly approvalCode: string | undefined
  readonly paidAt: Date | undefined
  /** The answer without credentials and card data, for the ledger's entry. */
  readonly redacted: JsonValue
}
