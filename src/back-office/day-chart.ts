import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { amountText, countText, figureOf } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** What was taken on one day, and so many days before, in integer minor units. */
export interface ChartDay {
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly paidCount: number
  /** Undefined where the sums do not reach. */
  readonly nowMinor: number | undefined
  readonly thenMinor: number | undefined
}

export interface DayChart {
  readonly currency: string
  /** In order; the last one may be today. */
  readonly days: readonly ChartDay[]
}

/** Height of the plot and where the words below it stand, in pixels. */
const [height, wordsAt, inAll] = [192, 212, 216] as const

/**
 * These days as bars, those before as strokes. There is no `viewBox`: x is in per cent and y in pixels, so that words
 * keep their size on a phone. Where the page runs from right to left the stylesheet mirrors the picture, and turns its
 * words back.
 */
export function drawDayChart({ currency, days }: DayChart, clock: Clockwork): Markup {
  const highest = Math.max(0, ...days.flatMap(({ nowMinor = 0, thenMinor = 0 }) => [nowMinor, thenMinor]))
  const marks = axisOf(highest, currency)
  const top = marks.at(-1) ?? 1
  const y = (amountMinor: number): number => tenth(height - (Math.max(0, amountMinor) / top) * height)
  const label = `Taken per day in ${currency}, these ${days.length} days as bars, the ${days.length} before as lines.`
  return html`<div class="plot">
    <ol class="plot-y" aria-hidden="true">
      ${marks.toReversed().map((mark) => html`<li>${axisText(mark, marks, currency)}</li>`)}
    </ol>
    <svg width="100%" height="${inAll}" role="img" aria-label="${`${label} The numbers are in the table below.`}">
      <g class="grid-line">
        ${marks.map((mark) => html`<line x1="0" x2="100%" y1="${y(mark) + 0.5}" y2="${y(mark) + 0.5}" />`)}
      </g>
      <g class="now">${days.map((one, index) => drawBar(one, { index, days, currency, y, clock }))}</g>
      <g class="then">${days.map((one, index) => drawStroke(one, index, days.length, y))}</g>
      <g>${drawWords(days, clock)}</g>
    </svg>
  </div>`
}

interface BarTerms extends DayChart {
  readonly index: number
  readonly y: (amountMinor: number) => number
  readonly clock: Clockwork
}

function drawBar(one: ChartDay, { index, days, currency, y, clock }: BarTerms): Content {
  const { nowMinor, day } = one
  if (nowMinor === undefined || nowMinor <= 0) return undefined
  const isSoFar = day === clock.today
  const slot = 100 / days.length
  return html`<rect
    ${isSoFar ? html`class="so-far"` : undefined}
    x="${hundredth(index * slot + slot * 0.15)}%"
    y="${y(nowMinor)}"
    width="${hundredth(slot * 0.7)}%"
    height="${tenth(height - y(nowMinor))}"
    rx="1.5"
    ><title>${titleOf(one, { currency, days }, clock)}</title></rect
  >`
}

function titleOf({ day, nowMinor = 0, thenMinor }: ChartDay, { currency, days }: DayChart, clock: Clockwork): string {
  const soFar = day === clock.today ? ' so far' : ''
  const before = thenMinor === undefined ? '' : `. ${days.length} days before: ${amountText(thenMinor, currency)}`
  return `${clock.shortDay(day)}${soFar}: ${amountText(nowMinor, currency)}${before}`
}

function drawStroke(
  { thenMinor }: ChartDay,
  index: number,
  count: number,
  y: (amountMinor: number) => number,
): Content {
  if (thenMinor === undefined || thenMinor <= 0) return undefined
  const slot = 100 / count
  const [left, right] = [hundredth(index * slot + slot * 0.05), hundredth((index + 1) * slot - slot * 0.05)]
  return html`<line x1="${left}%" x2="${right}%" y1="${y(thenMinor)}" y2="${y(thenMinor)}" />`
}

/** The first day, the last, and one a week between them. */
function drawWords(days: readonly ChartDay[], clock: Clockwork): readonly Content[] {
  const last = days.length - 1
  const word = (index: number): string => {
    const day = days[index]?.day ?? ''
    return day === clock.today ? 'Today' : clock.shortDay(day)
  }
  const between = days.map((_day, index) => index).filter((index) => index % 7 === 0 && index > 3 && last - index > 3)
  const at = (index: number): string => `${hundredth(((index + 0.5) * 100) / days.length)}%`
  return [
    html`<text x="0%" y="${wordsAt}" text-anchor="start">${word(0)}</text>`,
    ...between.map((index) => html`<text x="${at(index)}" y="${wordsAt}" text-anchor="middle">${word(index)}</text>`),
    html`<text x="100%" y="${wordsAt}" text-anchor="end">${word(last)}</text>`,
  ]
}

/** The same as a table, newest first. */
export function drawDayTable({ currency, days }: DayChart, clock: Clockwork): Markup {
  const figure = (amountMinor: number | undefined): string =>
    amountMinor === undefined ? '–' : figureOf(amountMinor, currency)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Taken per day">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="n">Paid</th>
          <th scope="col" class="n">Taken, ${currency}</th>
          <th scope="col" class="n">${days.length} days before</th>
        </tr>
      </thead>
      <tbody>
        ${days.toReversed().map(
          ({ day, paidCount, nowMinor, thenMinor }) =>
            html`<tr>
              <th scope="row">${clock.shortDay(day)}</th>
              <td class="n">${nowMinor === undefined ? '–' : countText(paidCount)}</td>
              <td class="n">${figure(nowMinor)}</td>
              <td class="n">${figure(thenMinor)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Marks of an axis from 0 to no less than the highest value: two to four steps of 1, 2 or 5 times a power of ten. */
export function axisOf(highestMinor: number, currency: string): readonly number[] {
  // Nothing was taken: the axis of a hundred says so better than one of a cent.
  const highest = highestMinor > 0 ? highestMinor : 100 * Number(`1e${decimalsOf(currency)}`)
  const power = 10 ** Math.floor(Math.log10(highest / 2))
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one * 4 >= highest) ?? highest)
  const count = Math.max(1, Math.ceil(highest / step))
  return Array.from({ length: count + 1 }, (_one, index) => index * step)
}

function decimalsOf(currency: string): number {
  return figureOf(1, currency).split('.')[1]?.length ?? 0
}

/** Whole units without decimals, if all marks are whole. */
function axisText(mark: number, marks: readonly number[], currency: string): string {
  const unit = 10 ** decimalsOf(currency)
  return marks.every((one) => one % unit === 0) ? countText(mark / unit) : figureOf(mark, currency)
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100
}
