import type { Decline, Order } from '../order.ts'
import type { MainAction } from './actions.ts'
import type { Glyph } from './glyph.ts'
import { wordsOf } from './language.ts'
import { writePage } from './layout.ts'
import type { Tone } from './layout.ts'
import { listFacts } from './order-facts.ts'
import type { Amounts } from './order-facts.ts'
import type { Page, PageSurroundings } from './page.ts'
import type { MoneyStatement, OrderOutcome, Words } from './words/words.ts'

/** What a page about an order shows, whatever the language. */
interface OutcomeLook {
  readonly tone: Tone
  readonly glyph: Glyph
  /** Undefined if the title says it. */
  readonly money: MoneyStatement | undefined
  readonly amounts: Amounts
  /** Whether the buyer may be sent to pay at all; if not, a given `retryUrl` is not shown. */
  readonly mayRetry: boolean
}

const looks = {
  paid: { tone: 'good', glyph: 'check', money: 'taken', amounts: 'paid', mayRetry: false },
  held: { tone: 'good', glyph: 'lock', money: 'reserved', amounts: 'reserved', mayRetry: false },
  partiallyRefunded: { tone: 'good', glyph: 'returned', money: undefined, amounts: 'refunded', mayRetry: false },
  refunded: { tone: 'good', glyph: 'returned', money: undefined, amounts: 'refunded', mayRetry: false },
  reversed: { tone: 'good', glyph: 'returned', money: 'notTaken', amounts: 'not charged', mayRetry: false },
  tryDeclined: { tone: 'bad', glyph: 'cross', money: 'notTaken', amounts: 'not charged', mayRetry: true },
  unfinished: { tone: 'caution', glyph: 'pause', money: 'notTaken', amounts: 'not charged', mayRetry: true },
  declined: { tone: 'bad', glyph: 'cross', money: 'notTaken', amounts: 'not charged', mayRetry: true },
  expired: { tone: 'caution', glyph: 'clock', money: 'notTaken', amounts: 'not charged', mayRetry: true },
  review: { tone: 'caution', glyph: 'question', money: 'mayBeTaken', amounts: 'asked for', mayRetry: false },
  pending: { tone: 'waiting', glyph: 'clock', money: 'unknown', amounts: 'asked for', mayRetry: false },
} as const satisfies Record<OrderOutcome, OutcomeLook>

/** The buyer has what they came for: nothing is left to be done, and the facts matter most. */
const receipts: readonly OrderOutcome[] = ['paid', 'held', 'partiallyRefunded']

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
      action: actionOf(outcome, words),
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
      money: look.money && words.money[look.money],
      paragraphs: explain(order, outcome, words, { wait, canRetry: look.mayRetry && retryUrl !== undefined }),
      facts: listFacts(order, look.amounts, { words, timeZone: surroundings.shop.timeZone }),
      action: look.mayRetry ? offerRetry(order, outcome, words, retryUrl) : actionOf(outcome, words),
      areFactsFirst: receipts.includes(outcome),
      subject: subjectOf(order, words),
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

function offerRetry(
  { decline }: Order,
  outcome: OrderOutcome,
  { actions }: Words,
  retryUrl: string | undefined,
): MainAction {
  if (retryUrl !== undefined) {
    return { label: outcome === 'unfinished' ? actions.continuePayment : actions.tryAgain, url: retryUrl }
  }
  const isForShop = decline?.advice === 'contact-merchant' || decline?.advice === 'none'
  return isForShop ? 'ask us' : 'back to the shop'
}

/** The button of a page on which nobody can pay. */
function actionOf(outcome: OrderOutcome, { actions }: Words): MainAction {
  if (outcome === 'pending') return { label: actions.checkAgain, url: '' }
  if (outcome === 'review') return 'ask us'
  return receipts.includes(outcome) ? undefined : 'back to the shop'
}

/** What the shop knows the order by. */
function subjectOf({ reference, orderNumber }: Order, { facts }: Words): string {
  return `${facts.orderNumber}: ${reference ?? orderNumber}`
}
