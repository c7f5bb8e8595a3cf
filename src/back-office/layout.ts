import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { version } from '../version.ts'
import { drawShape, spriteFor } from './shapes.ts'
import type { Shape } from './shapes.ts'
import type { Tone } from './states.ts'
import type { Clockwork } from './writing.ts'

/** The places of the back office, in the order of its navigation. */
export const places = ['today', 'orders', 'review', 'books', 'links', 'health'] as const
export type Place = (typeof places)[number]

const placeWords = {
  today: ['Today', '/'],
  orders: ['Orders', '/orders'],
  review: ['Review', '/review'],
  books: ['Books', '/books'],
  links: ['Links', '/links'],
  health: ['Health', '/health'],
} as const satisfies Record<Place, readonly [string, string]>

/** Who looks, where, and when. */
export interface Surroundings {
  /** Address below which the back office is mounted, without a slash at its end. */
  readonly base: string
  readonly stylesheetUrl: string
  /** The shop as its buyers know it. */
  readonly shop: string
  /** The bank's host, and whether it is a test: `Live, pay.bank.example`. */
  readonly bank: string
  readonly operator: { readonly name: string; readonly may: string }
  /** How many orders need a person; counted up to a thousand. */
  readonly waiting: number
  readonly clock: Clockwork
}

/** One page, before it is written. */
export interface OfficePage {
  readonly status?: number
  readonly title: string
  /** Undefined for a page that is none of the places. */
  readonly place?: Place | undefined
  readonly main: Content
  /** Further elements for the head. */
  readonly head?: Content
}

/** Writes a page: no script, no inline style, nothing from another origin. */
export function writeOfficePage(page: OfficePage, surroundings: Surroundings): string {
  const { shop, stylesheetUrl, clock } = surroundings
  const body = html`${writeTop(page, surroundings)}
    <main id="content" tabindex="-1">${page.main}</main>
    <footer class="foot">
      <p>All times are ${clock.zone}. Page written ${clock.exactTime(clock.now)}.</p>
      <p>express-hosted-checkout ${version}</p>
    </footer>`
  return writeDocument({ title: `${page.title} – ${shop}`, stylesheetUrl, head: page.head, body })
}

/** What a whole document is made of. */
export interface OfficeDocument {
  readonly title: string
  readonly stylesheetUrl: string
  /** Further elements for the head. */
  readonly head?: Content
  /** Whose page it is, if not the back office's: `bank`. */
  readonly look?: 'bank'
  readonly body: Markup
}

/** Writes a document, with the shapes that its body draws. */
export function writeDocument({ title, stylesheetUrl, head, look, body }: OfficeDocument): string {
  return toText(
    html`<!doctype html>
      <html lang="en" dir="ltr">
        <head>
          <meta charset="utf-8" />
          <title>${title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex, nofollow" />
          ${head}
          <link rel="stylesheet" href="${stylesheetUrl}" />
        </head>
        <body ${look && html`class="${look}"`}>
          <a class="skip" href="#content">Skip to content</a>
          ${spriteFor(body)} ${body}
        </body>
      </html>`,
  )
}

function writeTop({ place }: OfficePage, surroundings: Surroundings): Markup {
  const { base, shop, bank, operator } = surroundings
  return html`<header class="top">
    <div class="top-in">
      <a class="shop" href="${base}/">
        ${mark}
        <span><bdi translate="no">${shop}</bdi> <small>${bank}</small></span>
      </a>
      ${place === 'orders' ? undefined : writeSearch(base)}
      <p class="who"><bdi translate="no">${operator.name}</bdi> <small>${operator.may}</small></p>
      <nav class="nav" aria-label="Back office">
        <ul>
          ${places.map((one) => writePlace(one, place, surroundings))}
        </ul>
      </nav>
    </div>
  </header>`
}

