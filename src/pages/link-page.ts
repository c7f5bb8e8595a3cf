import { formatMoney } from '../money.ts'
import { html } from '../html/html.ts'
import { plainDescription } from '../plain-text.ts'
import { wordsOf } from './language.ts'
import { writePage } from './layout.ts'
import type { Page, PageSurroundings } from './page.ts'

/** What of a payment link a buyer sees. */
export interface LinkShown {
  /** Integer minor units of `currency`. */
  readonly amountMinor: number
  readonly currency: string
  readonly description?: string | undefined
  readonly language?: string | undefined
}

/**
 * The page of a payment link: 200. Whose it is, what it is for, how much it is, and a button that posts to the page's
 * own address: nothing is registered before somebody presses it.
 *
 * @param shop - the shop as its buyers know it.
 */
export function linkPage(link: LinkShown, shop: string, surroundings: PageSurroundings): Page {
  const { link: words, money, facts, actions, locale } = wordsOf(surroundings.language)
  const description = link.description === undefined ? undefined : plainDescription(link.description)
  return writePage(
    {
      status: 200,
      tone: 'waiting',
      glyph: 'lock',
      title: words.title,
      // A buyer may have paid at the bank a moment ago: nobody has asked it yet.
      money: money.notByThisPage,
      paragraphs: [words.next],
      facts: [
        {
          label: facts.amount,
          value: html`${formatMoney(link.amountMinor, link.currency, locale)}`,
          kind: 'amount',
        },
        description === undefined ? undefined : { label: facts.description, value: html`<bdi>${description}</bdi>` },
        { label: facts.shop, value: html`<bdi translate="no">${shop}</bdi>` },
      ],
      areFactsFirst: true,
      action: { label: actions.goOn, url: '', isPost: true },
    },
    surroundings,
  )
}
