import { explainToBuyer } from '../bank/action-codes.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import type { FieldErrors } from '../bank/card-fields.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'
import { cardFields } from './card-field.ts'

/** What went wrong with the last attempt; undefined if there is nothing to tell. */
export function tryNotice(order: BankOrder, errors: FieldErrors): Markup | undefined {
  if (Object.keys(errors).length > 0) return errorSummary(errors)
  return order.failedTriesCount > 0 ? declineNotice(order) : undefined
}

/** What the page is called then. */
export function tryTitle(order: BankOrder, errors: FieldErrors, usual: string): string {
  if (Object.keys(errors).length > 0) return 'Check your card details'
  return order.failedTriesCount > 0 ? 'Payment declined' : usual
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
