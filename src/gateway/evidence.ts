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

/** Whether money was held or taken, whatever became of it since. */
export function hadMoney(phase: PaymentPhase): boolean {
  return moneyPhases.has(phase)
}

const moneyPhases: ReadonlySet<PaymentPhase> = new Set(['held', 'captured', 'partly-captured', 'reversed', 'refunded'])

/** `paymentAmountInfo.paymentState` in our words. */
export type AmountState = 'created' | 'held' | 'captured' | 'declined' | 'reversed' | 'refunded' | 'unrecognized'

/** One refund as the gateway lists it (BPC: order status, `refunds`). */
export interface ListedRefund {
  /** The id it was requested with; undefined if it was made in the bank's portal, or the gateway is too old to say. */
  readonly externalRefundId: string | undefined
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number | undefined
  /** Whether it went through: `actionCode` is 0 or missing. */
  readonly isDone: boolean
}

/**
 * What the gateway says about one order, in our words. `decide` says what it means.
 *
 * A field is undefined if the gateway did not send it, which is not the same as zero or no.
 */
export interface Evidence {
  readonly phase: PaymentPhase
  /** Result of the last attempt, as text with its sign: `0` approved, `-100` nobody tried yet. */
  readonly actionCode: string | undefined
  readonly orderNumber: string | undefined
  readonly gatewayOrderId: string | undefined
  /** Integer minor units of `currency`. */
  readonly amountMinor: number | undefined
  /** ISO 4217 alphabetic code; the bare digits if ISO has no such number, which match no currency of ours. */
  readonly currency: string | undefined
  /** Integer minor units held. */
  readonly heldMinor: number | undefined
  /** Integer minor units captured and not refunded since. */
  readonly depositedMinor: number | undefined
  /** Integer minor units refunded. */
  readonly refundedMinor: number | undefined
  /** Every refund the gateway lists; undefined if it lists none, which does not mean that there are none. */
  readonly refunds: readonly ListedRefund[] | undefined
  readonly amountState: AmountState | undefined
  /**
   * Less was approved than requested (`partialAuthorization` PARTIAL_AMOUNT, or a value this version does not know).
   */
  readonly isPartial: boolean
  /** The bank has charged the payment back. */
  readonly isChargeback: boolean
  /** What the last attempt's `actionCode` means for the buyer; undefined if approved, untried or missing. */
  readonly decline: Decline | undefined
  /** Nobody has tried to pay yet, or the gateway's status lags behind its redirect (`actionCode` -100). */
  readonly isUntried: boolean
  readonly paymentWay: string | undefined
  readonly card: Card | undefined
  /** The issuer's approval code. */
  readonly approvalCode: string | undefined
  /** The card stored at the bank that it was paid with, or that the buyer had stored with this payment. */
  readonly bindingId: string | undefined
  readonly paidAt: Date | undefined
  /** What the shop had the bank keep with the order (`jsonParams`), by name. It proves nothing. */
  readonly merchantParams?: Readonly<Record<string, string>> | undefined
  /** The answer without credentials and card data, for the ledger's entry. */
  readonly redacted: JsonValue
}
