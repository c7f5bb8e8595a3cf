import type { Order } from '../order.ts'
import type { BookedOrder, BookPeriod, OrderMoney } from './books.ts'

/** How far a zone's clocks are ahead of UTC, and until when. */
export interface ZoneOffset {
  readonly until: Date
  /** In milliseconds; a multiple of a quarter of an hour. */
  readonly offsetMs: number
}

/** Which time is summed up, and by whose days. */
export interface SumsPeriod extends BookPeriod {
  /** By time; the last one holds to the end of the period, whatever its `until`. */
  readonly offsets: readonly ZoneOffset[]
}

/** Orders, counted where they were opened. */
export interface OpenedSums {
  /** How many were opened, but for those that were imported, which none of these count. */
  readonly started: number
  /** How many of them came back from the bank, were paid, and were handed over, whenever that was. */
  readonly returned: number
  readonly paid: number
  readonly handedOver: number
  /** How many of them, never paid, are in each of these statuses now. */
  readonly held: number
  readonly declined: number
  readonly expired: number
  readonly reversed: number
  readonly inReview: number
  /** `refunded`: the money came and went before anybody saw it. */
  readonly givenBack: number
}

/** Money, counted when it moved, in integer minor units of the currency. The names are those of a day sheet. */
export interface MoneySums {
  readonly paidCount: number
  readonly paidMinor: number
  readonly capturedMinor: number
  readonly refundCount: number
  readonly refundedMinor: number
  readonly chargedBackMinor: number
}

/** One day in one currency. */
export interface DaySums extends OpenedSums, MoneySums {
  /** Days between 1970-01-01 and this one, on the calendar of the zone. */
  readonly dayNumber: number
  readonly currency: string
}

/** What the ledger has summed up. */
export interface Sums {
  readonly days: readonly DaySums[]
  /**
   * Numbers of the entries of the period whose money the sums leave out: what moved can only be told from the whole
   * history of their orders (see {@link SumsLedger.booked}), because version 0.2.0 has written some of it.
   */
  readonly aside: readonly number[]
  readonly reach: SumsReach
}

/** Before these times the sums do not hold; undefined: they always did. */
export interface SumsReach {
  /** What was there before the sums is added up little by little, from the newest entry to the oldest. */
  readonly since: Date | undefined
  /** When buyers came back, and how often the bank said no, is known since then only. */
  readonly returnsSince: Date | undefined
}

/** How often the bank said no for one reason. */
export interface DeclineSum {
  readonly category: string
  readonly tries: number
}

/** How the shop's orders stand now, in numbers that stop at 1,000. */
export interface OrderCounts {
  /** Orders that can still be paid, and are not on hold. */
  readonly open: number
  readonly held: number
  readonly review: number
  /** Orders whose hand-over was given up. */
  readonly stuck: number
  /** The open order, or the one on hold, that was opened first. */
  readonly oldestOpen: Order | undefined
}

/** When an order that is paid came how far, on the ledger's clock; undefined: it did not, or nobody looked. */
export interface OrderTimes {
  readonly createdAt: Date
  readonly registeredAt: Date | undefined
  readonly returnedAt: Date | undefined
  readonly paidAt: Date | undefined
  readonly handedOverAt: Date | undefined
}

/** The money of an entry that the sums left out, now that it is certain. */
export interface CertainMoney extends OrderMoney {
  readonly entryNumber: number
  readonly currency: string
  /** See `Movement`. */
  readonly paidMinor: number | undefined
}

/** How far a step got. */
export interface SumsStep {
  /** How many entries it has added up. */
  readonly addedCount: number
  /** Whether nothing is left. */
  readonly isDone: boolean
}

/**
 * Sums that the database keeps as entries are written, by whatever process and version, so that nobody has to read them
 * again. The shop's own, but for {@link SumsLedger.addUpOlder} and {@link SumsLedger.recount}.
 */
export interface SumsLedger {
  /** By day of the period's zone, and by currency; what is left out is of the same moment. */
  sums(period: SumsPeriod): Promise<Sums>
  /** How often the bank said no in a period, the most frequent reason first. */
  declineSums(period: BookPeriod): Promise<readonly DeclineSum[]>
  orderCounts(): Promise<OrderCounts>
  /** Of the paid orders that were opened last, this many at most; newest first. */
  orderTimes(limit: number): Promise<readonly OrderTimes[]>
  /** The orders of some entries, each with its whole history; a few hundred entries at most. */
  booked(entryNumbers: readonly number[]): Promise<readonly BookedOrder[]>
  /** The next numbers after this one of entries that the sums leave out. */
  asideAfter(entryNumber: number, limit: number): Promise<readonly number[]>
  /** Adds entries to the sums that were left out; each once, whoever else adds it at the same time. */
  addAside(certain: readonly CertainMoney[]): Promise<void>
  /** Adds up the next entries that were there before the sums, whichever shop's; newest first, each once. */
  addUpOlder(limit: number): Promise<SumsStep>
  /**
   * Throws the sums away and begins again: everything is then added up as if it had been there before. How often the
   * bank said no, and who came back, stays counted.
   */
  recount(): Promise<void>
}