const mark = html`<svg class="mark" viewBox="0 0 30 30" width="30" height="30" aria-hidden="true">
  <rect class="mark-field" width="30" height="30" rx="7" />
  <path
    class="mark-line"
    d="M8 7.5h14v14H8zM15 7.5v14M8 14.5h14M6 24.5h18"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`

function writeSearch(base: string): Markup {
  return html`<form class="find" role="search" action="${base}/orders">
    <label class="unseen" for="find">Find an order</label>
    <input id="find" type="search" name="q" maxlength="320" placeholder="Number, e-mail, card end" />
    <button class="button">Find</button>
  </form>`
}

function writePlace(place: Place, here: Place | undefined, { base, waiting }: Surroundings): Markup {
  const [word, path] = placeWords[place]
  const count = place === 'review' && waiting > 0 ? writeWaiting(waiting) : undefined
  const current = place === here ? html` aria-current="page"` : undefined
  return html`<li><a href="${base}${path}" ${current}>${word}${count}</a></li>`
}

function writeWaiting(waiting: number): Markup {
  const shown = waiting > 99 ? '99+' : waiting
  return html` <span class="count">${shown}<span class="unseen"> need a person</span></span>`
}

/** A card with a head. */
export function card(id: string, heading: string, content: Content, aside?: Content, classes = ''): Markup {
  return html`<section class="${`card ${classes}`.trim()}" aria-labelledby="h-${id}">
    <header>
      <h2 id="h-${id}">${heading}</h2>
      ${aside === undefined ? undefined : html`<p>${aside}</p>`}
    </header>
    ${content}
  </section>`
}

/** The head of a page: what it is, one line about it, and what can be done with all of it. */
export function head(title: Content, line: Content, aside?: Content): Markup {
  return html`<div class="head">
    <div>
      <h1>${title}</h1>
      ${line === undefined ? undefined : html`<p>${line}</p>`}
    </div>
    ${aside}
  </div>`
}

/** Links of which one is the page itself; filters live in the address, so each is a view. */
export function tabs(
  label: string,
  views: readonly { readonly text: string; readonly href: string; readonly isHere: boolean }[],
): Markup {
  return html`<nav aria-label="${label}">
    <ul class="tabs">
      ${views.map(
        ({ text, href, isHere }) =>
          html`<li><a href="${href}" ${isHere ? html` aria-current="true"` : undefined}>${text}</a></li>`,
      )}
    </ul>
  </nav>`
}

/** Where a page is below others. */
export function trail(steps: readonly { readonly text: string; readonly href?: string }[]): Markup {
  const items = steps.map(({ text, href }) =>
    href === undefined
      ? html`<li><bdi>${text}</bdi></li>`
      : html`<li>
          <a href="${href}"><bdi>${text}</bdi></a>
        </li>`,
  )
  return html`<nav aria-label="Where you are">
    <ol class="trail">
      ${items}
    </ol>
  </nav>`
}

/** What has just come of something, or what to mind; the first words say it all. */
export function notice(tone: Tone, shape: Shape, content: Content, isResult = false): Markup {
  return html`<div class="notice ${tone}" ${isResult ? html`role="status"` : undefined}>
    ${drawShape(shape, tone)}
    <div class="flow">${content}</div>
  </div>`
}

/** Nothing to show: what is so, then what to do. */
export function empty(strong: string, then: Content): Markup {
  return html`<p class="empty"><strong>${strong}</strong> ${then}</p>`
}

/** A name and what is known under it; undefined is left out. */
export type Fact = readonly [name: string, value: Content]

/** What is known of one thing, in two columns where there is room. */
export function factList(facts: readonly Fact[]): Markup {
  const known = facts.filter(([, value]) => value !== undefined)
  return html`<dl class="facts pair">
    ${known.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`
}

/** A text that only few want to read, such as a machine's own words. */
export function fold(summary: string, text: string): Markup {
  return html`<details>
    <summary>${summary}</summary>
    <pre>${text}</pre>
  </details>`
}

/** A field that a form carries unseen. */
export function hidden(name: string, value: string): Markup {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}
