import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'

/** How lines are drawn: as wide as the outline of a shape. */
const line = html`fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"`
/** Lines upon a filled shape. */
const cut = html`class="cut" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"`

const outline = html`class="hole" fill="none" stroke="currentColor" stroke-width="1.5"`
const ring = html`<circle ${outline} cx="8" cy="8" r="6.25" />`
const dashedRing = html`<circle ${outline} cx="8" cy="8" r="6.25" stroke-dasharray="2.4 2.51" />`
const disc = html`<circle cx="8" cy="8" r="7" fill="currentColor" />`
const box = html`<rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />`
const frame = (dashes?: string): Markup =>
  html`<rect
    ${outline}
    x="1.75"
    y="1.75"
    width="12.5"
    height="12.5"
    rx="2.5"
    ${dashes && html`stroke-dasharray="${dashes}"`}
  />`
const drawn = (path: string): Markup => html`<path d="${path}" ${line} />`
const cutOut = (path: string): Markup => html`<path d="${path}" ${cut} />`
const tick = cutOut('M4.9 8.3l2.1 2.1 4.1-4.6')

/**
 * Money is a circle, goods are a square, a person is needed at a triangle. Filled: money moved. Outlined: none did.
 * Each is drawn on 16 by 16.
 */
const shapes = {
  registering: dashedRing,
  unknown: [dashedRing, drawn('M6.3 6.5a1.75 1.75 0 1 1 2.6 1.5c-.6.35-.9.7-.9 1.2M8 11.3v.05')],
  registered: ring,
  held: [ring, drawn('M6.4 5.8v4.4M9.6 5.8v4.4')],
  paid: [disc, tick],
  partly: [ring, html`<path d="M8 1.75a6.25 6.25 0 0 0 0 12.5z" fill="currentColor" />`],
  refunded: [disc, cutOut('M11.2 8H5M7.5 5.4L4.9 8l2.6 2.6')],
  reversed: [ring, drawn('M10.9 8H5.3M7.5 5.7L5.2 8l2.3 2.3')],
  declined: [ring, drawn('M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4')],
  expired: [ring, drawn('M8 4.7V8l2.1 1.5')],
  review: [
    html`<path
      d="M8 1.6l6.6 12H1.4z"
      fill="currentColor"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linejoin="round"
    />`,
    cutOut('M8 6.1v3.3M8 11.7v.05'),
  ],
  none: drawn('M5 8h6'),
  owed: frame('2.6 2.1'),
  due: [frame(), drawn('M5 8h5.6M8.4 5.7L10.7 8l-2.3 2.3')],
  done: [box, tick],
  stuck: [box, cutOut('M8 4.4v4.4M8 11.4v.05')],
  error: [
    html`<path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />`,
    cutOut('M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6'),
  ],
  note: [disc, cutOut('M8 7.4v3.8M8 4.6v.05')],
  up: drawn('M8 13V3.4M3.8 7.4L8 3.2l4.2 4.2'),
  down: drawn('M8 3v9.6M3.8 8.6L8 12.8l4.2-4.2'),
  answering: [
    drawn('M1.2 8h13.6'),
    html`<circle cx="4.4" cy="8" r="2.4" fill="currentColor" /><circle cx="11.6" cy="8" r="2.4" fill="currentColor" />`,
  ],
  probing: [
    drawn('M1.2 8h2M12.8 8h2M7 8h.1M9 8h.1'),
    html`<circle cx="4.4" cy="8" r="2.4" fill="currentColor" />
      <circle cx="11.6" cy="8" r="1.9" fill="none" stroke="currentColor" stroke-width="1.3" />`,
  ],
} as const satisfies Record<string, Content>

export type Shape = keyof typeof shapes

/** A shape beside words that say the same: those who listen hear the words alone. */
export function drawShape(shape: Shape, tone?: string): Markup {
  return html`<svg class="${tone ? `i ${tone}` : 'i'}" width="16" height="16" aria-hidden="true">
    <use href="#${shape}" />
  </svg>`
}

/** The shapes that a page's markup uses, each drawn once. */
export function spriteFor(page: Markup): Content {
  const text = toText(page)
  const used = (Object.keys(shapes) as Shape[]).filter((shape) => text.includes(`href="#${shape}"`))
  if (used.length === 0) return undefined
  return html`<svg class="sprite" width="0" height="0" aria-hidden="true">
    ${used.map((shape) => html`<symbol id="${shape}" viewBox="0 0 16 16">${shapes[shape]}</symbol>`)}
  </svg>`
}
