import fc from 'fast-check'
import { readDaySheet } from '../../src/books/day-sheet.ts'
import type { DaySheetRow } from '../../src/books/day-sheet.ts'
import type { BookedOrder, BookPeriod } from '../../src/ledger/books.ts'
import { aHistory } from './histories.ts'
import type { Happening, History } from './histories.ts'

/** A zone of each kind: clocks that change at night, at midnight, by half an hour, never; and days far from UTC's. */
const zones = ['UTC', 'Europe/Vienna', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia']

/** The pages of a ledger with these histories: entries by time, so many at once. */
async function* pagesOf(
  histories: readonly History[],
  { since, until }: BookPeriod,
  pageSize: number,
): AsyncGenerator<readonly BookedOrder[]> {
  const places = histories
    .flatMap(({ order }) => order.entries.map(({ at, entryNumber }) => ({ at, entryNumber, order })))
    .filter(({ at }) => at >= since && at < until)
    .sort((one, other) => one.at.getTime() - other.at.getTime() || one.entryNumber - other.entryNumber)
  for (let first = 0; first < places.length; first += pageSize) {
    await Promise.resolve()
    const page = places.slice(first, first + pageSize)
    yield [...new Set(page.map(({ order }) => order))].map((order) => ({
      ...order,
      onPage: new Set(page.filter((one) => one.order === order).map(({ entryNumber }) => entryNumber)),
    }))
  }
}

/** The naive fold: adds up what really happened, day by day. */
function naive(happenings: readonly Happening[], timeZone: string, from: string, to: string): DaySheetRow[] {
  const rows: Record<string, DaySheetRow> = {}
  for (const { at, currency, captured, refunded, chargedBack, paid } of happenings) {
    const day = at.toLocaleDateString('sv-SE', { timeZone })
    if (day < from || day > to) continue
    const key = day + currency
    const row = rows[key]
    rows[key] = {
      day,
      currency,
      paidMinor: (row?.paidMinor ?? 0) + (paid ?? 0),
      paidCount: (row?.paidCount ?? 0) + (paid === undefined ? 0 : 1),
      capturedMinor: (row?.capturedMinor ?? 0) + captured,
      refundedMinor: (row?.refundedMinor ?? 0) + refunded,
      refundCount: (row?.refundCount ?? 0) + (refunded > 0 ? 1 : 0),
      chargedBackMinor: (row?.chargedBackMinor ?? 0) + chargedBack,
      netMinor: (row?.netMinor ?? 0) + captured - refunded - chargedBack,
    }
  }
  return Object.keys(rows)
    .sort()
    .map((key) => rows[key]!)
}

const days = fc.tuple(fc.integer({ min: 18, max: 31 }), fc.integer({ min: 18, max: 31 }))

describe.each([
  ['that tell their money', true],
  ['of which some, or all, are of version 0.2.0 and tell none', false],
])('the day sheet over entries %s', (_title, isToldOnly) => {
  it('equals a naive fold of what happened, whatever the zone, the days and the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aHistory(isToldOnly), { maxLength: 12 }),
        fc.constantFrom(...zones),
        days,
        fc.integer({ min: 1, max: 20 }),
        async (histories, timeZone, [one, other], pageSize) => {
          const [from, to] = [Math.min(one, other), Math.max(one, other)].map((day) => `2026-10-${day}`) as [
            string,
            string,
          ]
          const ledger = { bookPages: (period: BookPeriod) => pagesOf(histories, period, pageSize) }

          const rows = await readDaySheet({ ledger, timeZone }, { from, to })

          const happenings = histories.flatMap((history) => history.happenings)
          expect(rows).toEqual(naive(happenings, timeZone, from, to))
        },
      ),
      { numRuns: 400 },
    )
  })
})
