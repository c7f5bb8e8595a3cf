import { isJsonObject } from '../json.ts'
import type { Entry } from '../ledger/entry.ts'
import { isEndedUnpaid, isPaid, lateRefundKey } from '../order.ts'
import type { HandOverStatus, Order, OrderStatus } from '../order.ts'
import type { Situation } from './explanation.ts'
import { factsOf, lastMoveOf, textIn, refundUnderWay } from './facts.ts'
import type { Teller } from './facts.ts'
import { closingWords } from './words/closings.ts'
import type { Facts } from './words/facts.ts'
import { handOverWords } from './words/hand-overs.ts'
import type { HandOverFacts, HandOverStanding } from './words/hand-overs.ts'
import { reviewWords, unknownReview } from './words/reviews.ts'
import type { ReviewWords } from './words/reviews.ts'
import { standingWords } from './words/statuses.ts'
import type { Standing } from './words/statuses.ts'

/** What is known about an order, the most important first. */
export function knownOf(situation: Situation, teller: Teller): readonly string[] {
  const facts = factsOf(situation, teller)
  const handOver = handOverWords[handOverStandingOf(situation)](handOverFactsOf(situation, teller))
  return [
    ...statusSentences(situation, facts),
    handOver,
    ...closingSentences(situation),
    ...refundSentences(situation, teller),
  ]
}

/** Of an order that ended unpaid, or did so once: money may have come since. */
function closingSentences({ order: { status, closing }, entries }: Situation): readonly string[] {
  // Money has come, or may still come: the word is taken back.
  if ((closing === 'owed' || closing === 'due') && !isEndedUnpaid(status)) return []
  const failed = entries.filter(({ kind }) => kind === 'closing-failed' || kind === 'closing-stuck')
  const sentence = closingWords[closing]({ tries: failed.length, error: textIn(failed.at(-1)?.detail, 'reason') })
  return sentence === undefined ? [] : [sentence]
}

function statusSentences(situation: Situation, facts: Facts): readonly string[] {
  const standing = standingOf(situation)
  if (standing !== 'review') return [standingWords[standing](facts)]
  const { order } = situation
  const { why, look } = reviewWordsOf(order.reviewReason)
  return [
    `It is in review, and waits for a decision of the shop since ${facts.since}: ${why(facts)}.`,
    moneyOf(order, facts),
    look,
  ]
}

function moneyOf({ capturedMinor, refundedMinor }: Order, { captured, refunded }: Facts): string {
  if (capturedMinor === 0) return 'The bank has reported no payment for it so far.'
  const back = refundedMinor === 0 ? 'we have heard of no refund' : `${refunded} of it were refunded`
  return `According to the bank so far, ${captured} were taken from the buyer, and ${back}.`
}

export function reviewWordsOf(reason: string | undefined): ReviewWords {
  const known: Readonly<Record<string, ReviewWords>> = reviewWords
  return (reason === undefined ? undefined : known[reason]) ?? unknownReview(reason)
}

/** Where one status says too little, what else is known of it. */
const finer: Partial<Record<OrderStatus, (situation: Situation) => Standing>> = {
  registered: ({ order }) => (order.decline === undefined ? 'registered' : 'tried'),
  held: ({ order }) => (order.capturingMinor === undefined ? 'held' : 'capturing'),
  declined: (situation) => {
    if (isOfRegistration(lastMoveOf(situation.order, situation.entries))) return 'registration-refused'
    return situation.entries.some(wasClosedByUs) ? 'closed-by-us' : 'declined'
  },
  expired: ({ order, entries }) => {
    if (lastMoveOf(order, entries)?.trigger === 'checkout') return 'never-sent'
    return order.gatewayOrderId === undefined ? 'absent' : 'expired'
  },
}

/** The standing of an order; one in review has words of its own. */
export function standingOf(situation: Situation): Standing | 'review' {
  const { status } = situation.order
  return finer[status]?.(situation) ?? status
}

function isOfRegistration(move: Entry | undefined): boolean {
  return move?.trigger === 'checkout' && isJsonObject(move.detail) && 'errorCode' in move.detail
}

/** See `close-unpaid.ts` for the reason. */
function wasClosedByUs({ kind, detail }: Entry): boolean {
  return kind === 'decline-asked' || textIn(detail, 'reason')?.startsWith('declined-at-the-gateway') === true
}

/** How goods and money stand to each other. */
export function handOverStandingOf(situation: Situation): HandOverStanding {
  return standingOfGoods[situation.order.handOver](situation)
}

const standingOfGoods: Readonly<Record<HandOverStatus, (situation: Situation) => HandOverStanding>> = {
  none: (situation) => (isWithdrawn(situation) ? 'withdrawn' : standingOfNone(situation)),
  due: (situation) => standingOfUnpaid(situation) ?? (isTried(situation) ? 'tried' : 'due'),
  stuck: (situation) => standingOfUnpaid(situation) ?? 'stuck',
  done: ({ order: { status } }) => {
    if (status === 'review') return 'done-in-review'
    return isPaid(status) ? 'done' : 'done-refunded'
  },
}

function isWithdrawn({ entries }: Situation): boolean {
  return entries.some(({ kind }) => kind === 'hand-over-withdrawn')
}

function isTried(situation: Situation): boolean {
  return (situation.outlook.handOver?.tryCount ?? 0) > 0 && lastErrorOf(situation) !== undefined
}

/** Of goods that are due or stuck, while the order is not paid; undefined if it is. */
function standingOfUnpaid({ order: { status } }: Situation): HandOverStanding | undefined {
  if (isPaid(status)) return undefined
  return status === 'refunded' ? 'withdrawn' : 'due-in-review'
}

function standingOfNone({ order, outlook }: Situation): HandOverStanding {
  const { status, handsOver } = order
  if (status === 'review') return 'wait'
  if (isPaid(status)) {
    if (outlook.refunds.some(({ key }) => key === lateRefundKey)) return 'none'
    return handsOver === true ? 'owed' : 'not-ours'
  }
  return handsOver === false || nothingComes.has(status) ? 'none' : 'not-yet'
}

/** Nobody can pay these any more, or nobody could at all. */
const nothingComes: ReadonlySet<OrderStatus> = new Set(['unknown', 'refunded', 'reversed', 'declined', 'expired'])

function handOverFactsOf(situation: Situation, { at }: Teller): HandOverFacts {
  const { order, entries, outlook } = situation
  const doneAt = entries.findLast(({ kind }) => kind === 'handed-over')?.at
  return {
    at: at(doneAt ?? outlook.handOver?.dueAt ?? order.paidAt ?? order.createdAt),
    tries: outlook.handOver?.tryCount ?? 0,
    error: lastErrorOf(situation),
  }
}

function lastErrorOf({ entries }: Pick<Situation, 'entries'>): string | undefined {
  return textIn(
    entries.findLast(({ kind }) => kind === 'hand-over-failed' || kind === 'hand-over-stuck')?.detail,
    'reason',
  )
}

function refundSentences(situation: Situation, { money, at }: Teller): readonly string[] {
  const asked = refundUnderWay(situation)
  if (!asked) return []
  const { amountMinor, askedAt, key } = asked
  return [
    `A refund of ${money(amountMinor)} was asked for on ${at(askedAt)} (its key: "${key}"), and the bank has not ` +
      'confirmed it yet. Do not refund it again: this one continues by itself.',
  ]
}
