import { dayFrom } from '../days.ts'
import type { DaySheetRow } from '../books/day-sheet.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { drawDayChart, drawDayTable } from './day-chart.ts'
import type { DayChart } from './day-chart.ts'
import { card, empty, tabs } from './layout.ts'
import { eachDay, queryOf } from './spans.ts'
import type { Days, Span } from './spans.ts'
import { trendOf } from './trend.ts'
import { amountText } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** Days that are drawn, and that they are held against. */
export const chartDays = 30

/** The last 30 days in one currency. */
export function chartOf(
  { days, currencies, wholeSince }: Pick<ChartShown, 'currencies' | 'days' | 'wholeSince'>,
  clock: Clockwork,
): DayChart {
  const currency = currencies[0] ?? ''
  const rows = new Map(days.filter((row) => row.currency === currency).map((row) => [row.day, row]))
  const all = eachDay(days60(clock))
  const taken = (day: string | undefined): number | undefined =>
    day === undefined || day < (wholeSince ?? '') ? undefined : (rows.get(day)?.capturedMinor ?? 0)
  return {
    currency,
    days: all.slice(-chartDays).map((day, index) => ({
      day,
      paidCount: rows.get(day)?.paidCount ?? 0,
      nowMinor: taken(day),
      thenMinor: taken(all[index]),
    })),
  }
}

/** What is drawn of the last 60 days. */
export interface ChartShown {
  readonly span: Span
  readonly days: readonly DaySheetRow[]
  /** The currencies that moved lately, or that the shop sells in; the one that is drawn comes first. */
  readonly currencies: readonly string[]
  /** What moved in the 30 days before, up to this time of the last one; undefined where the sums do not reach. */
  readonly thirtyThen: readonly DaySheetRow[] | undefined
  /** The first day of which all is added up; undefined if that is so of all. */
  readonly wholeSince: string | undefined
}

/** The days that are drawn, and those they are held against. */
export function days60({ today }: Clockwork): Days {
  return { from: dayFrom(today, 1 - 2 * chartDays), to: today }
}

export function drawChart(shown: ChartShown, base: string, clock: Clockwork): Markup {
  // Orders were started, but nothing was ever taken: there is no currency to draw.
  if (shown.currencies.length === 0) {
    return card('30', '30 days', empty('Nothing was taken.', 'What is sold will be drawn here, day by day.'))
  }
  const chart = chartOf(shown, clock)
  const now = chart.days.reduce((all, { nowMinor = 0 }) => all + nowMinor, 0)
  const then = shown.thirtyThen?.find((row) => row.currency === chart.currency)?.capturedMinor ?? 0
  const key = html`<span class="key"
    ><span
      ><svg width="10" height="10" aria-hidden="true"><rect class="now" width="10" height="10" rx="2" /></svg>These 30
      days</span
    ><span
      ><svg width="14" height="10" aria-hidden="true"><line class="then" x2="14" y1="5" y2="5" /></svg>The 30
      before</span
    ></span
  >`
  const { currency } = chart
  return card(
    '30',
    '30 days',
    html`<figure class="in flow">
      ${writeCurrencies(shown, base)}
      <figcaption class="answer">
        <b>${amountText(now, currency)}</b> taken.
        ${then > 0 ? html`${trendOf(now, then, 'in the 30 days before')}` : undefined}
        ${then > 0 ? html`<span class="quiet">(${amountText(then, currency)})</span>` : undefined}
      </figcaption>
      ${drawDayChart(chart, clock)}
      <details>
        <summary>The numbers</summary>
        ${drawDayTable(chart, clock)}
      </details>
    </figure>`,
    key,
  )
}

/** One currency is drawn at a time: amounts of two cannot be added up. */
function writeCurrencies({ currencies, span }: ChartShown, base: string): Content {
  if (currencies.length < 2) return undefined
  return tabs(
    'Currency',
    [...currencies].sort().map((currency) => ({
      text: currency,
      href: `${base}/${queryOf(span, { currency })}`,
      isHere: currency === currencies[0],
    })),
  )
}
