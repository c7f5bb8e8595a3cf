import type { JsonValue } from './json.ts'

/**
 * Where an order stands.
 *
 * - `registering`: in the ledger, not yet known to be at the gateway
 * - `unknown`: the gateway gave no usable answer to the registration; it is asked again, never read as a decline
 * - `registered`: at the gateway, not paid; the buyer may pay, even after a failed try
 * - `held`: money reserved, not moved (manual capture)
 * - `paid`: money captured
 * - `partially_refunded`, `refunded`: captured money given back
 * - `reversed`: a hold released before capture; no money moved
 * - `declined`: the bank said no for good
 * - `expired`: nobody paid in time
 * - `review`: the gateway contradicts the ledger; a person must look
 */
export const orderStatuses = [
  'registering',
  'unknown',
  'registered',
  'held',
  'paid',
  'partially_refunded',
  'refunded',
  'reversed',
  'declined',
  'expired',
  'review',
] as const

/** See {@link orderStatuses}. */
export type OrderStatus = (typeof orderStatuses)[number]

/** Whether captured money is left, all or part of it: goods are owed for it, and it can be refunded. */
export function isPaid(status: OrderStatus): boolean {
  return status === 'paid' || status === 'partially_refunded'
}

/** The state of the hand-over: `due` until `onPaid` has resolved once, `stuck` once it is no longer tried. */
export const handOverStatuses = ['none', 'due', 'done', 'stuck'] as const

/** See {@link handOverStatuses}. */
export type HandOverStatus = (typeof handOverStatuses)[number]

/** Whether an order came to an end without money: what was reserved for it may be sold again. */
export function isEndedUnpaid(status: OrderStatus): boolean {
  return status === 'declined' || status === 'expired' || status === 'reversed'
}

/**
 * Whether the store is told that an order ended unpaid (`onClosed`): `owed` while it may still end so, `due` once it
 * has, until `onClosed` has resolved once (`done`) or is no longer tried (`stuck`). `none` for an order that was opened
 * without `onClosed`.
 */
export const closingStatuses = ['none', 'owed', 'due', 'done', 'stuck'] as const

/** See {@link closingStatuses}. */
export type ClosingStatus = (typeof closingStatuses)[number]

/** Whether the money is taken at once or held first and captured later. */
export type CaptureMode = 'automatic' | 'manual'

/** Why the bank said no, as a closed set (the categories of the action codes). */
export const declineCategories = [
  'declined-by-issuer',
  'insufficient-funds',
  'card-problem',
  'authentication-failed',
  'fraud-limit',
  'timeout-or-expired',
  'technical',
  'cancelled-by-customer',
  'unknown',
] as const

/** See {@link declineCategories}. */
export type DeclineCategory = (typeof declineCategories)[number]

/** What would help a buyer whose payment was declined. */
export type RetryAdvice =
  | 'none'
  | 'same-card-with-corrected-data'
  | 'same-card-again'
  | 'other-card'
  | 'later'
  | 'new-order'
  | 'contact-card-issuer'
  | 'contact-merchant'
  | 'wait'

/**
 * Why an order needs a person: how the gateway's answer contradicts the ledger, that there was none, or that somebody
 * asked for it (`put-in-review`).
 */
export const reviewReasons = [
  'action-code-is-not-0',
  'order-number-is-missing',
  'order-number-differs',
  'gateway-order-id-differs',
  'amount-differs',
  'currency-differs',
  'held-amount-differs',
  'deposited-amount-differs',
  'refunded-amount-is-not-0',
  'partial-authorisation',
  'payment-state-differs',
  'chargeback',
  'declined-but-deposited',
  'declined-after-hold',
  'refunded-in-part-before-hand-over',
  'gateway-order-id-is-of-another-order',
  'no-final-word-a-day-after-expiry',
  'unreadable-a-day-after-expiry',
  'payment-not-acknowledged',
  'late-payment',
  'reference-already-paid',
  'refund-of-unknown-amount',
  'paid-then-denied',
  'put-in-review',
] as const

/** See {@link reviewReasons}. */
export type ReviewReason = (typeof reviewReasons)[number]

/**
 * The key of the refund that `latePayment: 'refund'` makes, one per order. A store's keys have no space, so the space
 * in this one keeps it apart.
 */
export const lateRefundKey = 'late payment'

/** The reason in an entry that only says that the gateway has no such order. */
export const absentAtTheGateway = 'absent-at-the-gateway'

/** The bank's no to the last try. On an order that is still `registered` the buyer may try again. */
export interface Decline {
  /** The gateway's `actionCode`, as text with its sign. */
  readonly actionCode: string
  readonly category: DeclineCategory
  /** English, fit for the buyer: never says lost, stolen or fraud. */
  readonly text: string
  /** Whether another try can help at all. */
  readonly canRetry: boolean
  readonly advice: RetryAdvice
}

/** What may be kept of a card. Never the number. */
export interface Card {
  /** First six and last four digits at most, e.g. `411111**1111`. */
  readonly maskedNumber: string | undefined
  /** As the gateway names it, e.g. `VISA`. */
  readonly brand: string | undefined
}

