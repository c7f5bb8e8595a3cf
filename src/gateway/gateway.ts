import type { GatewayRefusedError, GatewayUnavailableError } from '../errors.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { CaptureMode, Card, Decline } from '../order.ts'

/** What the gateway is told about a new order (protocol 4 and 5). */
export interface Registration {
  /** Ours; unique per merchant for ever, because a repeated number is refused (protocol 13). */
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** `manual` holds the money (`registerPreAuth.do`), `automatic` takes it (`register.do`). */
  readonly capture: CaptureMode
  /** Absolute address the buyer comes back to, paid or not. */
  readonly returnUrl: string
  /** Where the gateway sends the callbacks of this order; undefined leaves it to the merchant's set-up. */
  readonly dynamicCallbackUrl?: string | undefined
  /** Life of the order in seconds. */
  readonly sessionTimeoutSecs: number
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly orderBundle?: JsonObject | undefined
  readonly jsonParams?: JsonObject | undefined
  readonly features?: readonly string[] | undefined
  /** The stored card to be paid with (protocol 19). */
  readonly bindingId?: string | undefined
  /** Further parameters by their names on the wire, sent as they are. */
  readonly extra?: Readonly<Record<string, string>> | undefined
}

/** One refund as the gateway lists it (protocol 7, `refunds`). */
export interface ListedRefund {
  /** The id it was asked for with; undefined for one made in the bank's portal, and where the gateway is too old to tell. */
  readonly externalRefundId: string | undefined
  /** Integer minor units of the order's currency. */
  readonly amountMinor: number | undefined
  /** Whether it went through: `actionCode` 0, or untold. */
  readonly isDone: boolean
}

/** What the gateway made of a registration. */
export interface Registered {
  readonly gatewayOrderId: string
  /** The page to send the buyer to, exactly as given. Not yet checked against the allowed hosts. */
  readonly formUrl: string
}

/** Which order is asked about. A token login can only ask by the gateway's id (protocol 2, Auth 2). */
export type OrderKey = { readonly gatewayOrderId: string } | { readonly orderNumber: string }

/**
 * Where the payment stands at the gateway, in our words (`orderStatus`, protocol 9).
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
  /** Less was approved than asked for (`partialAuthorization` PARTIAL_AMOUNT, or a value this version does not know). */
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

/** A clear no: the gateway's, or ours before anything was sent. No money moved. */
export interface Refused {
  readonly outcome: 'refused'
  /** The gateway heard nothing: no sign of life. */
  readonly isUnsent?: true
  readonly error: GatewayRefusedError
}

/** Nothing usable came back. **Unknown**, unless it `isUnsent`: money may have moved; ask, never repeat blindly. */
export interface Unavailable {
  readonly outcome: 'unavailable'
  /** Known to be as it was: the call was never sent. */
  readonly isUnsent?: true
  /** It was not sent because there was no way to the gateway, which is a sign of its silence. */
  readonly isUnreached?: true
  /** An answer came, and nobody can make anything of it: that is no silence. */
  readonly isUnreadable?: true
  readonly error: GatewayUnavailableError
}

export type RegisterAnswer = ({ readonly outcome: 'answered' } & Registered) | Refused | Unavailable

export type StatusAnswer =
  | { readonly outcome: 'answered'; readonly evidence: Evidence }
  /** The gateway says it has no such order (`errorCode` 6). */
  | { readonly outcome: 'absent' }
  | Refused
  | Unavailable

/** Of `deposit.do`, `reverse.do`, `refund.do`, `decline.do`: a call was processed, which says nothing about the money (protocol 3). */
export type Acknowledgement = { readonly outcome: 'answered' } | Refused | Unavailable

export interface CaptureRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: the gateway reads 0 as "everything" (protocol 10), so 0 cannot be said. */
  readonly amountMinor: number
  readonly currency: string
}

export interface RefundRequest {
  readonly gatewayOrderId: string
  /** Integer minor units, positive: the gateway reads 0 as "everything" (protocol 11), so 0 cannot be said. */
  readonly amountMinor: number
  readonly currency: string
  /** 1 to 32 characters. A repeat with the same id is not a second refund (protocol 11). */
  readonly externalRefundId: string
  /** Integer minor units still captured: the gateway refuses the refund where it differs (protocol 11). */
  readonly expectedDepositedMinor?: number | undefined
}

/**
 * The port to the bank: one method per verb of the redirect integration.
 *
 * Methods resolve with what is known and never reject; nothing is ever repeated by the gateway client itself.
 */
export interface Gateway {
  register(registration: Registration): Promise<RegisterAnswer>
  /** Safe to repeat. The only source of a money fact. */
  status(key: OrderKey): Promise<StatusAnswer>
  /** Moves money. Ask for the status after silence. */
  capture(request: CaptureRequest): Promise<Acknowledgement>
  /** Lets a hold go. The gateway allows one try only (protocol 10): never automatic. */
  reverse(request: { readonly gatewayOrderId: string; readonly currency: string }): Promise<Acknowledgement>
  /** Moves money. May be sent again after silence only with the same `externalRefundId`. */
  refund(request: RefundRequest): Promise<Acknowledgement>
  /** Closes an order nobody has paid (protocol 12). Never on an order whose buyer is at the issuer's page. */
  decline(request: { readonly gatewayOrderId: string; readonly orderNumber: string }): Promise<Acknowledgement>
}
