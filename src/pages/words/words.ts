import type { DeclineCategory, RetryAdvice } from '../../order.ts'

/**
 * What an order's page says. `tryDeclined`: the last try failed but the order is open; `unfinished`: nobody finished
 * paying.
 */
export type OrderOutcome =
  | 'paid'
  | 'held'
  | 'partiallyRefunded'
  | 'refunded'
  | 'reversed'
  | 'tryDeclined'
  | 'unfinished'
  | 'declined'
  | 'expired'
  | 'review'
  | 'pending'

/** Why a page about no particular order is shown. */
export type ErrorPageKind =
  /** The request does not have the shape its route needs. */
  | 'invalid-request'
  /** The return names an order this ledger never issued. */
  | 'order-not-found'
  /** The catalog does not know the sku. */
  | 'sku-not-found'
  /** The gateway refused the registration outright; the shop must fix its set-up. */
  | 'gateway-refused'
  /** The bank's page is on a host that is not allowed; the buyer was not sent there. */
  | 'payment-page-refused'
  /** No usable answer to the registration. The buyer never saw a payment page, so nothing can have been paid. */
  | 'gateway-unavailable'
  /** At checkout: the order could not be written, nothing was sent. */
  | 'ledger-unavailable'
  /** On return: the order could not be read, so nothing can be said about the payment. */
  | 'return-unavailable'
  | 'too-many'
  /** A page on an origin that is not allowed posted to the checkout. */
  | 'origin-refused'
  /** An address that was valid once, or for a while. */
  | 'link-gone'
  /** The shop has withdrawn the payment link. */
  | 'link-withdrawn'
  /** The time of the payment link is over. */
  | 'link-expired'
  /** The checkout request was not a person's visit. Whoever sees this page is a person, and clicks. */
  | 'not-a-visit'
  | 'closed'
  | 'internal'

/** What a page says about the money. Which page says what does not depend on the language: see the pages' tables. */
export type MoneyStatement =
  | 'taken'
  | 'reserved'
  | 'notTaken'
  | 'unknown'
  /** The gateway contradicts the ledger. */
  | 'mayBeTaken'
  /** The page cannot know what happened before it, only that it did nothing itself. */
  | 'notByThisPage'
  | 'notLost'

/** What happened, and what comes next. */
export interface Message {
  readonly title: string
  readonly next: string
}

/**
 * Every word of the pages in one language. A missing one does not compile.
 *
 * Written for a reader who is a little afraid for their money: short sentences, no jargon, no blame, and never a word
 * about lost or stolen cards or fraud.
 */
export interface Words {
  /** BCP 47 tag by which amounts, dates and waiting times are formatted. */
  readonly locale: string
  /** In which the language is written. The layout follows it. */
  readonly direction: 'ltr' | 'rtl'
  readonly money: Readonly<Record<MoneyStatement, string>>
  readonly orders: Readonly<Record<OrderOutcome, Message>>
  readonly errors: Readonly<Record<ErrorPageKind, Message>>
  /** Why the bank said no. */
  readonly reasons: Readonly<Record<DeclineCategory, string>>
  /** What would help. */
  readonly advice: Readonly<Record<RetryAdvice, string>>
  readonly facts: {
    /** The store's own number if the order has one, else ours. */
    readonly orderNumber: string
    /** Ours, beside the store's own. */
    readonly paymentNumber: string
    readonly description: string
    readonly amount: string
    readonly paid: string
    readonly reserved: string
    readonly refunded: string
    readonly date: string
    readonly card: string
    /** The issuer's. */
    readonly approvalCode: string
    readonly shop: string
    /** Follows an amount. */
    readonly notCharged: string
    /** Below the number that the shop knows the order by. */
    readonly quoteOrderNumber: string
  }
  readonly actions: {
    readonly tryAgain: string
    readonly continuePayment: string
    /** To the bank's page. */
    readonly goOn: string
    readonly checkAgain: string
    readonly backToShop: string
    /** To the shop's contact. A colon and the address or telephone number may follow. */
    readonly askUs: string
  }
  /** The page that goes on to the bank by itself. */
  readonly goingOn: Message
  /** The page of a payment link. */
  readonly link: Message
  /** On the pending page, which the browser reloads because of its `Refresh` header. */
  readonly checksByItself: string
  /** On the pending page once the browser no longer reloads it: what will happen without the buyer. */
  readonly stillUnknown: string
  /** @param when as `Intl.RelativeTimeFormat` writes it, e.g. `in 30 seconds`. */
  readonly tryAgainWhen: (when: string) => string
  /** If the browser did not start the order. */
  readonly detailsElsewhere: string
  /** At the foot of every page. */
  readonly cardDetails: string
}
