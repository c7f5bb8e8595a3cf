import type { BankOrder } from '../bank/bank-order.ts'
import type { ThreeDSecure } from '../bank/cards.ts'
import { html } from '../../html/html.ts'
import { layout } from './layout.ts'
import { orderSummary } from './order-summary.ts'

export interface ChallengePage {
  readonly order: BankOrder
  readonly merchantName: string
  readonly protocol: ThreeDSecure
  readonly answerAction: string
  readonly error?: string
}

const wording = {
  '3-D Secure 2': {
    label: 'One-time code',
    ask: 'We sent a one-time code to your phone. Enter it to confirm this payment.',
    hint: 'Six digits. In this sandbox 123456 is right; any other code is declined.',
    digits: 6,
  },
  '3-D Secure 1': {
    label: 'Password',
    ask: 'Enter the password you chose for online payments.',
    hint: 'Eight digits. In this sandbox 12345678 is right; any other password is declined.',
    digits: 8,
  },
} as const satisfies Record<ThreeDSecure, object>

/** How many digits the issuer asks for. */
export function codeLength(protocol: ThreeDSecure): number {
  return wording[protocol].digits
}

/** The issuer's page, which checks that the buyer is the cardholder. */
export function challengePage({ order, merchantName, protocol, answerAction, error }: ChallengePage): string {
  const { label, ask, hint, digits } = wording[protocol]
  return layout({
    title: error === undefined ? 'Confirm it is you' : 'Check the code',
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <p class="eyebrow">${protocol}</p>
        <h1 id="heading">Confirm it is you</h1>
        <p>${ask}</p>
        <p>Card <code>${order.card?.maskedNumber ?? ''}</code></p>
        <form method="post" action="${answerAction}" novalidate>
          <div class="field">
            <label for="code">${label}</label>
            <p class="hint" id="code-hint">${hint}</p>
            ${error === undefined ? undefined : html`<p class="field-error" id="code-error" role="alert">${error}</p>`}
            <input
              id="code"
              name="code"
              type="text"
              required
              autofocus
              autocomplete="one-time-code"
              inputmode="numeric"
              maxlength="${digits}"
              aria-describedby="${error === undefined ? 'code-hint' : 'code-error code-hint'}"
              ${error === undefined ? undefined : html`aria-invalid="true"`}
            />
          </div>
          <button class="primary" type="submit">Confirm</button>
          <button class="secondary" type="submit" name="cancel" value="yes">Cancel</button>
        </form>
      </section>
    `,
  })
}
