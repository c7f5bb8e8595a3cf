import { dayOfNumber } from '../days.ts'
import type { BookedOrder } from '../ledger/books.ts'
import type { DaySums, MoneySums, Sums, SumsLedger, SumsPeriod } from '../ledger/sums-ledger.ts'
import { added, emptyRow } from './day-sheet.ts'
import type { DaySheetRow } from './day-sheet.ts'
import { movementsOf } from './movements.ts'

/** Rows of a day sheet, by day and currency. */
export type DayRows = Map<string, DaySheetRow>

/** What the ledger has summed up of a period, with what its sums leave out. */
export interface Summed {
  readonly days: readonly (DaySums & { readonly day: string })[]
  readonly money: DayRows
  readonly reach: Sums['reach']
}

/** Entries whose orders are read at a time. Chosen by feel: well below 50 ms. */
const pageSize = 200

/** @param dayOf - which day of the period's zone a time is on. */
export async function readSummed(
  ledger: Pick<SumsLedger, 'booked' | 'sums'>,
  period: SumsPeriod,
  dayOf: (at: Date) => string,
): Promise<Summed> {
  const { days: numbered, aside, reach } = await ledger.sums(period)
  const days = numbered.map((sums) => ({ ...sums, day: dayOfNumber(sums.dayNumber) }))
  const money: DayRows = new Map(days.map((sums) => [`${sums.day} ${sums.currency}`, rowOf(sums)]))
  for (let first = 0; first < aside.length; first += pageSize) {
    for (const order of await ledger.booked(aside.slice(first, first + pageSize))) addMovements(money, order, dayOf)
  }
  return { days, money, reach }
}

/** Adds what moved with the entries that the page is about. */
export function addMovements(rows: DayRows, order: BookedOrder, dayOf: (at: Date) => string): void {
  for (const movement of movementsOf(order).filter(({ entryNumber }) => order.onPage.has(entryNumber))) {
    const day = dayOf(movement.at)
    const key = `${day} ${order.currency}`
    rows.set(key, added(rows.get(key) ?? emptyRow(day, order.currency), movement))
  }
}

function rowOf({ day, currency, ...sums }: MoneySums & Pick<DaySheetRow, 'currency' | 'day'>): DaySheetRow {
  const { paidMinor, paidCount, capturedMinor, refundedMinor, refundCount, chargedBackMinor } = sums
  return {
    day,
    currency,
    paidMinor,
    paidCount,
    capturedMinor,
    refundedMinor,
    refundCount,
    chargedBackMinor,
    netMinor: capturedMinor - refundedMinor - chargedBackMinor,
  }
}

/** Whether anything moved: on a day on which only orders were opened nothing has. */
export function hasMoved({ day: _day, currency: _currency, ...figures }: DaySheetRow): boolean {
  return Object.values(figures).some((figure) => figure !== 0)
}
