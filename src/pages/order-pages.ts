import { plainDescription } from '../plain-text.ts'
import { formatMoney } from '../money.ts'
import type { Card, Decline, Order } from '../order.ts'
import type { Glyph } from './glyph.ts'
import { html } from '../html/html.ts'
import type { Markup } from '../html/html.ts'
import { wordsOf } from './language.ts'
import { writePage } from './layout.ts'
import type { Action, Fact, Tone } from './layout.ts'
import type { Page, PageSurroundings } from './page.ts'
import type { MoneyStatement, OrderOutcome, Words } from './words/words.ts'

/** What a page about an order shows, whatever the language. */
interface OutcomeLook {
  readonly tone: Tone
  readonly glyph: Glyph
  readonly money: MoneyStatement
  /** Whether the buyer may be sent to pay at all; if not, a given `retryUrl` is not shown. */
  readonly mayRetry: boolean
}

const looks = {
  paid: { tone: 'good', glyph: 'check', money: 'taken', mayRetry: false },
  held: { tone: 'good', glyph: 'lock', money: 'reserved', mayRetry: false },
  partiallyRefunded: { tone: 'good', glyph: 'returned', money: 'partiallyRefunded', mayRetry: false },
  refunded: { tone: 'good', glyph: 'returned', money: 'refunded', mayRetry: false },
  reversed: { tone: 'good', glyph: 'returned', money: 'notTaken', mayRetry: false },
  tryDeclined: { tone: 'bad', glyph: 'cross', money: 'notTaken', mayRetry: true },
  unfinished: { tone: 'caution', glyph: 'pause', money: 'notTaken', mayRetry: true },
  declined: { tone: 'bad', glyph: 'cross', money: 'notTaken', mayRetry: true },
  expired: { tone: 'caution', glyph: 'clock', money: 'notTaken', mayRetry: true },
  review: { tone: 'caution', glyph: 'question', money: 'mayBeTaken', mayRetry: false },
  pending: { tone: 'waiting', glyph: 'clock', money: 'unknown', mayRetry: false },
} as const satisfies Record<OrderOutcome, OutcomeLook>

/**
 * The page after a payment: 200, the receipt of a `paid`, `held` or `partially_refunded` order.
 *
 * Like every page about an order it says what the order's status says: shown for the wrong order, it cannot thank for
 * money that never came.
 */
export function successPage(order: Order, surroundings: PageSurroundings): Page {
  return orderPage(order, { ...surroundings, retryUrl: undefined })
}

/**
 * The page after a payment that did not happen: 200.
 *
 * `retryUrl` is where the buyer may still pay; it is left out if paying again could mean paying twice.
 */
export function failurePage(order: Order, surroundings: PageSurroundings & { retryUrl: string | undefined }): Page {
  return orderPage(order, surroundings)
}

/** How a page waits for the bank. */
interface Waiting {
  /** Whether the page no longer reloads itself, and says what will happen instead. */
  readonly isStopped?: boolean
}

/**
 * The page while the outcome is unknown: 200. Sent with a `Refresh` header unless it `isStopped`, since its text
 * promises that it checks again by itself; a link is for browsers that ignore the header.
 */
export function pendingPage(order: Order, { isStopped = false, ...surroundings }: PageSurroundings & Waiting): Page {
  return orderPage(order, { ...surroundings, retryUrl: undefined }, isStopped ? 'stopped' : 'asking')
}

/** What a browser that did not start the order is told. */
export type NeutralOutcome = 'paid' | 'held' | 'failed' | 'open' | 'pending' | 'review'

const neutralOutcomes = {
  paid: 'paid',
  held: 'held',
  failed: 'declined',
  open: 'unfinished',
  pending: 'pending',
  review: 'review',
} as const satisfies Record<NeutralOutcome, OrderOutcome>

/** The page for a browser that did not start the order: the outcome, and nothing else about the order. 200. */
export function neutralPage(
  neutralOutcome: NeutralOutcome,
  { isStopped = false, ...surroundings }: PageSurroundings & Waiting,
): Page {
  const words = wordsOf(surroundings.language)
  const outcome = neutralOutcomes[neutralOutcome]
  const { title, next } = words.orders[outcome]
  const isSettling = outcome === 'pending' || outcome === 'review'
  const whatComes = isStopped ? words.stillUnknown : next
  const look = looks[outcome]
  return writePage(
    {
      status: 200,
      tone: look.tone,
      glyph: look.glyph,
      title,
      money: words.money[look.money],
      paragraphs: [isSettling ? whatComes : undefined, words.detailsElsewhere],
      facts: [],
      action: outcome === 'pending' ? { label: words.actions.checkAgain, url: '' } : undefined,
    },
    surroundings,
  )
}

/** Which {@link neutralPage} fits an order. Refunded money did come in: it counts as paid. */
export function neutralOutcomeOf(order: Order): NeutralOutcome {
  const outcome = outcomeOf(order)
  switch (outcome) {
    case 'paid':
    case 'partiallyRefunded':
    case 'refunded':
      return 'paid'
    case 'tryDeclined':
    case 'unfinished':
      return 'open'
    case 'reversed':
    case 'declined':
    case 'expired':
      return 'failed'
    case 'held':
    case 'pending':
    case 'review':
      return outcome
  }
}

