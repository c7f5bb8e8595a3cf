import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { countText, shareText } from './writing.ts'

/** A line of a list of bars. */
export interface Bar {
  readonly word: string
  /** The orders behind it. */
  readonly href?: string | undefined
  readonly count: number
  /** Under the bar: where the rest went. */
  readonly note?: Content
}

/** Counts as bars, each with its share of the whole; the longest bar is `most`. */
export function drawBars(bars: readonly Bar[], { whole, most }: { readonly whole: number; readonly most: number }) {
  return html`<ol class="bars in">
    ${bars.map((bar) => drawBar(bar, whole, most))}
  </ol>`
}

function drawBar({ word, href, count, note }: Bar, whole: number, most: number): Markup {
  const width = most === 0 ? 0 : Math.round((1000 * count) / most) / 10
  const name = href === undefined ? word : html`<a href="${href}">${word}</a>`
  return html`<li>
    <div class="row">
      <span>${name}</span><b>${countText(count)} <small>${shareText(count, whole)}</small></b>
    </div>
    <svg class="bar" width="100%" height="8" aria-hidden="true">
      <rect class="bar-bed" width="100%" height="8" rx="3" />
      ${width > 0 ? html`<rect class="bar-on" width="${width}%" height="8" rx="3" />` : undefined}
    </svg>
    ${note === undefined ? undefined : html`<small>${note}</small>`}
  </li>`
}
