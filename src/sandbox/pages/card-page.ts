import { explainToBuyer } from '../bank/action-codes.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import type { CardField, FieldErrors } from '../bank/card-fields.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'
import { layout } from './layout.ts'
import { orderSummary, totalOf } from './order-summary.ts'
import { testCardTable } from './test-card-table.ts'

export interface CardPage {
  readonly order: BankOrder
  readonly merchantName: string
  readonly payAction: string
  readonly leaveAction: string
  /** What is wrong with the submitted fields. */
  readonly errors?: FieldErrors
  /** The submitted fields. The security code is never shown again. */
  readonly fields?: Readonly<Record<string, string | undefined>>
}

interface Field {
  readonly name: CardField
  readonly label: string
  readonly hint?: string
  readonly autocomplete: string
  readonly isNumeric: boolean
  readonly maxLength: number
}

/** `autocomplete` names from the HTML standard, so browsers offer stored cards. */
const cardFields: readonly Field[] = [
  { name: 'number', label: 'Card number', autocomplete: 'cc-number', isNumeric: true, maxLength: 23 },
  {
    name: 'expiry',
    label: 'Expiry date',
    hint: 'MM / YY',
    autocomplete: 'cc-exp',
    isNumeric: true,
    maxLength: 9,
  },
  {
    name: 'cvc',
    label: 'Security code',
    hint: '3 digits on the back',
    autocomplete: 'cc-csc',
    isNumeric: true,
    maxLength: 4,
  },
  { name: 'name', label: 'Name on card', autocomplete: 'cc-name', isNumeric: false, maxLength: 26 },
]

/** The card form. What went wrong last time is shown above it. */
export function cardPage({ order, merchantName, payAction, leaveAction, errors = {}, fields = {} }: CardPage): string {
  const hasErrors = Object.keys(errors).length > 0
  const wasDeclined = order.failedTriesCount > 0
  return layout({
    title: hasErrors ? 'Check your card details' : wasDeclined ? 'Payment declined' : 'Pay by card',
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">Pay by card</h1>
        ${hasErrors ? errorSummary(errors) : wasDeclined ? declineNotice(order) : undefined}
        <form method="post" action="${payAction}" novalidate>
          ${cardFields.map((field) => cardField(field, errors[field.name], fields[field.name]))}
          <button class="primary" type="submit">Pay ${totalOf(order)}</button>
        </form>
        <form method="post" action="${leaveAction}">
          <button class="secondary" type="submit">${wasDeclined ? 'Back to the shop' : 'Cancel'}</button>
        </form>
        <details class="test-cards">
          <summary>Test cards to pay with</summary>
          ${testCardTable}
        </details>
      </section>
    `,
  })
}

function cardField(field: Field, error: string | undefined, value: string | undefined): Markup {
  const { name, label, hint, autocomplete, isNumeric, maxLength } = field
  const describedBy = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ')
  return html`
    <div class="field field-${name}">
      <label for="${name}">${label}</label>
      ${hint === undefined ? undefined : html`<p class="hint" id="${name}-hint">${hint}</p>`}
      ${error === undefined ? undefined : html`<p class="field-error" id="${name}-error">${error}</p>`}
      <input
        id="${name}"
        name="${name}"
        type="text"
        required
        autocomplete="${autocomplete}"
        inputmode="${isNumeric ? 'numeric' : 'text'}"
        maxlength="${maxLength}"
        ${describedBy === '' ? undefined : html`aria-describedby="${describedBy}"`}
        ${error === undefined ? undefined : html`aria-invalid="true"`}
        ${value === undefined || name === 'cvc' ? undefined : html`value="${value}"`}
      />
    </div>
  `
}

/** Takes the focus: not every screen reader announces an alert that is there when the page loads. */
function errorSummary(errors: FieldErrors): Markup {
  const items = cardFields.flatMap(({ name }) => {
    const error = errors[name]
    return error === undefined ? [] : [html`<li><a href="#${name}">${error}</a></li>`]
  })
  return html`
    <div class="notice" role="alert" tabindex="-1" autofocus>
      <h2>Check your card details</h2>
      <p>You have not been charged.</p>
      <ul>
        ${items}
      </ul>
    </div>
  `
}

function declineNotice({ actionCode }: BankOrder): Markup {
  return html`
    <div class="notice" role="alert" tabindex="-1" autofocus>
      <h2>The payment was declined</h2>
      <p>${explainToBuyer(actionCode)}</p>
      <p>You have not been charged. You can try again with this card or another one.</p>
    </div>
  `
}
