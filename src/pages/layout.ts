import { sortActions } from './actions.ts'
import type { Action, Actions, MainAction } from './actions.ts'
import { drawGlyph } from './glyph.ts'
import type { Glyph } from './glyph.ts'
import { html, toText } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { wordsOf } from './language.ts'
import type { Page, PageSurroundings, ShopFront } from './page.ts'

/** The one accent colour of a page. Always beside a glyph and a title that say the same. */
export type Tone = 'good' | 'bad' | 'waiting' | 'caution'

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
  /** Whether money was taken: the second thing a buyer reads. Undefined if the title says it, or nobody asks. */
  readonly money: string | undefined
  readonly paragraphs: readonly (string | undefined)[]
  readonly facts: readonly (Fact | undefined)[]
  /** What the page's button does. */
  readonly action: MainAction
  /** Whether that is the only link of the page. */
  readonly isOnlyLink?: boolean
  /** Whether the facts are what the buyer came for. They then come before the links. */
  readonly areFactsFirst?: boolean
  /** Subject of an e-mail to the shop. */
  readonly subject?: string | undefined
  /** Further elements for the head. */
  readonly head?: Content
}

/** Writes a page: no script, no inline style, nothing from another origin but the shop's logo. */
export function writePage(content: PageContent, { language, stylesheetUrl, shop }: PageSurroundings): Page {
  const words = wordsOf(language)
  const actions = writeActions(sortActions(content.action, { shop, words, subject: content.subject }), content)
  const facts = writeFacts(content.facts)
  const page = html`<!doctype html>
    <html lang="${language}" dir="${words.direction}">
      <head>
        <meta charset="utf-8" />
        <title>${[content.title, shop.name].filter((text) => text !== undefined).join(' · ')}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        ${content.head}
        <link rel="stylesheet" href="${stylesheetUrl}" />
      </head>
      <body>
        ${writeShop(shop)}
        <main class="card ${content.tone}">
          <div class="outcome">
            ${drawGlyph(content.glyph)}
            <h1>${content.title}</h1>
            ${content.money && html`<p class="money" role="status">${content.money}</p>`}
          </div>
          ${writeParagraphs(content.paragraphs)} ${content.areFactsFirst ? [facts, actions] : [actions, facts]}
        </main>
        <footer>
          <p>${words.cardDetails}</p>
        </footer>
      </body>
    </html> `
  return { status: content.status, html: toText(page), language }
}

/** The logo takes the place of the name. */
function writeShop({ name, logoUrl, homeUrl }: ShopFront): Content {
  if (name === undefined && logoUrl === undefined) return undefined
  const said = name ?? new URL(homeUrl).host
  const shown = logoUrl === undefined ? html`<bdi>${said}</bdi>` : html`<img src="${logoUrl}" alt="${said}" />`
  return html`<header><p class="shop" translate="no">${shown}</p></header>`
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

function writeActions({ button, links }: Actions, { isOnlyLink = false }: PageContent): Content {
  const others = isOnlyLink ? [] : links
  return [
    button && writeButton(button),
    others.length > 0 ? html`<p class="links">${others.map((link) => writeAction(link, 'link'))}</p>` : undefined,
  ]
}

function writeButton(action: Action): Content {
  if (action.isPost) {
    return html`<form class="action" method="post"><button class="button">${action.label}</button></form>`
  }
  return html`<p class="action">${writeAction(action, 'button')}</p>`
}

function writeAction({ label, url, kind, detail }: Action, look: 'button' | 'link'): Content {
  const told = detail === undefined ? undefined : html`: <bdi dir="ltr">${detail}</bdi>`
  return [html`<a class="${kind ? `${look} ${kind}` : look}" href="${url}">${label}${told}</a>`, ' ']
}
