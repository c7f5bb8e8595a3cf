import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import type { WaitingProposal } from '../ledger/proposal-ledger.ts'
import type { Order } from '../order.ts'
import { card, empty } from './layout.ts'
import { nameOf } from './order-page.ts'
import { drawProposal } from './proposal-page.ts'
import { reasonWords } from './review-page.ts'
import { drawShape } from './shapes.ts'
import { countText, counted, drawMoney } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** What needs a person, in short. */
export interface Todo {
  /** In review, or with goods that are stuck; some of them. */
  readonly orders: readonly Order[]
  readonly proposals: readonly WaitingProposal[]
  /** How many there are in all; counted up to a thousand of each kind. */
  readonly all: number
  /** Orders that look after themselves. */
  readonly open: number
}

/** What, which order, since when, how much. */
export function drawTodo({ orders, proposals, all, open }: Todo, base: string, clock: Clockwork): Markup {
  const rest = `${counted(open, 'open order')} ${open === 1 ? 'is' : 'are'} asked about by itself.`
  const heading = 'Needs a person'
  if (all === 0)
    return card('person', heading, empty('Nothing needs you.', open === 0 ? '' : rest), undefined, 'stretch')
  return card(
    'person',
    heading,
    html`<ul class="todo">
        ${proposals.map((one) => drawProposal(one, base, clock))} ${orders.map((one) => drawOrder(one, base, clock))}
      </ul>
      <p class="end">Everything else looks after itself. ${open === 0 ? undefined : rest}</p>`,
    html`<a href="${base}/review">All ${countText(all)}</a>`,
    'stretch',
  )
}

function drawOrder(order: Order, base: string, clock: Clockwork): Markup {
  const { orderNumber, status, reviewReason, amountMinor, currency, createdAt } = order
  const inReview = reviewReason === undefined ? 'Put to review' : reasonWords[reviewReason]
  const [shape, said] = status === 'review' ? (['review', inReview] as const) : (['stuck', 'Goods stuck'] as const)
  return html`<li>
    ${drawShape(shape, 'bad')}
    <div>
      <a href="${base}/review#${orderNumber.toLowerCase()}">${said}</a>
      <small><bdi>${nameOf(order)}</bdi>, opened ${clock.time(createdAt)}</small>
    </div>
    ${drawMoney(amountMinor, currency)}
  </li>`
}