function orderPage(
  order: Order,
  { retryUrl, ...surroundings }: PageSurroundings & { retryUrl: string | undefined },
  wait: 'none' | 'asking' | 'stopped' = 'none',
): Page {
  // A registered order has no outcome yet while the bank is being asked, whatever its last try was.
  const known = outcomeOf(order)
  const outcome = wait !== 'none' && (known === 'tryDeclined' || known === 'unfinished') ? 'pending' : known
  const words = wordsOf(surroundings.language)
  const look = looks[outcome]
  return writePage(
    {
      status: 200,
      tone: look.tone,
      glyph: look.glyph,
      title: words.orders[outcome].title,
      money: words.money[look.money],
      paragraphs: explain(order, outcome, words, { wait, canRetry: look.mayRetry && retryUrl !== undefined }),
      facts: listFacts(order, outcome, words),
      action: offerAction(outcome, words, look.mayRetry ? retryUrl : undefined),
    },
    surroundings,
  )
}

function outcomeOf(order: Order): OrderOutcome {
  switch (order.status) {
    case 'registering':
    case 'unknown':
      return 'pending'
    case 'registered':
      return outcomeOfRegistered(order)
    case 'partially_refunded':
      return 'partiallyRefunded'
    default:
      return order.status
  }
}

/**
 * Advice `wait` means that the bank is still being asked about the last try: nobody knows yet that no money was taken.
 */
function outcomeOfRegistered({ decline }: Order): OrderOutcome {
  if (decline?.advice === 'wait') return 'pending'
  return decline === undefined || decline.category === 'cancelled-by-customer' ? 'unfinished' : 'tryDeclined'
}

function explain(
  { decline }: Order,
  outcome: OrderOutcome,
  words: Words,
  { wait, canRetry }: { readonly wait: 'none' | 'asking' | 'stopped'; readonly canRetry: boolean },
): (string | undefined)[] {
  const { next } = words.orders[outcome]
  if (outcome === 'pending' && wait === 'stopped') return [words.stillUnknown]
  if (outcome === 'pending') return [next, wait === 'asking' ? words.checksByItself : undefined]
  const isDeclined = outcome === 'tryDeclined' || outcome === 'declined'
  return decline && isDeclined ? explainDecline(decline, outcome, words, canRetry) : [next]
}

function explainDecline(
  decline: Decline,
  outcome: 'tryDeclined' | 'declined',
  words: Words,
  canRetry: boolean,
): (string | undefined)[] {
  const { next } = words.orders[outcome]
  const isNextOffered = decline.canRetry && canRetry
  // `next` already says to start again.
  const isSaidTwice = outcome === 'declined' && isNextOffered && decline.advice === 'new-order'
  const reason = words.reasons[decline.category]
  const why = isSaidTwice ? reason : `${reason} ${words.advice[decline.advice]}`
  return [why, isNextOffered ? next : undefined]
}

function offerAction(outcome: OrderOutcome, { actions }: Words, retryUrl: string | undefined): Action | undefined {
  if (outcome === 'pending') return { label: actions.checkAgain, url: '' }
  if (retryUrl === undefined) return undefined
  return { label: outcome === 'unfinished' ? actions.continuePayment : actions.tryAgain, url: retryUrl }
}

function listFacts(order: Order, outcome: OrderOutcome, words: Words): (Fact | undefined)[] {
  const { facts, locale } = words
  const happenedAt = order.paidAt ?? order.createdAt
  const description = order.description === undefined ? undefined : plainDescription(order.description)
  return [
    ...listAmounts(order, outcome, words),
    {
      label: facts.orderNumber,
      value: html`<span class="number" translate="no">${order.orderNumber}</span>
        <small>${facts.quoteOrderNumber}</small>`,
      kind: 'number',
    },
    { label: facts.description, value: html`<bdi>${description ?? order.sku}</bdi>` },
    {
      label: facts.date,
      value: html`<time datetime="${happenedAt.toISOString()}">${formatTime(happenedAt, locale)}</time>`,
    },
    describeCard(order.card, facts.card),
  ]
}

function listAmounts(order: Order, outcome: OrderOutcome, { facts, locale }: Words): Fact[] {
  const amount = (label: string, amountMinor: number, note?: Markup): Fact => ({
    label,
    value: html`${formatMoney(amountMinor, order.currency, locale)}${note}`,
    kind: 'amount',
  })
  switch (looks[outcome].money) {
    case 'taken':
      return [amount(facts.paid, order.capturedMinor || order.amountMinor)]
    case 'reserved':
      return [amount(facts.reserved, order.amountMinor)]
    case 'partiallyRefunded':
    case 'refunded':
      return [amount(facts.paid, order.capturedMinor), amount(facts.refunded, order.refundedMinor)]
    case 'notTaken':
      return [amount(facts.amount, order.amountMinor, html` <small>${facts.notCharged}</small>`)]
    default:
      return [amount(facts.amount, order.amountMinor)]
  }
}

/** A buyer knows a card by its last four digits. No more of the number is shown, though the ledger has it. */
function describeCard(card: Card | undefined, label: string): Fact | undefined {
  const lastFour = /[0-9]{4}$/.exec(card?.maskedNumber ?? '')?.[0]
  const number = lastFour && `•••• ${lastFour}`
  const words = [card?.brand, number].filter((word) => word !== undefined)
  return words.length > 0 ? { label, value: html`<span translate="no">${words.join(' ')}</span>` } : undefined
}

/** In UTC and saying so: we do not know where the buyer is. */
function formatTime(time: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(time)
}
