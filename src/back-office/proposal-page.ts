import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import type { RefundProposal, WaitingProposal } from '../ledger/proposal-ledger.ts'
import type { Order } from '../order.ts'
import { questionHead, writeSum } from './deed-page.ts'
import { hidden, notice } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { nameOf } from './order-page.ts'
import { drawShape } from './shapes.ts'
import { amountText, cardText, drawMoney } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** A refund that waits for a second person, before somebody who may decide. */
export interface ProposalShown extends WaitingProposal {
  /** Whether who looks has proposed it: they can only take it back. */
  readonly isOwn: boolean
  /** Signed, for each of the two buttons; the first is undefined where it cannot be pressed. */
  readonly seals: { readonly approve: string | undefined; readonly refuse: string }
  readonly base: string
}

/** One question, and two answers. */
export function proposalPage(shown: ProposalShown, clock: Clockwork): OfficePage {
  const { proposal, order, isOwn, base } = shown
  const amount = amountText(proposal.amountMinor, order.currency)
  const here = `${base}/orders/${order.orderNumber}`
  const question = isOwn ? `${amount} wait for another person` : `Agree to give back ${amount}?`
  return {
    title: question,
    main: html`${questionHead(question, order, base)}
      <div class="card ask">
        ${writeSum(order, proposal)}
        <div class="in">${writeAsked(proposal, clock)}</div>
        ${writeAnswers(shown, amount, here)}
      </div>`,
  }
}

function writeAsked({ proposedBy, proposedAt, note }: RefundProposal, clock: Clockwork): Markup {
  return html`<dl class="facts">
    <div>
      <dt>Proposed by</dt>
      <dd><bdi>${proposedBy}</bdi></dd>
    </div>
    <div>
      <dt>At</dt>
      <dd>${clock.exactTime(proposedAt)}</dd>
    </div>
    <div>
      <dt>Why</dt>
      <dd>${note === undefined ? html`<span class="quiet">Nothing was said</span>` : html`<bdi>${note}</bdi>`}</dd>
    </div>
  </dl>`
}

const onceForGood = html`<p>It cannot be taken back. The money moves once, however often you press.</p>`

function writeAnswers({ order, isOwn, seals }: ProposalShown, amount: string, here: string): Content {
  const card = order.card && cardText(order.card)
  const steps = [
    `The bank is told to send ${amount} to ${card === undefined ? '' : `${card}, `}the card that paid.`,
    'Both names, the time and the reason are written into the order’s history.',
  ]
  const lead = isOwn
    ? notice('open', 'note', html`<p>You have proposed it, so somebody else must agree. Nothing is sent before.</p>`)
    : undefined
  const cannot =
    seals.approve === undefined && !isOwn
      ? notice(
          'caution',
          'review',
          html`<p>That much is no longer left of what was captured. It can only be refused.</p>`,
        )
      : undefined
  return html`${
      seals.approve === undefined
        ? html`<div class="in">${lead} ${cannot}</div>`
        : html`<form class="in flow" method="post" action="${here}/approve">
            ${hidden('seal', seals.approve)}
            <h2>What will happen</h2>
            <ol class="steps">
              ${steps.map((step) => html`<li><div>${step}</div></li>`)}
            </ol>
            ${notice('caution', 'review', onceForGood)}
            <div class="buttons major"><button class="button out">Give back ${amount}</button></div>
          </form>`
    }
    <form class="in flow" method="post" action="${here}/refuse">
      ${hidden('seal', seals.refuse)}
      <div>
        <label for="note">Why not <span class="hint">for the history, the buyer does not see it</span></label>
        <input id="note" name="note" maxlength="1000" />
      </div>
      <div class="buttons">
        <button class="button">${isOwn ? 'Take it back' : 'Keep the money'}</button>
        <a href="${here}">Decide later</a>
      </div>
      <p class="hint">This page is good for an hour, and as long as nothing else happens to the order.</p>
    </form>`
}

/** Said on the page of an order of which a refund waits. */
export function drawWaiting({ amountMinor, proposedBy }: RefundProposal, order: Order, base: string): Markup {
  const { orderNumber, currency } = order
  return notice(
    'caution',
    'note',
    html`<p>
      <strong>A refund of ${amountText(amountMinor, currency)} waits for a second person.</strong>
      <bdi>${proposedBy}</bdi> has proposed it. <a href="${base}/orders/${orderNumber}/approve">Look at it</a>
    </p>`,
  )
}

/** Refunds that wait, among what needs a person. */
export function drawProposals(waiting: readonly WaitingProposal[], base: string, clock: Clockwork): Content {
  if (waiting.length === 0) return undefined
  return html`<section class="card" aria-labelledby="h-proposed">
    <header><h2 id="h-proposed">Refunds that wait for a second person</h2></header>
    <ul class="todo">
      ${waiting.map((one) => drawProposal(one, base, clock))}
    </ul>
  </section>`
}

/** A line of a list of what needs a person. */
export function drawProposal({ proposal, order }: WaitingProposal, base: string, clock: Clockwork): Markup {
  const { proposedBy, proposedAt, amountMinor } = proposal
  return html`<li>
    ${drawShape('note', 'open')}
    <div>
      <a href="${base}/orders/${order.orderNumber}/approve">A refund waits for a second person</a>
      <small><bdi>${nameOf(order)}</bdi>, proposed by <bdi>${proposedBy}</bdi>, ${clock.time(proposedAt)}</small>
    </div>
    ${drawMoney(amountMinor, order.currency)}
  </li>`
}
