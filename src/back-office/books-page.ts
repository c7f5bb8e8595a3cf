import { emptyRow, sumOfRows } from '../books/day-sheet.ts'
import type { DaySheetRow } from '../books/day-sheet.ts'
import { dateFormat } from '../date-format.ts'
import { dayFrom } from '../days.ts'
import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import { card, empty, head, tabs } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { countText, drawMoney, figureOf } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** The books of some days. */
export interface BooksShown {
  /** `YYYY-MM-DD` of the shop's zone, both included. */
  readonly from: string
  readonly to: string
  readonly rows: readonly DaySheetRow[]
}

/** The day sheet: one table for each currency, printable on one sheet. */
export function booksPage(shown: BooksShown, base: string, clock: Clockwork, shop: string): OfficePage {
  const { from, to } = shown
  const { rows, grain } = gathered(shown.rows)
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort()
  const query = new URLSearchParams({ from, to }).toString()
  const span = from === to ? clock.wholeDay(from) : `${clock.wholeDay(from)} to ${clock.wholeDay(to)}`
  const isOver = to < clock.today
  return {
    title: 'Day sheet',
    place: 'books',
    main: html`${head(
        html`Day sheet <span class="paper">of ${shop}</span>`,
        html`${span}, days of ${clock.zone}.${isOver ? '' : ' The last day is not over.'}${byGrain[grain]}`,
        html`<p class="buttons">
          <a class="button" href="${`${base}/books/bank?day=${isOver ? to : dayFrom(clock.today, -1)}`}"
            >Beside the bank</a
          >
          <a class="button" href="${`${base}/books.csv?${query}`}">CSV</a>
        </p>`,
      )}
      ${writeSpan({ from, to }, base, clock)}
      ${
        rows.length === 0
          ? html`<section class="card">${empty('Nothing moved.', 'No money came or went on these days.')}</section>`
          : [writeTiles(rows, currencies), currencies.map((one) => writeSheet(one, { rows, grain }, clock))]
      }
      <p class="quiet small">
        “Captured” is what the bank said it took, on the day on which it said so. When it reaches your account is the
        bank’s calendar. To print: your browser’s own print, on A4.
      </p>
      <p class="signed paper"><span>Drawn up</span><span>Checked</span></p>`,
  }
}

/** What a row is about. */
type Grain = 'day' | 'month' | 'year'

/** How much of `YYYY-MM-DD` names it. */
const nameLengths = { day: 10, month: 7, year: 4 } as const satisfies Record<Grain, number>

const byGrain = {
  day: '',
  month: ' Added up by month; the CSV has every day.',
  year: ' Added up by year; the CSV has every day.',
} as const satisfies Record<Grain, string>

/** So many rows, of about 450 bytes each, are a page of less than 60 kB: a quarter of a year in one currency. */
const maxRows = 100

interface Gathered {
  readonly rows: readonly DaySheetRow[]
  readonly grain: Grain
}

/** The rows as fine as one page can hold them. */
function gathered(rows: readonly DaySheetRow[]): Gathered {
  for (const grain of ['day', 'month'] as const) {
    const sums = sumsBy(grain, rows)
    if (sums.length <= maxRows) return { rows: sums, grain }
  }
  return { rows: sumsBy('year', rows), grain: 'year' }
}

function sumsBy(grain: Grain, rows: readonly DaySheetRow[]): readonly DaySheetRow[] {
  const sums = new Map<string, DaySheetRow>()
  for (const row of rows) {
    const key = `${row.day.slice(0, nameLengths[grain])} ${row.currency}`
    const before = sums.get(key)
    sums.set(key, before ? sumOfRows(before, row) : row)
  }
  return [...sums.values()]
}

function writeSpan({ from, to }: Pick<BooksShown, 'from' | 'to'>, base: string, clock: Clockwork): Markup {
  const views = spansOf(clock.today).map(({ text, from: first, to: last }) => ({
    text,
    href: `${base}/books?${new URLSearchParams({ from: first, to: last }).toString()}`,
    isHere: first === from && last === to,
  }))
  return html`<div class="span screen">
    ${tabs('Spans', views)}
    <form action="${base}/books">
      <label for="from">From</label><input id="from" type="date" name="from" value="${from}" required />
      <label for="to">to</label><input id="to" type="date" name="to" value="${to}" required />
      <button class="button">Show</button>
    </form>
  </div>`
}

const dayMs = 24 * 60 * 60 * 1000

