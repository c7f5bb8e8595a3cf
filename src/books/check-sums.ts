import { dayOf } from '../days.ts'
import type { BookedOrder, BookPeriod } from '../ledger/books.ts'
import type { SumsLedger } from '../ledger/sums-ledger.ts'
import { emptyRow } from './day-sheet.ts'
import type { DaySheetRow } from './day-sheet.ts'
import { marginMs } from './day-sums.ts'
import { addMovements, readSummed } from './summed-money.ts'
import type { DayRows } from './summed-money.ts'

/** A day, in UTC, and a currency whose sums are not those of its entries. */
export type SumDifference = Pick<DaySheetRow, 'currency' | 'day'>

export interface CheckSumsLedger extends Pick<SumsLedger, 'booked' | 'sums'> {
  bookPages(period: BookPeriod): AsyncIterable<readonly BookedOrder[]>
}

const quarterMs = 15 * 60 * 1000

const utcDayOf = (at: Date): string => dayOf(at, 'UTC')

/**
 * Adds the entries of a period up anew, and compares them with the ledger's own sums, as far as these go back. Begins
 * and ends with a full quarter of an hour within the period.
 */
export async function findSumDifferences(
  ledger: CheckSumsLedger,
  { since, until }: BookPeriod,
): Promise<readonly SumDifference[]> {
  const { reach } = await ledger.sums({ since: until, until, offsets: [] })
  const wholeSinceMs = reach.since ? reach.since.getTime() + marginMs : -Infinity
  const from = Math.ceil(Math.max(since.getTime(), wholeSinceMs) / quarterMs)
  const to = Math.floor(until.getTime() / quarterMs)
  if (from >= to) return []
  const period = { since: new Date(from * quarterMs), until: new Date(to * quarterMs) }
  const byEntries: DayRows = new Map()
  for await (const page of ledger.bookPages(period)) for (const order of page) addMovements(byEntries, order, utcDayOf)
  const { money: bySums } = await readSummed(ledger, { ...period, offsets: [] }, utcDayOf)
  return [...new Set([...byEntries.keys(), ...bySums.keys()])]
    .sort()
    .filter((key) => figuresOf(byEntries.get(key)) !== figuresOf(bySums.get(key)))
    .map((key) => ({ day: key.slice(0, 10), currency: key.slice(11) }))
}

/** The same for a row of nothing as for none. */
function figuresOf(row: DaySheetRow = emptyRow('', '')): string {
  const { paidMinor, paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor } = row
  return [paidMinor, paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor].join()
}
