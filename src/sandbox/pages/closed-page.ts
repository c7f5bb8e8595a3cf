import type { BankOrder } from '../bank/bank-order.ts'
import { html } from '../../html/html.ts'
import { layout } from './layout.ts'
import { orderSummary } from './order-summary.ts'

export interface ClosedPage {
  readonly order: BankOrder
  readonly merchantName: string
  readonly leaveAction: string
}

/** The page of an order that can no longer be paid: already paid, declined for good, or timed out. */
export function closedPage({ order, merchantName, leaveAction }: ClosedPage): string {
  const { heading, text } = wordingFor(order)
  return layout({
    title: heading,
    content: html`
      ${orderSummary(order, merchantName)}
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">${heading}</h1>
        <p>${text}</p>
        <form method="post" action="${leaveAction}">
          <button class="primary" type="submit">Back to the shop</button>
        </form>
      </section>
    `,
  })
}

/** The page for a URL that names no known order. */
export function unknownOrderPage(): string {
  return layout({
    title: 'Order not found',
    content: html`
      <section class="card" aria-labelledby="heading">
        <h1 id="heading">We cannot find this order</h1>
        <p>You have not been charged here. Go back to the shop and start the payment again.</p>
      </section>
    `,
  })
}

function wordingFor({ orderStatus, actionCode }: BankOrder): { heading: string; text: string } {
  if (orderStatus === 1 || orderStatus === 2) {
    return { heading: 'This order is paid', text: 'There is nothing more to do. You will not be charged again.' }
  }
  if (orderStatus === 3 || orderStatus === 4) {
    return { heading: 'This payment was returned', text: 'The shop has returned the money for this order.' }
  }
  if (orderStatus === 7) {
    return { heading: 'Your bank has not told us yet', text: 'Do not pay again: the shop is told once it has.' }
  }
  return { heading: headingOf(actionCode), text: 'You have not been charged. Go back to the shop to start again.' }
}

function headingOf(actionCode: number): string {
  if (actionCode === -2014 || actionCode === -2007) return 'The time to pay has run out'
  if (actionCode === -2013) return 'Too many failed attempts'
  return 'The shop has closed this order'
}
