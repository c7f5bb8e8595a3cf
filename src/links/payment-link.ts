import type { JsonValue } from '../json.ts'
import type { KeptLink, LinkQuery } from '../ledger/link-ledger.ts'
import type { CatalogItem } from '../options/catalog.ts'

/**
 * What a payment link sells: an item like a catalog's, priced now and for good. A link is paid once, so it is never
 * `repeatable`.
 */
export interface LinkItem<Meta = JsonValue | undefined> extends Omit<CatalogItem<Meta>, 'repeatable'> {
  /**
   * What it is called in the ledger, up to 255 characters on one line.
   *
   * @defaultValue 'payment-link'
   */
  readonly sku?: string | null | undefined
}

export interface LinkOptions {
  /**
   * Until when it can be paid: a time to come, at most a year from now. A page that the bank has shown by then can be
   * paid a little longer (`payWithinMs`).
   *
   * @defaultValue 30 days from now
   */
  readonly expiresAt?: Date | undefined
  /** For the staff alone, up to 2000 characters: no buyer is ever shown it. */
  readonly note?: string | undefined
}

/**
 * Whether a link can be paid.
 *
 * - `open`: it can
 * - `paid`: its money is there, or on hold, or went back since; or a person must look at its payment
 * - `withdrawn`, `expired`: no new payment can be started
 */
export const linkStates = ['open', 'paid', 'withdrawn', 'expired'] as const

/** See {@link linkStates}. */
export type LinkState = (typeof linkStates)[number]

/** A payment that the staff asks for by sending an address. */
export interface PaymentLink<Meta = JsonValue | undefined> {
  /** Unguessable. Whoever knows it can see what it is for, and pay. */
  readonly linkNumber: string
  /** The address to send. */
  readonly url: string
  readonly state: LinkState
  readonly sku: string
  /** Integer minor units of `currency`: 1999 is EUR 19.99, JPY 1999 and KWD 1.999 (ISO 4217). */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly description: string | undefined
  /** The store's own, or the number of the link. Paid once. */
  readonly reference: string
  readonly email: string | undefined
  /** The store's own JSON, kept with the order and never sent. */
  readonly metadata: Meta | undefined
  /** For the staff alone. */
  readonly note: string | undefined
  /** The order that has paid it; undefined while none has. */
  readonly orderNumber: string | undefined
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly withdrawnAt: Date | undefined
}

/** Which links to find; newest first. */
export interface PaymentLinkQuery extends LinkQuery {
  readonly state?: LinkState | readonly LinkState[] | undefined
}

/**
 * The payment links of the shop.
 *
 * Each rejects with `LedgerUnavailableError` if the ledger cannot be read or written, and with `CheckoutClosedError`
 * after `close`. A number that is not a string is an `InvalidRequestError`; a bad query a `QueryError`, which `find`
 * throws at once. No money moves.
 */
export interface PaymentLinks<Meta = JsonValue | undefined> {
  /** One link; undefined if the shop has none with this number. */
  get(linkNumber: string): Promise<PaymentLink<Meta> | undefined>
  /** Newest first, read in pages. */
  find(query?: PaymentLinkQuery): AsyncIterable<PaymentLink<Meta>>
  /**
   * Ends a link: from now on it opens no payment. A page of the bank that a buyer has open for it is closed at the
   * bank, if nobody is paying there now and the login may do so. One that is withdrawn already is unchanged; one that
   * has expired is withdrawn all the same. Resolves to the link.
   *
   * @throws CheckoutError: `CHECKOUT_LINK` if it is paid, `CHECKOUT_ORDER_NOT_FOUND` if the shop has no such link.
   *   Nothing is written then.
   */
  withdraw(linkNumber: string): Promise<PaymentLink<Meta>>
}

/** What of a kept link decides its state. */
export type StandingOfLink = Pick<KeptLink, 'linkNumber' | 'orders' | 'isExpired' | 'withdrawnAt'>
