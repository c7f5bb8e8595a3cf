import type { Evidence } from '../gateway/evidence.ts'
import { keptEvidence } from '../gateway/kept-evidence.ts'
import type { Entry } from '../ledger/entry.ts'
import { otherOrderReason } from '../settlement/judge/about.ts'
import type { Situation } from './explanation.ts'
import { factsOf, heardIn, lastMoveOf, refundUnderWay } from './facts.ts'
import type { Teller } from './facts.ts'
import { lastWordsOf } from './last-words.ts'
import type { LastWords } from './last-words.ts'
import { bankWords } from './words/bank.ts'
import type { ToldMoney } from './words/bank.ts'
import { declineWords } from './words/declines.ts'
import { nowWords, putThereBefore, reviewWords, unknownReview } from './words/reviews.ts'
import type { ReviewFacts, ReviewWords } from './words/reviews.ts'

/** Of an order in review: why, what the bank says of its money, and what to find out. */
export function reviewSentences(situation: Situation, teller: Teller): readonly string[] {
  const facts = reviewFactsOf(situation, teller)
  const { order, entries } = situation
  const { why, look } = reviewWordsOf(order.reviewReason)
  const isByHand = lastMoveOf(order, entries)?.trigger === 'review' && order.reviewReason !== 'put-in-review'
  return [
    `It has been in review since ${facts.since}, and waits for the shop to decide: ${why(facts)}.`,
    ...(isByHand ? [putThereBefore(facts)] : []),
    ...moneySentences(situation, teller),
    (adviceNow(situation) ?? look)(facts),
  ]
}

export function reviewWordsOf(reason: string | undefined): ReviewWords {
  const known: Readonly<Record<string, ReviewWords>> = reviewWords
  return (reason === undefined ? undefined : known[reason]) ?? unknownReview(reason)
}

/** Whether a refund may give the money back a second time. */
export function isRefundRisky({ order, entries }: Situation): boolean {
  return reviewWordsOf(order.reviewReason).isRefundRisky === true || lastWordsOf(entries)?.said?.isChargeback === true
}

/** Whether all that was taken went back, as far as the ledger or the bank's last words tell. */
export function isAllBack({ order, entries }: Situation): boolean {
  const { capturedMinor, refundedMinor } = order
  if (capturedMinor > 0) return refundedMinor >= capturedMinor
  const said = lastWordsOf(entries)?.said
  return said?.phase === 'refunded' && said.depositedMinor === 0 && (said.refundedMinor ?? 0) > 0
}

/** What matters more by now than why it came into review; undefined if nothing does. */
function adviceNow(situation: Situation): ((facts: ReviewFacts) => string) | undefined {
  if (refundUnderWay(situation)) return nowWords['refund-under-way']
  if (isAllBack(situation)) return nowWords['all-back']
  const isHeld = lastWordsOf(situation.entries)?.said?.phase === 'held' && situation.order.capturedMinor === 0
  return isHeld ? nowWords.held : undefined
}

function reviewFactsOf(situation: Situation, teller: Teller): ReviewFacts {
  const { order, entries } = situation
  const sawMoney = sawMoneyAfterAll(lastMoveOf(order, entries), entries)
  return { ...factsOf(situation, teller), sawMoneyAt: sawMoney && teller.at(sawMoney.at) }
}

/** The entry that told of money first, if the order was in review already, because the bank had no final word. */
function sawMoneyAfterAll(move: Entry | undefined, entries: readonly Entry[]): Entry | undefined {
  const wasOpen = move?.from === 'registered' || move?.from === 'unknown' || move?.from === 'registering'
  if (!wasOpen) return undefined
  return entries
    .slice(entries.indexOf(move) + 1)
    .find(({ kind, detail }) => kind === 'noted' && isMoney(keptEvidence(detail)))
}

function isMoney(said: Evidence | undefined): boolean {
  return said?.phase === 'captured' || said?.phase === 'held' || said?.phase === 'refunded'
}

function moneySentences({ order, entries }: Situation, teller: Teller): readonly string[] {
  const { capturedMinor, refundedMinor } = order
  const { money } = teller
  const words = lastWordsOf(entries)
  const known = {
    captured: money(capturedMinor),
    refunded: refundedMinor === 0 ? undefined : money(refundedMinor),
  }
  const { depositedMinor, refundedMinor: toldBackMinor = -1 } = words?.said ?? {}
  const isTold = depositedMinor !== undefined && toldBackMinor >= refundedMinor
  return [
    ...(words ? [bankSentence(order, words, teller)] : []),
    ...(words?.said?.isChargeback && order.reviewReason !== 'chargeback' ? [bankWords['charged-back']()] : []),
    ...(capturedMinor > 0 && !isTold ? [bankWords.known(known)] : []),
    ...(!words && capturedMinor === 0 ? [bankWords.nothing()] : []),
  ]
}

function bankSentence(order: Situation['order'], { entry, said }: LastWords, teller: Teller): string {
  const when = `${teller.at(entry.at)}${heardIn(entry)}`
  if (!said) return bankWords.absent(when)
  const isOthers = otherOrderReason(order, said) !== undefined
  return bankWords[isOthers ? 'said-of-another' : 'said'](said.phase, toldMoneyOf(said, entry.at, teller), when)
}

function toldMoneyOf(said: Evidence, saidAt: Date, { moneyIn, at }: Teller): ToldMoney {
  const { currency, heldMinor, depositedMinor, amountMinor, paidAt, decline } = said
  const { refundedMinor = 0 } = said
  const money = (minor: number | undefined): string | undefined =>
    minor === undefined || minor === 0 || currency === undefined ? undefined : moneyIn(minor, currency)
  return {
    held: money(heldMinor ?? amountMinor),
    taken: money(depositedMinor === undefined ? amountMinor : depositedMinor + refundedMinor),
    back: money(refundedMinor),
    takenOn: paidAt === undefined || at(paidAt) === at(saidAt) ? '' : ` on ${at(paidAt)}`,
    decline: decline && declineWords(decline),
  }
}
