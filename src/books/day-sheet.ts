import { dayOf, periodOf } from '../days.ts'
import type { BookedOrder, BookPeriod } from '../ledger/books.ts'
import { movementsOf } from './movements.ts'
import type { Movement } from './movements.ts'

/** Which days; each as `YYYY-MM-DD` of `shop.timeZone`, both included. */
export interface DaySheetQuery {
  readonly from: string
  readonly to: string
}

/**
 * What moved on one day in one currency. All amounts are integer minor units of `currency`: 1999 is EUR 19.99, JPY 1999
 * and KWD 1.999. A day counts from midnight to midnight in the shop's zone, by the time of the ledger's entries.
 */
export interface DaySheetRow {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** What was captured of the orders that became paid on this day. */
  readonly paidMinor: number
  /** How many orders became paid. */
  readonly paidCount: number
  /** All that was captured, also of orders that went to `review` or straight back. */
  readonly capturedMinor: number
  /** What went back to buyers: whole or in part, by the shop or in the bank's portal, late and double payments too. */
  readonly refundedMinor: number
  /** How many refunds that were. */
  readonly refundCount: number
  /** What the bank charged back; negative on a day on which it gave more back than it took. */
  readonly chargedBackMinor: number
  /** What is left: captured, less refunded and charged back. Negative on a day with more refunds than sales. */
  readonly netMinor: number
}

export interface DaySheetDeps {
  readonly ledger: { bookPages(period: BookPeriod): AsyncIterable<readonly BookedOrder[]> }
  /** Zone whose days these are, by its IANA name. */
  readonly timeZone: string
}

/** The rows of these days, by day and currency. Where nothing moved, there is no row. */
export async function readDaySheet(
  { ledger, timeZone }: DaySheetDeps,
  { from, to }: DaySheetQuery,
): Promise<readonly DaySheetRow[]> {
  const rows = new Map<string, DaySheetRow>()
  for await (const page of ledger.bookPages(periodOf(from, to, timeZone))) {
    for (const order of page) {
      for (const movement of onPage(order)) {
        const day = dayOf(movement.at, timeZone)
        // The period may hold a little more than the days.
        if (day < from || day > to) continue
        const key = `${day} ${order.currency}`
        rows.set(key, added(rows.get(key) ?? emptyRow(day, order.currency), movement))
      }
    }
  }
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}

/** A history holds more than the page: each entry counts on its own page. */
function onPage(order: BookedOrder): readonly Movement[] {
  return movementsOf(order).filter(({ entryNumber }) => order.onPage.has(entryNumber))
}

export function emptyRow(day: string, currency: string): DaySheetRow {
  return {
    day,
    currency,
    paidMinor: 0,
    paidCount: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    refundCount: 0,
    chargedBackMinor: 0,
    netMinor: 0,
  }
}

/** Two rows of one currency added up; the day is the first one's. */
export function sumOfRows(row: DaySheetRow, other: DaySheetRow): DaySheetRow {
  return {
    day: row.day,
    currency: row.currency,
    paidMinor: row.paidMinor + other.paidMinor,
    paidCount: row.paidCount + other.paidCount,
    capturedMinor: row.capturedMinor + other.capturedMinor,
    refundedMinor: row.refundedMinor + other.refundedMinor,
    refundCount: row.refundCount + other.refundCount,
    chargedBackMinor: row.chargedBackMinor + other.chargedBackMinor,
    netMinor: row.netMinor + other.netMinor,
  }
}

/** The row with one more movement. */
export function added(
  row: DaySheetRow,
  { paidMinor, capturedMinor, refundedMinor, chargedBackMinor }: Movement,
): DaySheetRow {
  return sumOfRows(row, {
    day: row.day,
    currency: row.currency,
    paidMinor: paidMinor ?? 0,
    paidCount: paidMinor === undefined ? 0 : 1,
    capturedMinor,
    refundedMinor,
    refundCount: refundedMinor > 0 ? 1 : 0,
    chargedBackMinor,
    netMinor: capturedMinor - refundedMinor - chargedBackMinor,
  })
}
