import { dateFormat } from '../date-format.ts'
import { plainDescription } from '../plain-text.ts'
import { formatMoney } from '../money.ts'
import type { Card, Order } from '../order.ts'
import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import type { Fact } from './layout.ts'
import type { Words } from './words/words.ts'

/** Which amounts a page shows. */
export type Amounts = 'paid' | 'reserved' | 'refunded' | 'not charged' | 'asked for'

export interface FactsOptions {
  readonly words: Words
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string
}

/** The facts of an order, as its buyer may see them. */
export function listFacts(order: Order, amounts: Amounts, options: FactsOptions): (Fact | undefined)[] {
  const { facts, locale } = options.words
  const happenedAt = order.paidAt ?? order.createdAt
  const description = order.description === undefined ? undefined : plainDescription(order.description)
  const time = formatTime(happenedAt, locale, options.timeZone)
  return [
    ...listAmounts(order, amounts, options.words),
    ...listNumbers(order, options.words),
    { label: facts.description, value: html`<bdi>${description ?? order.sku}</bdi>` },
    { label: facts.date, value: html`<time datetime="${happenedAt.toISOString()}">${time}</time>` },
    describeCard(order.card, facts.card),
    order.approvalCode === undefined
      ? undefined
      : { label: facts.approvalCode, value: html`<bdi translate="no">${order.approvalCode}</bdi>` },
  ]
}

function listAmounts(order: Order, amounts: Amounts, { facts, locale }: Words): Fact[] {
  const amount = (label: string, amountMinor: number, note?: Markup): Fact => ({
    label,
    value: html`<bdi>${formatMoney(amountMinor, order.currency, locale)}</bdi>${note}`,
    kind: 'amount',
  })
  switch (amounts) {
    case 'paid':
      return [amount(facts.paid, order.capturedMinor || order.amountMinor)]
    case 'reserved':
      return [amount(facts.reserved, order.amountMinor)]
    case 'refunded':
      return [amount(facts.paid, order.capturedMinor), amount(facts.refunded, order.refundedMinor)]
    case 'not charged':
      return [amount(facts.amount, order.amountMinor, html` <small>${facts.notCharged}</small>`)]
    case 'asked for':
      return [amount(facts.amount, order.amountMinor)]
  }
}

/** First the store's own number, if it has one: the buyer finds it in the store's mails, too. */
function listNumbers({ reference, orderNumber }: Order, { facts }: Words): Fact[] {
  const quote = html`<small>${facts.quoteOrderNumber}</small>`
  const ours = writeInFours(orderNumber)
  if (reference === undefined) return [{ label: facts.orderNumber, value: html`${ours} ${quote}`, kind: 'number' }]
  const theirs = html`<bdi translate="no">${reference}</bdi>`
  return [
    { label: facts.orderNumber, value: html`${theirs} ${quote}`, kind: 'number' },
    { label: facts.paymentNumber, value: ours, kind: 'number' },
  ]
}

/**
 * In groups of four, to be read out. The gaps are the stylesheet's: who copies the number gets it in one piece, and so
 * does a program, from `value`.
 */
function writeInFours(orderNumber: string): Markup {
  const fours = /^[0-9A-Za-z]+$/.test(orderNumber) ? (orderNumber.match(/.{1,4}/g) ?? []) : [orderNumber]
  const groups = fours.map((four, index) => (index === 0 ? html`<b>${four}</b>` : html`<wbr /><b>${four}</b>`))
  return html`<data class="number" value="${orderNumber}" dir="ltr" translate="no">${groups}</data>`
}

/** A buyer knows a card by its last four digits. No more of the number is shown, though the ledger has it. */
function describeCard(card: Card | undefined, label: string): Fact | undefined {
  const lastFour = /[0-9]{4}$/.exec(card?.maskedNumber ?? '')?.[0]
  const number = lastFour && `•••• ${lastFour}`
  const words = [card?.brand, number].filter((word) => word !== undefined)
  return words.length > 0 ? { label, value: html`<bdi dir="ltr" translate="no">${words.join(' ')}</bdi>` } : undefined
}

/** In the shop's zone, without naming it: the buyer remembers when it was. */
function formatTime(time: Date, locale: string, timeZone: string): string {
  return dateFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  }).format(time)
}
