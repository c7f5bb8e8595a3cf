import { findCurrencyByNumber } from '../../iso-4217.ts'
import { formatMoney } from '../../money.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'

/** Who is paid, what for, and how much. */
export function orderSummary(order: BankOrder, merchantName: string): Markup {
  return html`
    <section class="summary" aria-label="Your order">
      <dl>
        <div>
          <dt>Paid to</dt>
          <dd>${merchantName}</dd>
        </div>
        ${
          order.description === ''
            ? undefined
            : html`<div>
                <dt>For</dt>
                <dd>${order.description}</dd>
              </div>`
        }
        <div>
          <dt>Order</dt>
          <dd class="order-number">${order.orderNumber}</dd>
        </div>
        <div class="total">
          <dt>Total</dt>
          <dd>${totalOf(order)}</dd>
        </div>
      </dl>
    </section>
  `
}

/** The total in English format, like the page's texts: `€19.99`. */
export function totalOf({ amount, currency }: Pick<BankOrder, 'amount' | 'currency'>): string {
  return formatMoney(amount, findCurrencyByNumber(currency)?.alphabetic ?? 'XXX', 'en')
}
