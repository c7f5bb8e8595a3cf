import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { figureOf } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** One line of a table of money. */
export interface MoneyLine {
  readonly what: string
  readonly at?: Date | undefined
  /** Whose doing it was. */
  readonly by?: string | undefined
  /** In integer minor units; what went out is negative. */
  readonly amountMinor: number
  /** An amount that was asked for or promised: it moved nothing, and does not add up with the others. */
  readonly isQuiet?: boolean
}

export interface MoneyTable {
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  readonly lines: readonly MoneyLine[]
  /** What the sum is called. */
  readonly keptLabel: string
  /** In integer minor units. */
  readonly keptMinor: number
}

/** What went in and out, and what is left. */
export function drawMoneyTable({ currency, lines, keptLabel, keptMinor }: MoneyTable, clock: Clockwork): Markup {
  return html`<table class="table plain">
    <thead class="unseen">
      <tr>
        <th scope="col">What</th>
        <th scope="col" class="n">${currency}</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map((line) => drawLine(line, currency, clock))}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${keptLabel}</th>
        <td class="n">${figureOf(keptMinor, currency)}</td>
      </tr>
    </tfoot>
  </table>`
}

function drawLine(
  { what, at, by, amountMinor, isQuiet = false }: MoneyLine,
  currency: string,
  clock: Clockwork,
): Markup {
  const figure = figureOf(amountMinor, currency)
  return html`<tr>
    <th scope="row">${what} ${at && drawWhen(at, by, clock)}</th>
    <td class="${isQuiet ? 'n quiet' : 'n'}">${amountMinor > 0 && !isQuiet ? `+${figure}` : figure}</td>
  </tr>`
}

function drawWhen(at: Date, by: string | undefined, clock: Clockwork): Content {
  return html`<small class="quiet">${clock.exactTime(at)}${by && `, ${by}`}</small>`
}
