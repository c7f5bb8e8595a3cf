import { drawShape } from '../../back-office/shapes.ts'
import { durationText } from '../../back-office/writing.ts'
import type { Clockwork } from '../../back-office/writing.ts'
import { html } from '../../html/html.ts'
import type { Content, Markup } from '../../html/html.ts'
import { describeActionCode } from '../bank/action-codes.ts'
import type { BankOrder } from '../bank/bank-order.ts'
import type { Answered, BankChange, Exchange, Happening } from '../bank/journal.ts'
import { amountOf, statusBadges } from './bank-states.ts'

/** How many lines an order's page shows. */
export const happeningsShown = 60

/** What happened to one order, newest first: what it was asked, whom it called, what changed. */
export function happenings(order: BankOrder, happened: readonly Happening[], clock: Clockwork): Markup {
  if (happened.length === 0) {
    return html`<p class="in quiet">Nothing is known any more: the bank keeps a limited number of calls.</p>`
  }
  return html`<ol class="told in">
    ${happened.map((one) => html`<li>${clock.exactTime(one.at)} ${told(order, one)}</li>`)}
  </ol>`
}

function told(order: BankOrder, one: Happening): Markup {
  if (one.kind === 'change') {
    return html`<div>
      <span class="by">The bank</span>
      <p>${changeText(order, one)}</p>
    </div>`
  }
  const who = one.kind === 'call' ? 'The shop asked' : 'The bank called the shop'
  const took = one.tookMs === undefined ? undefined : `, after ${tookText(one.tookMs)}`
  return html`<div>
    <span class="by">${who}</span>
    <p><code>${one.name}</code>: ${answeredText(one.answered)}${took}</p>
    ${one.refusal === undefined ? undefined : html`<p class="quiet">Refused, error ${one.refusal}</p>`}
    ${one.fault === undefined ? undefined : html`<p>${faultMark(one.fault)}</p>`}
  </div>`
}

function changeText(order: BankOrder, { what, from, to, amount, actionCode }: BankChange): string {
  const money = amountOf(order, amount)
  const moved = `${statusBadges[from].word} became ${statusBadges[to].word}.`
  const reason = describeActionCode(actionCode)
  const because = reason === '' ? '' : ` ${reason} (${actionCode}).`
  switch (what) {
    case 'captured':
      return `${money} captured. ${moved}`
    case 'refunded':
      return from === to ? `${money} went back.` : `${money} went back. ${moved}`
    case 'released':
      return from === to ? `${money} of the hold released.` : `${money} released. ${moved}`
    case 'charged back':
      return `The cardholder’s bank took back ${money}.`
    case 'attempt refused':
      return `An attempt was refused.${because}${from === to ? '' : ` ${moved}`}`
    case 'moved':
      return `${moved}${because}`
  }
}

const answeredWords = {
  waiting: 'no answer yet',
  none: 'no answer',
  'cut off': 'the answer broke off',
  'not sent': 'not sent: the address is on another machine',
} as const satisfies Record<Exclude<Answered, number>, string>

/** An HTTP status, or why there is none. */
export function answeredText(answered: Answered): string {
  return typeof answered === 'number' ? String(answered) : answeredWords[answered]
}

/** `41 ms`, and from a second on as in the back office. */
export function tookText(ms: number): string {
  return ms < 1_000 ? `${ms}\u{a0}ms` : durationText(ms)
}

/** That a fault was asked for, and struck. */
export function faultMark(label: Exchange['fault']): Content {
  if (label === undefined) return undefined
  return html`<span class="badge caution">${drawShape('review')}${label}</span>`
}
