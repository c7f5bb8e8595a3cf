import type { Explanation, MayDo } from '../explain/explanation.ts'
import { html } from '../html/html.ts'
import type { Content, Markup } from '../html/html.ts'
import { findCurrencyByNumber } from '../iso-4217.ts'
import { isJsonObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import type { WaitingProposal } from '../ledger/proposal-ledger.ts'
import type { Order, ReviewReason } from '../order.ts'
import { actionOf, deedLabels, deedPaths } from './deed-words.ts'
import { tellEntry } from './entry-words.ts'
import { empty, head } from './layout.ts'
import type { OfficePage } from './layout.ts'
import { mayDo } from './operator.ts'
import type { Operator } from './operator.ts'
import { nameOf } from './order-page.ts'
import { drawProposals } from './proposal-page.ts'
import { drawBadge } from './states.ts'
import type { Badge } from './states.ts'
import { cardText, counted, figureOf, shortNumber } from './writing.ts'
import type { Clockwork } from './writing.ts'

/** An order that a person has to look at. */
export interface CaseShown {
  readonly order: Order
  /** Oldest first. */
  readonly entries: readonly Entry[]
  readonly explanation: Explanation
}

export interface ReviewShown {
  /** Those that have waited longest come first. */
  readonly cases: readonly CaseShown[]
  /** Refunds that wait for a second person, oldest first. */
  readonly proposals: readonly WaitingProposal[]
  /** How many wait in all; counted up to a thousand of each kind. */
  readonly waiting: number
  readonly operator: Operator
}

/** What contradicts what, in a few words. */
export const reasonWords = {
  'action-code-is-not-0': 'Paid, with the code of a failure',
  'order-number-is-missing': 'Paid, without our number',
  'order-number-differs': 'Another order number',
  'gateway-order-id-differs': 'Another order of the bank',
  'amount-differs': 'Another amount',
  'currency-differs': 'Another currency',
  'held-amount-differs': 'Another amount on hold',
  'deposited-amount-differs': 'Another amount taken',
  'refunded-amount-is-not-0': 'Paid, and money went back',
  'partial-authorisation': 'Approved in part',
  'payment-state-differs': 'The bank contradicts itself',
  chargeback: 'Charged back',
  'declined-but-deposited': 'Declined, and money taken',
  'declined-after-hold': 'Declined after a hold',
  'refunded-in-part-before-hand-over': 'Given back in part before the goods went',
  'gateway-order-id-is-of-another-order': 'One payment for two orders',
  'no-final-word-a-day-after-expiry': 'No final word from the bank',
  'unreadable-a-day-after-expiry': 'Answers that cannot be read',
  'payment-not-acknowledged': 'Paid, and not confirmed with the bank',
  'late-payment': 'Paid late',
  'reference-already-paid': 'Paid twice',
  'refund-of-unknown-amount': 'Given back, nobody knows how much',
  'paid-then-denied': 'Paid, then denied',
  'put-in-review': 'Put to review',
} as const satisfies Record<ReviewReason, string>

/** What needs a person: what does not match side by side, and what can be done. */
export function reviewPage(
  { cases, proposals, waiting, operator }: ReviewShown,
  base: string,
  clock: Clockwork,
): OfficePage {
  const isMore = waiting > cases.length + proposals.length
  const many = isMore ? ` The ${cases.length} that have waited longest are shown.` : ''
  const line =
    waiting === 0
      ? 'Nothing waits for a person.'
      : `${counted(waiting, 'order waits', 'orders wait')} for a person. Nothing happens to them by themselves.${many}`
  return {
    title: waiting === 0 ? 'Review' : `Review, ${counted(waiting, 'order')}`,
    place: 'review',
    main: html`${head('Review', line)} ${drawProposals(proposals, base, clock)}
    ${
      waiting === 0
        ? html`<section class="card">
            ${empty('Nothing needs you.', 'What the bank says fits the ledger, and all goods that are due go out.')}
          </section>`
        : cases.map((one) => writeCase(one, { operator, base, clock }))
    }`,
  }
}

interface CaseTerms {
  readonly operator: Operator
  readonly base: string
  readonly clock: Clockwork
}

function writeCase({ order, entries, explanation }: CaseShown, { operator, base, clock }: CaseTerms): Markup {
  const { orderNumber } = order
  const here = `${base}/orders/${orderNumber}`
  const id = orderNumber.toLowerCase()
  const since = entries.findLast(({ kind, to }) => kind === 'hand-over-stuck' || (kind === 'moved' && to === 'review'))
  return html`<article class="card case" id="${id}" aria-labelledby="h-${id}">
    <header>
      <h2 id="h-${id}">
        ${drawBadge(badgeOf(order))} <a href="${here}"><bdi>${nameOf(order)}</bdi></a>
      </h2>
      ${since && html`<p>Since ${clock.time(since.at)}</p>`}
    </header>
    <div class="in split">
      <div class="flow">
        ${explanation.known.map((text) => html`<p>${text}</p>`)} ${writeSides(order, entries)}
        ${writeBankWords(order, entries, clock)}
      </div>
      <div>
        <h3>What you can do</h3>
        ${writeWays(explanation.mayDo, operator, here)}
      </div>
    </div>
  </article>`
}

function badgeOf({ reviewReason, status }: Order): Badge {
  if (status !== 'review') return { shape: 'stuck', tone: 'bad', word: 'Goods stuck', isLoud: true }
  const word = reviewReason === undefined ? 'Review' : reasonWords[reviewReason]
  return { shape: 'review', tone: 'bad', word, isLoud: true }
}

function writeWays(offers: readonly MayDo[], operator: Operator, here: string): Content {
  const allowed = offers.filter(({ action }) => mayDo(operator, actionOf[action]))
  if (allowed.length === 0) return html`<p class="quiet">${operator.name} may only look.</p>`
  return html`<ul class="ways">
    ${allowed.map(({ action, text, as }) => {
      const path = action === 'settle' ? here : `${here}/${deedPaths[actionOf[action]]}`
      const query = as === undefined ? '' : `?as=${as}`
      const label = as === undefined ? deedLabels[action] : `${deedLabels[action]} as ${as}`
      return html`<li>
        <a class="button slim" href="${action === 'refund' ? here : path + query}">${label}</a><small>${text}</small>
      </li>`
    })}
  </ul>`
}

/** What the bank said when the order was put to review. */
function bankSaid(entries: readonly Entry[]): { readonly said: JsonObject; readonly entry: Entry } | undefined {
  const entry = entries.findLast(({ detail }) => isJsonObject(detail) && 'orderStatus' in detail)
  return entry && isJsonObject(entry.detail) ? { said: entry.detail, entry } : undefined
}

interface Side {
  readonly label: string
  readonly ours: string
  readonly theirs: string
}

/** Two words side by side: the row that differs stands out, and says so to those who listen. */
function writeSides(order: Order, entries: readonly Entry[]): Content {
  const heard = bankSaid(entries)
  if (!heard) return undefined
  return html`<div class="boxed">
    <table class="table versus">
      <thead>
        <tr>
          <td></td>
          <th scope="col">We wrote down</th>
          <th scope="col">The bank says</th>
        </tr>
      </thead>
      <tbody>
        ${sidesOf(order, heard.said).map(writeSide)}
      </tbody>
    </table>
  </div>`
}

function writeSide({ label, ours, theirs }: Side): Markup {
  const isOff = ours !== '' && theirs !== '' && ours !== theirs
  return html`<tr ${isOff ? html`class="off"` : undefined}>
    <th scope="row">${label}${isOff ? html`<span class="unseen">, does not match</span>` : undefined}</th>
    <td>${ours}</td>
    <td>${isOff ? `≠ ${theirs}` : theirs}</td>
  </tr>`
}

function sidesOf(order: Order, said: JsonObject): readonly Side[] {
  const { currency, card } = order
  const numeric = typeof said.currency === 'number' ? String(said.currency) : said.currency
  const theirCurrency = typeof numeric === 'string' ? (findCurrencyByNumber(numeric)?.alphabetic ?? numeric) : ''
  const amount = (value: unknown): string => (typeof value === 'number' ? figureOf(value, currency) : '')
  const number = said.orderNumber
  return [
    {
      label: 'Order number',
      ours: shortNumber(order.orderNumber),
      theirs: typeof number === 'string' ? shortNumber(number) : '',
    },
    { label: 'Amount', ours: figureOf(order.amountMinor, currency), theirs: amount(said.amount) },
    { label: 'Currency', ours: currency, theirs: theirCurrency },
    {
      label: 'Taken, and not given back',
      ours: figureOf(order.capturedMinor - order.refundedMinor, currency),
      theirs: amount(said.depositedAmount),
    },
    { label: 'Given back', ours: figureOf(order.refundedMinor, currency), theirs: amount(said.refundedAmount) },
    { label: 'Card', ours: '', theirs: (card && cardText(card)) ?? '' },
  ].filter(({ ours, theirs }) => ours !== '' || theirs !== '')
}

function writeBankWords(order: Order, entries: readonly Entry[], clock: Clockwork): Content {
  const heard = bankSaid(entries)
  const words = heard && tellEntry(heard.entry, undefined, order).bankWords
  return (
    words &&
    html`<details>
      <summary>The bank’s words, ${clock.exactTime(heard.entry.at)}</summary>
      <pre>${words}</pre>
    </details>`
  )
}
