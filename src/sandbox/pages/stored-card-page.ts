import type { BankOrder } from '../bank/bank-order.ts'
import type { FieldErrors } from '../bank/card-fields.ts'
import type { StoredBankCard } from '../bank/stored-cards.ts'
import { html } from '../../html/html.ts'
import { cardField, securityCode } from './card-field.ts'
import { layout } from './layout.ts'
import { orderSummary, totalOf } from './order-summary.ts'
import { tryNotice, tryTitle } from './try-notice.ts'

export interface StoredCardPage {
  readonly order: BankOrder
  readonly merchantName: string
  /** The card to pay with; undefined if it was removed since the order was opened. */
  readonly stored: StoredBankCard | undefined
  readonly payAction: string
  readonly leaveAction: string
  /** Where the buyer enters another card; undefined if the order can be paid with this one alone. */
  readonly otherCardPath: string | undefined
  readonly errors?: FieldErrors
}

/** The name of a stored card to a buyer. */
export function nameOf({ card }: StoredBankCard): string {
  return [card.brand, card.maskedNumber].filter((part) => part !== undefined).join(' ')
}

/** The form for a stored card: it asks for the security code alone (BPC: stored cards). */
export function storedCardPage(page: StoredCardPage): string {
  const { order, merchantName, stored, leaveAction, otherCardPath, errors = {} } = page
  return layout({
    title: tryTitle(order, errors, 'Pay with a stored card'),
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">Pay with a stored card</h1>
        ${tryNotice(order, errors)} ${stored ? payForm(page, stored) : html`<p>This card is no longer stored.</p>`}
        ${otherCardPath === undefined ? undefined : html`<p><a href="${otherCardPath}">Pay with another card</a></p>`}
        <form method="post" action="${leaveAction}">
          <button class="secondary" type="submit">${order.failedTriesCount > 0 ? 'Back to the shop' : 'Cancel'}</button>
        </form>
      </section>
    `,
  })
}

function payForm({ order, payAction, errors = {} }: StoredCardPage, stored: StoredBankCard) {
  return html`
    <p class="stored-card">${nameOf(stored)}</p>
    <form method="post" action="${payAction}" novalidate>
      ${cardField(securityCode, errors.cvc, undefined)}
      <button class="primary" type="submit">Pay ${totalOf(order)}</button>
    </form>
  `
}
