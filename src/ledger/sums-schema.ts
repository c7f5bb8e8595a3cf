import type { Generated } from 'kysely'

/** The orders that were opened in a quarter of an hour in one currency, and the money that moved in it. */
export interface SumTable {
  /** Key under which the orders were opened; empty text in those of version 0.1.0. */
  shop: string
  /** Whole quarters of an hour since 1970, in UTC: the days of any zone begin with one. */
  quarter_hour: number
  currency: string
  /** On a server there are a few rows of each, so that orders that are written at once seldom wait for another. */
  slot: number
  /** How many were opened, but for those that were taken over from another program, which none of these count. */
  started: Generated<number>
  /** How many of them came back from the bank, were paid, and were handed over, whenever that was. */
  returned: Generated<number>
  paid: Generated<number>
  handed_over: Generated<number>
  /** How many of them, never paid, are in each of these statuses now. */
  held: Generated<number>
  declined: Generated<number>
  expired: Generated<number>
  reversed: Generated<number>
  in_review: Generated<number>
  /** `refunded`: the money came and went before anybody saw it. */
  given_back: Generated<number>
  /** How many orders became paid, and what was captured of them by then. */
  paid_count: Generated<number | string>
  paid_minor: Generated<number | string>
  captured_minor: Generated<number | string>
  /** How many refunds there were, and of how much. */
  refund_count: Generated<number | string>
  refunded_minor: Generated<number | string>
  /** Negative where the bank gave more back than it took. */
  charged_back_minor: Generated<number | string>
}

/** How often the bank said no, by quarter of an hour and category. */
export interface DeclineSumTable extends Pick<SumTable, 'shop' | 'quarter_hour' | 'slot'> {
  category: string
  tries: Generated<number>
}

/**
 * Entries whose money is not in the sums: it cannot be told without the whole history of their order, because version
 * 0.2.0 has written some of it.
 */
export interface AsideTable extends Pick<SumTable, 'shop' | 'quarter_hour'> {
  entry_number: number | string
  order_number: string
}

/** One row: how far the entries that were there before the sums have been added up. */
export interface SumsStateTable {
  id: number
  /** Entries up to this number are still to be added, newest first; 0 if none is. */
  left_to: number | string
  /** When the newest of them was written. */
  left_at: Date | string | null
  /** When the last entry was written before anybody counted returns and declines; null if the ledger was empty. */
  counted_since: Date | string | null
}
