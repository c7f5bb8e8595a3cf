import { writeDocument } from '../../back-office/layout.ts'
import { countText } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import { emblemPath } from './layout.ts'

/** The places of the bank's staff, in the order of the navigation: in words that stand in one row on a phone. */
const placeWords = {
  orders: ['Orders', '/'],
  faults: ['Faults', '/faults'],
  asked: ['Calls', '/asked'],
  use: ['Set-up', '/use'],
} as const

export type StaffPlace = keyof typeof placeWords

export interface StaffPage {
  readonly status?: number
  readonly title: string
  /** Undefined for a page that is none of the places. */
  readonly place?: StaffPlace
  /** What was looked for. */
  readonly search?: string | undefined
  readonly main: Content
}

/** What has just been done. */
export interface Done {
  readonly text: string
  readonly gatewayOrderId?: string | undefined
}

/** Where and when a page is looked at. */
export interface StaffSurroundings {
  readonly stylesheetUrl: string
  /** How the bank was reached: `localhost:4000`. */
  readonly host: string
  /** How many faults are still to strike. */
  readonly waitingFaults: number
  /** Whose dialect it speaks; undefined: nobody's in particular. */
  readonly bank: string | undefined
  readonly clock: Clockwork
}

/** Writes a page of the bank's staff. Nobody must mistake this test bank for a real one. */
export function writeStaffPage(page: StaffPage, surroundings: StaffSurroundings): string {
  const { stylesheetUrl, clock } = surroundings
  const body = html`${writeTop(page, surroundings)}
    <main id="content" tabindex="-1">${page.main}</main>
    <footer class="foot">
      <p>
        Sandbox Bank is part of express-hosted-checkout and lives on this machine only. All times are ${clock.zone}.
      </p>
      <p>It forgets everything when it stops.</p>
    </footer>`
  return writeDocument({
    title: `${page.title} – Sandbox Bank`,
    stylesheetUrl,
    head: html`<link rel="icon" href="${emblemPath}" type="image/svg+xml" />`,
    look: 'bank',
    body,
  })
}

function writeTop({ place, search = '' }: StaffPage, { host, waitingFaults, bank }: StaffSurroundings): Markup {
  return html`<header class="top">
    <p class="band">
      <strong>Test bank.</strong> No money moves here. Never enter a real card.
      ${bank === undefined ? undefined : html`It speaks as <bdi>${bank}</bdi> does.`}
    </p>
    <div class="top-in">
      <a class="shop" href="/">
        ${mark}
        <span
          >Sandbox Bank <small><bdi>${host}</bdi></small></span
        >
      </a>
      <form class="find" role="search" action="/">
        <label class="unseen" for="find">Find an order</label>
        <input
          id="find"
          type="search"
          name="q"
          maxlength="200"
          value="${search.slice(0, 200)}"
          placeholder="Number, description, card end"
        />
        <button class="button">Find</button>
      </form>
      <nav class="nav" aria-label="Bank">
        <ul>
          ${Object.entries(placeWords).map(([name, [word, path]]) => {
            const count = name === 'faults' && waitingFaults > 0 ? writeCount(waitingFaults) : undefined
            return html`<li>
              <a href="${path}" ${name === place ? html`aria-current="page"` : undefined}>${word}${count}</a>
            </li>`
          })}
        </ul>
      </nav>
    </div>
  </header>`
}

const mark = html`<svg class="mark" viewBox="0 0 30 30" width="30" height="30" aria-hidden="true">
  <path class="mark-field" d="M15 1l12 4v10c0 7-5 12-12 14C8 27 3 22 3 15V5z" />
  <path
    class="mark-line"
    d="M9.5 15.2l3.9 3.9 7.2-8"
    stroke-width="2.4"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`

function writeCount(count: number): Markup {
  return html` <span class="count">${countText(count)}<span class="unseen"> to come</span></span>`
}
