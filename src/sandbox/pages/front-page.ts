import { isOpen } from '../bank/bank-order.ts'
import type { BankOrder, BankOrderStatus } from '../bank/bank-order.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'
import { layout } from './layout.ts'
import { totalOf } from './order-summary.ts'
import { testCardTable } from './test-card-table.ts'

export interface FrontPage {
  readonly restUrl: string
  readonly user: string
  readonly merchantName: string
  /** Newest first. `formUrl` leads to the page where the order is paid. */
  readonly orders: readonly (BankOrder & { readonly formUrl: string })[]
}

/** How many orders the front page shows. Chosen by feel. */
export const ordersShown = 20

const statusNames: Readonly<Record<BankOrderStatus, string>> = {
  0: 'registered',
  1: 'held',
  2: 'paid',
  3: 'reversed',
  4: 'refunded',
  5: "at the issuer's page",
  6: 'declined',
}

/** The root of the bank: where a shop finds it, the cards to pay with, and the orders it knows. */
export function frontPage({ restUrl, user, merchantName, orders }: FrontPage): string {
  return layout({
    title: 'For developers',
    content: html`
      <section class="summary" aria-label="For the shop">
        <dl>
          <div>
            <dt>Merchant</dt>
            <dd>${merchantName}</dd>
          </div>
          <div>
            <dt>REST API</dt>
            <dd><code>${restUrl}</code></dd>
          </div>
          <div>
            <dt>User</dt>
            <dd><code>${user}</code></dd>
          </div>
        </dl>
      </section>
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">A bank for trying things out</h1>
        <p>Buy something in your shop, and pay here with one of these cards.</p>
        ${testCardTable}
        <h2>Orders</h2>
        ${orders.length === 0 ? html`<p>None yet. They appear once your shop has registered one.</p>` : list(orders)}
      </section>
    `,
  })
}

function list(orders: FrontPage['orders']): Markup {
  return html`
    <div class="table" role="region" aria-label="Orders" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Order number</th>
            <th scope="col">Total</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          ${orders.map(
            (order) =>
              html`<tr>
                <td>
                  ${isOpen(order) ? html`<a href="${order.formUrl}">${order.orderNumber}</a>` : order.orderNumber}
                </td>
                <td>${totalOf(order)}</td>
                <td>${statusNames[order.orderStatus]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `
}
