import type { DeclineCategory, HandOverStatus, Order, OrderStatus } from '../order.ts'

/**
 * Which orders to find. Whatever is given must hold; what is left out restricts nothing.
 *
 * They come newest first: by when they were opened, or by when they were paid if `paidSince` or `paidUntil` is given.
 */
export interface OrderQuery {
  readonly status?: OrderStatus | readonly OrderStatus[] | undefined
  readonly handOver?: HandOverStatus | undefined
  /** Only orders in `review`, and those whose hand-over is `stuck`. */
  readonly needsPerson?: true | undefined
  readonly sku?: string | undefined
  readonly reference?: string | undefined
  /**
   * Any id of an order, exactly: its own number or the gateway's, its reference (a forgotten one too), its payment
   * link, or the key or `externalRefundId` of one of its refunds. Of several, any one. Of a key that more than a
   * thousand refunds have, the newest thousand are looked at.
   */
  readonly id?: string | readonly string[] | undefined
  /** The payment link that opened it. */
  readonly linkNumber?: string | undefined
  /** The buyer's whole address, in any case of letters. */
  readonly email?: string | undefined
  /** The last four digits of the card. */
  readonly cardEnd?: string | undefined
  /** Integer minor units of `currency`, which must be given too: 1999 is EUR 19.99, and JPY 1999. */
  readonly amountMinor?: number | undefined
  /** ISO 4217 alphabetic code, or several. */
  readonly currency?: string | readonly string[] | undefined
  /** Why the bank said no to the last try, whatever became of the order afterwards. */
  readonly declined?: DeclineCategory | undefined
  /** Opened at or after. */
  readonly since?: Date | undefined
  /** Opened before. */
  readonly until?: Date | undefined
  /** Paid at or after. */
  readonly paidSince?: Date | undefined
  /** Paid before. */
  readonly paidUntil?: Date | undefined
  /**
   * Looks at another shop on this ledger: its key, or a key under which orders were opened. Only lists take it; no verb
   * does anything about another shop's order.
   */
  readonly shop?: string | undefined
  /** Maximum number of orders. */
  readonly limit?: number | undefined
}

/** What a list holds, all of it. */
export type ListQuery = Omit<OrderQuery, 'limit'>

/** Which page of a list to read. With neither `before` nor `after`: the newest orders. */
export interface PageTerms {
  readonly query?: ListQuery | undefined
  /** A cursor from another page of the same list: the orders that follow it, older ones. */
  readonly before?: string | undefined
  /** The same for the orders that come before it, newer ones. */
  readonly after?: string | undefined
  /** Maximum number of orders, from 1 to 200. */
  readonly limit: number
}

/** One page of a list. */
export interface OrderPage {
  /** Newest first; empty on a page beyond the last, and where nothing matches. */
  readonly orders: readonly Order[]
  /** Cursor for `after`; undefined if nothing newer matches. */
  readonly newer: string | undefined
  /** Cursor for `before`; undefined if nothing older matches. */
  readonly older: string | undefined
  /**
   * Set if the page has fewer orders than its limit because so many were looked at for it that the rest is left to the
   * next one: the time down to which (or, after `after`, up to which) all were looked at. The cursor on that side goes
   * on there.
   */
  readonly lookedTo: Date | undefined
}

/** How many orders match a query, counted up to 1,000. */
export interface OrderCount {
  /** At most 1,000. */
  readonly count: number
  /**
   * Whether that is all: `none` if it is; `more` if there are more; `perhaps` if so many orders were looked at that the
   * count was left there.
   */
  readonly more: 'none' | 'more' | 'perhaps'
}
