import type { ThreeDSecure } from './cards.ts'

/** The `orderStatus` values the sandbox uses (BPC: status codes). */
export type BankOrderStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface BankRegistration {
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amount: number
  /** ISO 4217 numeric code as text, with leading zeros. */
  readonly currency: string
  /** Registered with `registerPreAuth.do`: the money is held, not captured. */
  readonly isTwoPhase: boolean
  /** `features=VERIFY`: the card is checked, nothing is charged, success ends as reversed (BPC: extra data). */
  readonly isVerification: boolean
  readonly returnUrl: string
  readonly failUrl: string | undefined
  readonly dynamicCallbackUrl: string | undefined
  readonly description: string
  readonly language: string
  readonly ip: string | undefined
  readonly email: string | undefined
  /** The merchant's own id of the buyer: the card may be stored for it (BPC: stored cards). */
  readonly clientId: string | undefined
  /** The stored card that alone may pay it; the page asks only for its security code (BPC: stored cards). */
  readonly bindingId: string | undefined
  /** `features=FORCE_CREATE_BINDING`: the card is stored without asking the buyer (BPC: extra data). */
  readonly storesCardUnasked: boolean
  readonly merchantParams: Readonly<Record<string, string>>
  /** The cart, as sent. */
  readonly orderBundle: Readonly<Record<string, unknown>> | undefined
  readonly expiresAt: Date
}

/** What the bank stores about a card. Never the number. */
export interface BankCard {
  readonly maskedNumber: string
  /** YYYYMM as text. */
  readonly expiration: string
  readonly cardholderName: string
  readonly brand: string | undefined
}

export interface BankRefund {
  readonly at: Date
  /** Integer minor units. */
  readonly amount: number
  readonly externalRefundId: string | undefined
  readonly referenceNumber: string
  readonly approvalCode: string
}

/** One order at the bank. Immutable: every change makes a new version. */
export interface BankOrder extends BankRegistration {
  readonly gatewayOrderId: string
  readonly registeredAt: Date
  readonly orderStatus: BankOrderStatus
  /** Result of the last attempt; -100 before any. */
  readonly actionCode: number
  readonly failedTriesCount: number
  /** From the last attempt. */
  readonly card: BankCard | undefined
  /** Whether the card of the last attempt is to be stored once it is approved. */
  readonly isCardToBeStored: boolean
  /** The stored card of the last attempt, or the one stored with it. */
  readonly cardBindingId: string | undefined
  /** What the issuer's page expects while `orderStatus` is 5. */
  readonly challenge: { readonly protocol: ThreeDSecure; readonly code: string } | undefined
  /** The QR code of the last attempt (SBP). That attempt had no card. */
  readonly qrcId: string | undefined
  /** What the buyer's bank will say to a payment by QR code, and when, while `orderStatus` is 7. */
  readonly awaited: { readonly isConfirmed: boolean; readonly until: Date } | undefined
  /** Integer minor units authorised. */
  readonly approvedAmount: number
  /** Integer minor units captured and not refunded (BPC: order status). */
  readonly depositedAmount: number
  /** Integer minor units refunded so far. */
  readonly refundedAmount: number
  readonly refunds: readonly BankRefund[]
  /** The cardholder's bank took the money back (BPC: order status, `chargeback`). The amounts stay as they were. */
  readonly isChargedBack: boolean
  /** A reversal was attempted, successfully or not. There is no second one (BPC: capture and reversal). */
  readonly isReversalSpent: boolean
  /** A refund was attempted, successfully or not. Some banks have no second one (BPC: gateways). */
  readonly isRefundSpent: boolean
  readonly authorisedAt: Date | undefined
  readonly approvalCode: string | undefined
  readonly referenceNumber: string | undefined
  readonly depositedAt: Date | undefined
  readonly reversedAt: Date | undefined
  /** When the merchant said that it has heard of the payment. Some banks insist on it (BPC: gateways). */
  readonly acknowledgedAt: Date | undefined
}

/** How the bank refuses a call. `errorCode` is text, as real gateways send it. */
export interface BankRefusal {
  readonly errorCode: string
  readonly errorMessage: string
}

/** What a callback reports (BPC: callbacks). */
export type BankOperation = 'approved' | 'deposited' | 'reversed' | 'refunded' | 'declinedByTimeout' | 'bindingCreated'

/**
 * The outcome of an attempt on the page. `pending`: the buyer's bank has not told yet; `closed`: the order cannot be
 * paid.
 */
export type TryOutcome = 'approved' | 'challenge' | 'declined' | 'pending' | 'closed'

export interface BankRefundRequest {
  /** Integer minor units; 0 means all that is left (BPC: refunds). */
  readonly amount: number
  readonly externalRefundId?: string | undefined
  readonly expectedDepositedAmount?: number | undefined
}

export const unknownOrder: BankRefusal = { errorCode: '6', errorMessage: 'No such order' }

export function isRefusal(answer: object): answer is BankRefusal {
  return 'errorCode' in answer
}

/** Whether the order can be paid by QR code: at once, and with whatever account the buyer chooses (SBP C2B). */
export function isCodeTaken({ orderStatus, isTwoPhase, isVerification, bindingId }: BankOrder): boolean {
  return orderStatus === 0 && !isTwoPhase && !isVerification && bindingId === undefined
}

/** Whether the order is unpaid and can still be paid: registered (0), or at the issuer's page (5). */
export function isOpen(order: Pick<BankOrder, 'orderStatus'>): boolean {
  return order.orderStatus === 0 || order.orderStatus === 5
}
