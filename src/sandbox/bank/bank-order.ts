import type { ThreeDSecure } from './cards.ts'

/** `orderStatus` as far as the sandbox uses it (BPC: status codes). */
export type BankOrderStatus = 0 | 1 | 2 | 3 | 4 | 5 | 6

export interface BankRegistration {
  readonly orderNumber: string
  /** Integer minor units of `currency`. */
  readonly amount: number
  /** ISO 4217 numeric code as text, leading zero included. */
  readonly currency: string
  /** Registered with `registerPreAuth.do`: the money is held, not taken. */
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
  readonly merchantParams: Readonly<Record<string, string>>
  /** The cart, as it was sent. */
  readonly orderBundle: Readonly<Record<string, unknown>> | undefined
  readonly expiresAt: Date
}

/** What the bank keeps of a card. Never the number. */
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

/** One order as it stands at the bank. Immutable: every change is a new version. */
export interface BankOrder extends BankRegistration {
  readonly gatewayOrderId: string
  readonly registeredAt: Date
  readonly orderStatus: BankOrderStatus
  /** Result of the last try; -100 before any. */
  readonly actionCode: number
  readonly failedTriesCount: number
  /** Of the last try. */
  readonly card: BankCard | undefined
  /** What the issuer's page waits for while `orderStatus` is 5. */
  readonly challenge: { readonly protocol: ThreeDSecure; readonly code: string } | undefined
  /** Integer minor units held at the authorisation. */
  readonly approvedAmount: number
  /** Integer minor units captured and not given back (BPC: order status). */
  readonly depositedAmount: number
  /** Integer minor units given back in all refunds. */
  readonly refundedAmount: number
  readonly refunds: readonly BankRefund[]
  /** A reversal was tried, well or badly: there is no second one (BPC: capture and reversal). */
  readonly isReversalSpent: boolean
  readonly authorisedAt: Date | undefined
  readonly approvalCode: string | undefined
  readonly referenceNumber: string | undefined
  readonly depositedAt: Date | undefined
  readonly reversedAt: Date | undefined
}

/** The bank's no to a call: `errorCode` as text, the way real gateways send it. */
export interface BankRefusal {
  readonly errorCode: string
  readonly errorMessage: string
}

/** What a callback tells about (BPC: callbacks). */
export type BankOperation = 'approved' | 'deposited' | 'reversed' | 'refunded' | 'declinedByTimeout'

/** What became of a card presented on the page. `closed`: the order takes no payment. */
export type TryOutcome = 'approved' | 'challenge' | 'declined' | 'closed'

export interface BankRefundRequest {
  /** Integer minor units; 0 means everything that is left (BPC: refunds). */
  readonly amount: number
  readonly externalRefundId?: string | undefined
  readonly expectedDepositedAmount?: number | undefined
}

export const unknownOrder: BankRefusal = { errorCode: '6', errorMessage: 'No such order' }

export function isRefusal(answer: object): answer is BankRefusal {
  return 'errorCode' in answer
}

/** Nobody has paid and somebody still may: not paid (0), or at the issuer's page (5). */
export function isOpen(order: Pick<BankOrder, 'orderStatus'>): boolean {
  return order.orderStatus === 0 || order.orderStatus === 5
}