/** Spans that are asked for again and again. A week begins on Monday (ISO 8601). */
export function spansOf(
  today: string,
): readonly { readonly text: string; readonly from: string; readonly to: string }[] {
  const now = new Date(`${today}T00:00:00Z`)
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10)
  const monday = now.getTime() - ((now.getUTCDay() + 6) % 7) * dayMs
  const ofMonth = (back: number) => ({
    text: dateFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(year, month - back, 1)),
    from: day(Date.UTC(year, month - back, 1)),
    to: day(Date.UTC(year, month - back + 1, 0)),
  })
  return [
    { text: 'Today', from: today, to: today },
    { text: 'This week', from: day(monday), to: day(monday + 6 * dayMs) },
    ofMonth(0),
    ofMonth(1),
    { text: String(year), from: `${year}-01-01`, to: `${year}-12-31` },
  ]
}

type Amount = 'netMinor' | 'capturedMinor' | 'refundedMinor' | 'chargedBackMinor' | 'paidCount'

function sumOf(rows: readonly DaySheetRow[], currency: string, name: Amount): number {
  return rows.reduce((sum, row) => (row.currency === currency ? sum + row[name] : sum), 0)
}

function writeTiles(rows: readonly DaySheetRow[], currencies: readonly string[]): Markup {
  const tile = (label: string, name: Amount, sign: 1 | -1): Markup => {
    const figures = currencies.map((currency) => drawMoney(sign * sumOf(rows, currency, name), currency))
    return html`<div class="tile">
      <dt>${label}</dt>
      <dd class="figure">${figures[0]}</dd>
      ${figures.slice(1).map((figure) => html`<dd class="second">${figure}</dd>`)}
    </div>`
  }
  return html`<dl class="tiles four">
    ${tile('Net', 'netMinor', 1)} ${tile('Captured', 'capturedMinor', 1)} ${tile('Given back', 'refundedMinor', -1)}
    ${tile('Charged back', 'chargedBackMinor', -1)}
  </dl>`
}

const monthFormat = dateFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Each kind of row: what its column is called, and its name. */
const rowNames = {
  day: { heading: 'Day', nameOf: (day, clock) => clock.day(day) },
  month: { heading: 'Month', nameOf: (day) => monthFormat.format(new Date(`${day}T00:00:00Z`)) },
  year: { heading: 'Year', nameOf: (day) => day.slice(0, 4) },
} as const satisfies Record<
  Grain,
  { readonly heading: string; readonly nameOf: (day: string, clock: Clockwork) => string }
>

function writeSheet(currency: string, { rows: all, grain }: Gathered, clock: Clockwork): Markup {
  const { heading: first, nameOf } = rowNames[grain]
  const rows = all.filter((row) => row.currency === currency)
  const id = currency.toLowerCase()
  const headings = ['Paid', 'Captured', 'Given back', 'Charged back', 'Net']
  return card(
    id,
    currency,
    html`<div class="in">
      <table class="table stack labelled plain sheet" role="table" aria-labelledby="h-${id}">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">${first}</th>
            ${headings.map((heading) => html`<th role="columnheader" scope="col" class="n">${heading}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map((row) => writeRow(row, nameOf(row.day, clock)))}
        </tbody>
        <tfoot role="rowgroup">
          ${writeRow(rows.reduce(sumOfRows, emptyRow('', currency)), 'Sum')}
        </tfoot>
      </table>
    </div>`,
    'Equal to the ledger’s entries, to the last cent',
  )
}

function writeRow(row: DaySheetRow, day: string): Markup {
  const { currency, paidCount, capturedMinor, refundedMinor, chargedBackMinor, netMinor } = row
  return html`<tr role="row">
    <th role="rowheader" scope="row">${day}</th>
    <td role="cell" class="n" data-label="Paid">${countText(paidCount)}</td>
    ${cell('Captured', capturedMinor, currency)} ${cell('Given back', -refundedMinor, currency)}
    ${cell('Charged back', -chargedBackMinor, currency)}
    <td role="cell" class="n amount c-net" data-label="Net">${figureOf(netMinor, currency)}</td>
  </tr>`
}

/** Nothing is written quietly. */
function cell(label: string, amountMinor: number, currency: string): Markup {
  const figure = figureOf(amountMinor === 0 ? 0 : amountMinor, currency)
  return html`<td role="cell" class="${amountMinor === 0 ? 'n zero' : 'n'}" data-label="${label}">
    ${amountMinor === 0 ? html`<span class="quiet">${figure}</span>` : figure}
  </td>`
}
