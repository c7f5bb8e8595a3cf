import type { BankOrder } from '../bank/bank-order.ts'
import { html } from '../../html/html.ts'
import { layout } from './layout.ts'
import { orderSummary, totalOf } from './order-summary.ts'

export interface CodePage {
  readonly order: BankOrder
  readonly merchantName: string
  readonly answerAction: string
  /** Where a card is entered instead. */
  readonly cardPath: string
}

/** The button that a buyer presses, in the app of their own bank, and what it sends. */
export const codeAnswers = { name: 'answer', confirm: 'confirm', refuse: 'refuse' } as const

/** How long the buyer's bank keeps it to itself, in milliseconds: as the form sends it, and in words. */
const delays = [
  { name: '60000', words: 'after a minute' },
  { name: '10000', words: 'after ten seconds' },
  { name: '0', words: 'at once' },
] as const

/** The field with one of them. */
export const toldAfterField = 'toldAfterMs'

/** The page with the QR code. Nothing can scan it: the buyer's own bank is played here, too. */
export function codePage({ order, merchantName, answerAction, cardPath }: CodePage): string {
  return layout({
    title: 'Pay by QR code',
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">Pay by QR code</h1>
        <p>
          A real bank shows a code here, which the buyer scans with the app of their own bank. In this sandbox you press
          what the buyer would press in that app. The shop is told of it only later.
        </p>
        <form method="post" action="${answerAction}">
          <div class="field">
            <label for="told">The shop is told</label>
            <select id="told" name="${toldAfterField}">
              ${delays.map(({ name, words }) => html`<option value="${name}">${words}</option>`)}
            </select>
          </div>
          <button class="primary" name="${codeAnswers.name}" value="${codeAnswers.confirm}">
            Confirm ${totalOf(order)} in the app
          </button>
          <button class="secondary" name="${codeAnswers.name}" value="${codeAnswers.refuse}">Refuse in the app</button>
        </form>
        <p><a href="${cardPath}">Pay by card</a></p>
      </section>
    `,
  })
}
