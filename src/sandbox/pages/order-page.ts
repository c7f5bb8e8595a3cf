import { card, fold, notice, trail } from '../../back-office/layout.ts'
import { drawMoneyTable } from '../../back-office/money-table.ts'
import type { MoneyLine } from '../../back-office/money-table.ts'
import { drawBadge } from '../../back-office/states.ts'
import { shortNumber } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Markup } from '../../html/html.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import type { Happening } from '../bank/journal.ts'
import { badgeOf, currencyOf, moneyOf } from './bank-states.ts'
import { deedsCard } from './deeds-card.ts'
import type { DeedFault } from './deeds-card.ts'
import { cut } from './deed-words.ts'
import { happenings } from './happenings.ts'
import { factsCard } from './order-facts.ts'
import type { Done, StaffPage } from './staff-frame.ts'

export interface OrderView {
  readonly order: BankOrder
  /** Where the buyer pays. */
  readonly payPath: string
  readonly merchantName: string
  /** Where callbacks go; undefined if nowhere. */
  readonly callbackUrl: string | undefined
  /** Why there is none, after “Nowhere: ”. */
  readonly callsNowhere: string
  /** Newest first. */
  readonly happened: readonly Happening[]
  /** What the status call answers, as JSON. */
  readonly statusAnswer: string
  readonly done: Done | undefined
  readonly fault: DeedFault | undefined
  readonly key: string
  readonly clock: Clockwork
}

/** Everything the bank knows of one order, and what can be done to it. */
export function orderPage(view: OrderView): StaffPage {
  const { order, done, happened, clock, statusAnswer } = view
  return {
    ...(view.fault && { status: 422 }),
    title: `Order ${shortNumber(order.orderNumber)}`,
    place: 'orders',
    main: [
      orderHead(view),
      done && notice('good', 'paid', html`<p>${done.text}</p>`, true),
      html`<div class="cols lead">
        <div class="cols">${deedsCard(view)} ${moneyCard(view)}</div>
        ${card('happened', 'What happened', happenings(order, happened, clock), 'Newest first')}
      </div>`,
      factsCard(view),
      card(
        'status',
        'What the status call answers',
        html`<div class="in">${fold('getOrderStatusExtended.do', cut(statusAnswer, 12_000))}</div>`,
      ),
    ],
  }
}

function orderHead({ order }: OrderView): Markup {
  const { orderNumber, amount, description } = order
  return html`<div>
    ${trail([{ text: 'Orders', href: '/' }, { text: shortNumber(orderNumber) }])}
    <div class="order-head">
      <h1><bdi class="mono">${shortNumber(orderNumber)}</bdi> ${drawBadge(badgeOf(order), 'big')}</h1>
      <p class="sum">${moneyOf(order, amount)}</p>
    </div>
    ${description === '' ? undefined : html`<p class="quiet"><bdi>${cut(description)}</bdi></p>`}
  </div>`
}

/** How many refunds the page shows. */
const maxRefunds = 30

/** What went in and out, and what the merchant keeps. */
function moneyCard({ order, clock }: OrderView): Markup {
  const currency = currencyOf(order)
  const { depositedAmount, isChargedBack, refunds } = order
  const table = { currency, lines: moneyLines(order), keptLabel: 'The shop keeps' }
  return card(
    'money',
    'Money in and out',
    html`<div class="in">
      ${drawMoneyTable({ ...table, keptMinor: isChargedBack ? 0 : depositedAmount }, clock)}
      ${refunds.length > maxRefunds ? html`<p class="hint">The last ${maxRefunds} refunds are shown.</p>` : undefined}
    </div>`,
    currency,
  )
}

function moneyLines(order: BankOrder): readonly MoneyLine[] {
  const { amount, registeredAt, approvedAmount, authorisedAt, depositedAmount, depositedAt, refunds } = order
  const captured = depositedAmount + order.refundedAmount
  const asked: MoneyLine = { what: 'Asked for', at: registeredAt, amountMinor: amount, isQuiet: true }
  const approved: MoneyLine = { what: 'Approved', at: authorisedAt, amountMinor: approvedAmount, isQuiet: true }
  return [
    asked,
    ...(approvedAmount > 0 ? [approved] : []),
    ...(captured > 0 ? [{ what: 'Captured', at: depositedAt, amountMinor: captured }] : []),
    ...refunds.slice(-maxRefunds).map((refund) => ({ what: 'Refunded', at: refund.at, amountMinor: -refund.amount })),
    ...(order.isChargedBack ? [{ what: 'Charged back', amountMinor: -depositedAmount }] : []),
  ]
}
