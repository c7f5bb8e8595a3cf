import { booksPage } from '../../src/back-office/books-page.ts'
import { makeClockwork } from '../../src/back-office/writing.ts'
import { emptyRow } from '../../src/books/day-sheet.ts'
import type { DaySheetRow } from '../../src/books/day-sheet.ts'
import { dayFrom } from '../../src/days.ts'
import { html, toText } from '../../src/html/html.ts'

const clock = makeClockwork(new Date('2026-11-29T12:00:00Z'), 'Asia/Kolkata')

/** Sales of every day, in each currency. */
function rowsOf(from: string, count: number, currencies: readonly string[]): readonly DaySheetRow[] {
  return Array.from({ length: count }, (_, index) => dayFrom(from, index)).flatMap((day) =>
    currencies.map((currency) => ({
      ...emptyRow(day, currency),
      paidCount: 120,
      paidMinor: 12_345_678,
      capturedMinor: 12_345_678,
      refundedMinor: 1_234_567,
      netMinor: 11_111_111,
    })),
  )
}

describe('the page of the books', () => {
  const pageOf = (rows: readonly DaySheetRow[]): string => {
    const [from, to] = [rows[0]!.day, rows.at(-1)!.day]
    return toText(html`${booksPage({ from, to, rows }, '/office', clock, 'Windowsill').main}`).replaceAll('\u{a0}', ' ')
  }

  it.each([
    ['a month', 31, ['EUR'], 'Day', 'Sat 31 Jan', ''],
    ['a year', 365, ['EUR'], 'Month', 'January 2026', 'Added up by month; the CSV has every day.'],
    ['a year', 365, ['EUR', 'JPY', 'KWD'], 'Month', 'December 2026', 'Added up by month; the CSV has every day.'],
    ['ten years', 3_652, ['EUR', 'JPY', 'KWD'], 'Year', '>2035<', 'Added up by year; the CSV has every day.'],
  ])(
    'holds %s (%s days in %j) in less than 60 kB, a row for each %s',
    (_what, days, currencies, heading, row, said) => {
      const text = pageOf(rowsOf('2026-01-01', days, currencies))
      expect(text.length).toBeLessThan(55_000)
      expect(text).toContain(`scope="col">${heading}<`)
      expect(text).toContain(row)
      expect(text.includes('Added up')).toBe(said !== '')
      expect(text).toContain(said)
    },
  )

  it('has the same sums, whatever its rows are', () => {
    const year = rowsOf('2026-01-01', 365, ['EUR'])
    // 365 times 123 456.78 and 111 111.11 EUR, below the table and above it.
    expect(pageOf(year).match(/45 061 724\.70/g)).toHaveLength(2)
    expect(pageOf(year).match(/40 555 555\.15/g)).toHaveLength(2)
    // January alone.
    expect(pageOf(year)).toContain('3 827 160.18')
  })
})