/**
 * What a buyer agreed to pay for. Immutable: a change is a new value from the ledger.
 *
 * @typeParam Meta - what the store keeps with its orders, see `hostedCheckout`.
 */
export interface Order<Meta = JsonValue | undefined> {
  /** Ours, unguessable, safe to show. The gateway's own identifier is `gatewayOrderId`. */
  readonly orderNumber: string
  /** The gateway's identifier (its `orderId`, elsewhere `mdOrder`), once it registered the order. */
  readonly gatewayOrderId: string | undefined
  /** The gateway's page for paying an open order; undefined once nobody should pay any more. */
  readonly formUrl: string | undefined
  readonly sku: string
  /** The store's own order or cart id; once forgotten, a digest that only this ledger can recognise. */
  readonly reference: string | undefined
  readonly description: string | undefined
  /**
   * The store's own JSON, kept with the order and never sent; undefined if the item had none, or it has been blanked
   * since.
   */
  readonly metadata: Meta | undefined
  /** Integer minor units of `currency`: 1999 is EUR 19.99, JPY 1999 and KWD 1.999 (ISO 4217). */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** For the gateway's page and ours, as the catalog gave it. The gateway got two letters of it, or nothing. */
  readonly language: string | undefined
  readonly capture: CaptureMode
  /** The gateway and login the order was registered with: a live gateway never settles an order of a test gateway. */
  readonly gatewayAccount: string
  /**
   * Integer minor units of `currency` that `capture` has asked the gateway for, written before the call; undefined
   * until then, and again once the gateway has refused.
   */
  readonly capturingMinor: number | undefined
  /** Integer minor units of `currency` captured so far: less than `amountMinor` after a partial capture. */
  readonly capturedMinor: number
  /** Integer minor units of `currency` refunded so far; never more than `capturedMinor`. */
  readonly refundedMinor: number
  readonly status: OrderStatus
  readonly handOver: HandOverStatus
  /** Why the bank said no to the last try. */
  readonly decline: Decline | undefined
  /** Why the order needs a person, when `status` is `review`. */
  readonly reviewReason: ReviewReason | undefined
  /** The gateway's word for how it was paid, e.g. `CARD`, `APPLE_PAY`. */
  readonly paymentWay: string | undefined
  readonly card: Card | undefined
  /** The issuer's approval code, if the gateway gives one. */
  readonly approvalCode: string | undefined
  /** The buyer's, as the catalog gave it. */
  readonly email: string | undefined
  /** The store's own id of the buyer. */
  readonly clientId: string | undefined
  /**
   * The card stored at the bank that it is paid with: as its item named it, or as the bank told it once paid. If the
   * item named none, the buyer had the card stored with this very payment, or chose one on the bank's page.
   */
  readonly bindingId: string | undefined
  /**
   * Whose order it is (option `shop.key`); undefined for an order from version 0.1.0 that no shop has taken over yet.
   */
  readonly shop: string | undefined
  /**
   * Whether goods are to be handed over once it is paid, written when it was opened; undefined for an order from
   * version 0.1.0, where the process that settles it decides.
   */
  readonly handsOver: boolean | undefined
  /** Whether its `reference` is just a label that may be paid more than once. */
  readonly isRepeatable: boolean
  /** The path on the store's own site that "try again" leads to; undefined for `/checkout/:sku`, or its link. */
  readonly again: string | undefined
  /** The payment link it was opened by. */
  readonly linkNumber: string | undefined
  /**
   * W3C `traceparent` of the checkout that opened it, so that work of later can be linked to it; undefined if that was
   * not traced. Says nothing about the buyer, and is blanked with what does: a trace may.
   */
  readonly traceParent?: string | undefined
  /** Where its item has its buyer sent once it is paid or held, whatever browser comes back. */
  readonly successUrl?: string | undefined
  /** The same where nothing was taken, or all of it went back; never while it is in review. */
  readonly failureUrl?: string | undefined
  /** Whether `onClosed` is owed, was called, or is no longer tried. */
  readonly closing: ClosingStatus
  readonly createdAt: Date
  /** When the gateway stops taking a payment for the order. */
  readonly expiresAt: Date
  readonly paidAt: Date | undefined
  /**
   * When the browser that started it first came back from the bank's page; undefined if it never did, or the order is
   * of a version that did not look. It says nothing about money.
   */
  readonly returnedAt?: Date | undefined
  /** When what is personal was last blanked (`forget`, `retention.personalDays`); undefined if it never was. */
  readonly forgottenAt?: Date | undefined
}

/** What may change about an order besides its status. A field that is absent stays unchanged. */
export interface OrderChanges {
  readonly gatewayOrderId?: string
  readonly formUrl?: string | undefined
  readonly capturedMinor?: number
  readonly refundedMinor?: number
  readonly decline?: Decline | undefined
  readonly reviewReason?: ReviewReason | undefined
  readonly paymentWay?: string | undefined
  readonly card?: Card | undefined
  readonly approvalCode?: string | undefined
  readonly bindingId?: string | undefined
  readonly paidAt?: Date | undefined
}
