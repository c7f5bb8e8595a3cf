import type { BankOrder } from '../bank/bank-order.ts'
import type { FieldErrors } from '../bank/card-fields.ts'
import type { StoredBankCard } from '../bank/stored-cards.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'
import { cardField, cardFields } from './card-field.ts'
import { layout } from './layout.ts'
import { orderSummary, totalOf } from './order-summary.ts'
import { nameOf } from './stored-card-page.ts'
import { testCardTable } from './test-card-table.ts'
import { tryNotice, tryTitle } from './try-notice.ts'

export interface CardPage {
  readonly order: BankOrder
  readonly merchantName: string
  readonly payAction: string
  readonly leaveAction: string
  /** Where the buyer pays by QR code; undefined if the order takes none. */
  readonly codePath: string | undefined
  /** The cards that are stored for this buyer, each with the page where it is paid with. */
  readonly offered: readonly { readonly stored: StoredBankCard; readonly path: string }[]
  /** What is wrong with the submitted fields. */
  readonly errors?: FieldErrors
  /** The submitted fields. The security code is never shown again. */
  readonly fields?: Readonly<Record<string, string | undefined>>
}

/** The name of the box that a buyer ticks to have the card stored, and its value. */
export const storeBox = { name: 'store', value: 'yes' } as const

/** The card form. What went wrong last time is shown above it. */
export function cardPage(page: CardPage): string {
  const { order, merchantName, payAction, leaveAction, codePath, offered, errors = {}, fields = {} } = page
  return layout({
    title: tryTitle(order, errors, 'Pay by card'),
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">Pay by card</h1>
        ${tryNotice(order, errors)} ${offered.length === 0 ? undefined : offers(offered)}
        <form method="post" action="${payAction}" novalidate>
          ${cardFields.map((field) => cardField(field, errors[field.name], fields[field.name]))} ${storeChoice(page)}
          <button class="primary" type="submit">Pay ${totalOf(order)}</button>
        </form>
        ${codePath === undefined ? undefined : html`<p><a href="${codePath}">Pay by QR code (SBP)</a></p>`}
        <form method="post" action="${leaveAction}">
          <button class="secondary" type="submit">${order.failedTriesCount > 0 ? 'Back to the shop' : 'Cancel'}</button>
        </form>
        <details class="test-cards">
          <summary>Test cards to pay with</summary>
          ${testCardTable}
        </details>
      </section>
    `,
  })
}

function offers(offered: CardPage['offered']): Markup {
  return html`
    <h2 id="stored">Your stored cards</h2>
    <ul class="stored-cards" aria-labelledby="stored">
      ${offered.map(({ stored, path }) => html`<li><a href="${path}">Pay with ${nameOf(stored)}</a></li>`)}
    </ul>
    <h2>Or another card</h2>
  `
}

/** Ticked at first: the buyer may refuse, unless the merchant has said that the card is stored (BPC: stored cards). */
function storeChoice({ order, errors, fields = {} }: CardPage): Markup | undefined {
  if (order.clientId === undefined) return undefined
  if (order.storesCardUnasked) return html`<p class="choice">The card is stored for your next payment.</p>`
  const isTicked = errors === undefined || fields[storeBox.name] === storeBox.value
  return html`
    <label class="choice">
      <input
        type="checkbox"
        name="${storeBox.name}"
        value="${storeBox.value}"
        ${isTicked ? html`checked` : undefined}
      />
      Store this card for my next payment
    </label>
  `
}
