import { drawGlyph } from './glyph.ts'
import type { Glyph } from './glyph.ts'
import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { wordsOf } from './language.ts'
import type { Page, PageSurroundings } from './page.ts'

/** The one accent colour of a page. Always beside a glyph and a title that say the same. */
export type Tone = 'good' | 'bad' | 'waiting' | 'caution'

/** A link in the shape of a button. */
export interface Action {
  readonly label: string
  /** Empty: the page's own address. */
  readonly url: string
  /** A button that posts a form to the page's own address, instead of a link. */
  readonly isPost?: boolean
}

/** One line of the order's facts. */
export interface Fact {
  readonly label: string
  readonly value: Markup
  readonly kind?: 'amount' | 'number'
}

/** What is on a page, before it is written as HTML. */
export interface PageContent {
  readonly status: number
  readonly tone: Tone
  readonly glyph: Glyph
  /** The outcome; also the title of the document. */
  readonly title: string
  /** Whether money was taken: the second thing a buyer reads. */
  readonly money: string
  readonly paragraphs: readonly (string | undefined)[]
  readonly facts: readonly (Fact | undefined)[]
  readonly action: Action | undefined
  /** Further elements for the head. */
  readonly head?: Content
}

/** Writes a page: no script, no inline style, nothing from another origin. */
export function writePage(content: PageContent, { language, stylesheetUrl, shopUrl }: PageSurroundings): Page {
  const { cardDetails, actions } = wordsOf(language)
  // Every language we have is written from left to right.
  const page = html`<!doctype html>
    <html lang="${language}" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <title>${content.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        ${content.head}
        <link rel="stylesheet" href="${stylesheetUrl}" />
      </head>
      <body>
        <main class="card ${content.tone}">
          <div class="outcome">
            ${drawGlyph(content.glyph)}
            <h1>${content.title}</h1>
            <p class="money" role="status">${content.money}</p>
          </div>
          ${writeParagraphs(content.paragraphs)} ${writeFacts(content.facts)} ${writeAction(content.action)}
        </main>
        <footer>
          ${shopUrl === undefined ? undefined : html`<p><a href="${shopUrl}">${actions.backToShop}</a></p>`}
          <p>${cardDetails}</p>
        </footer>
      </body>
    </html> `
  return { status: content.status, html: toText(page), language }
}

function writeParagraphs(paragraphs: PageContent['paragraphs']): Content {
  const written = paragraphs.filter((text) => text !== undefined).map((text) => html`<p>${text}</p>`)
  return written.length > 0 ? html`<div class="explanation">${written}</div>` : undefined
}

function writeFacts(facts: PageContent['facts']): Content {
  const written = facts.filter((fact) => fact !== undefined).map(writeFact)
  return written.length > 0 ? html`<dl class="facts">${written}</dl>` : undefined
}

function writeFact({ label, value, kind }: Fact): Markup {
  return html`<div class="${kind ? `fact fact-${kind}` : 'fact'}">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`
}

function writeAction(action: Action | undefined): Content {
  if (action?.isPost) {
    return html`<form class="action" method="post"><button class="button">${action.label}</button></form>`
  }
  return action && html`<p class="action"><a class="button" href="${action.url}">${action.label}</a></p>`
}
