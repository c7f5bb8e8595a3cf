import type { Evidence, PaymentPhase } from '../../gateway/evidence.ts'
import { isPaid } from '../../order.ts'
import type { Order, OrderChanges, ReviewReason } from '../../order.ts'
import { otherOrderReason } from './about.ts'
import { closingMove, pending, review, unchanged } from './decision.ts'
import type { Decision } from './decision.ts'
import { isOpen, isReviewedMoney, lacksFinalWord } from './moves.ts'
import { planEndsAt } from './plan.ts'
import { reconsider, reconsiderReviewed } from './reconsider.ts'

/**
 * The pure judge: what one answer of the gateway means for one order.
 *
 * It says yes only if every condition of {@link mismatchOf} holds. A captured payment that fails one of them is a
 * mismatch: a person must look. A missing answer or an unknown word is never a no.
 */
export function decide(order: Order, said: Evidence, now: Date): Decision {
  const evidence: Evidence = isPartialRefund(order, said) ? { ...said, phase: 'refunded' } : said
  if (isPaid(order.status)) return reconsider(order, evidence, now)
  if (order.status === 'declined' || order.status === 'expired') return decideGivenUp(order, evidence, now)
  if (isReviewedMoney(order)) return reconsiderReviewed(order, evidence)
  if (order.status === 'review') return decideReviewed(order, evidence, now)
  if (!isOpen(order.status)) return unchanged
  const otherOrder = otherOrderReason(order, evidence)
  if (otherOrder !== undefined) return review(otherOrder)
  return ofOpen[evidence.phase](order, evidence, now)
}

type Judge = (order: Order, evidence: Evidence, now: Date) => Decision

/** What each phase means for an open order. */
const ofOpen: Readonly<Record<PaymentPhase, Judge>> = {
  captured: decideCaptured,
  held: decideHeld,
  declined: decideDeclined,
  reversed: (order, evidence) =>
    isTaken(evidence) ? reviewOfMoney('deposited-amount-differs', order, evidence) : closingMove('reversed', {}),
  refunded: decideRefunded,
  registered: decideRegistered,
  // Only a hold is partly captured, and more of it may be: nobody knows what a further call would take.
  'partly-captured': (order, evidence) =>
    isTaken(evidence) && order.status === 'held' ? reviewOfMoney('payment-state-differs', order, evidence) : pending,
  authenticating: () => pending,
  pending: () => pending,
  unrecognized: () => pending,
}

/**
 * A partial refund that looks `pending`. At BT iPay `orderStatus` 7 means one, and what is left tells how much went
 * back (BPC: recorded answers). For an order that we never saw paid it means one only if nothing else says what went
 * back.
 */
function isPartialRefund(order: Order, { phase, depositedMinor = 0, refundedMinor }: Evidence): boolean {
  if (phase !== 'pending' || depositedMinor === 0) return false
  if (isPaid(order.status)) return depositedMinor < order.capturedMinor
  return refundedMinor === undefined && depositedMinor < capturedWhole(order)
}

/**
 * Money may still arrive for an order that was given up. It counts by the same conditions as any other (option
 * `latePayment` says what then happens). Nothing else moves the order: it was unpaid, and it stays unpaid.
 */
function decideGivenUp(order: Order, evidence: Evidence, now: Date): Decision {
  if (otherOrderReason(order, evidence) !== undefined) return unchanged
  switch (evidence.phase) {
    case 'captured':
      return decideCaptured(order, evidence, now)
    case 'held':
      return order.capture === 'manual' ? decideHeld(order, evidence, now) : unchanged
    case 'refunded':
      return decideRefunded(order, evidence)
    case 'declined':
      return isTaken(evidence) ? reviewOfMoney('declined-but-deposited', order, evidence) : unchanged
    default:
      return unchanged
  }
}

/**
 * Money that was not known of, for an order in review: somebody may pay it at the bank meanwhile, and the bank may say
 * more than it did. It is recorded, and the person is told. The order stays with the person, who may have promised the
 * buyer something. Its reason stays, unless there was none but the bank's silence, or the answer gives a new one.
 */
function decideReviewed(order: Order, evidence: Evidence, now: Date): Decision {
  const decision = decideGivenUp(order, evidence, now)
  if (decision.kind !== 'move') return unchanged
  const reviewReason = lacksFinalWord(order) ? 'late-payment' : order.reviewReason
  return { kind: 'note', changes: { reviewReason, ...decision.changes } }
}

/** Open, unless the same answer mentions money: then nobody may be told that none was taken. */
function decideRegistered(order: Order, { depositedMinor = 0, ...evidence }: Evidence): Decision {
  const isMoneyReported = depositedMinor > 0 || evidence.amountState === 'held' || evidence.amountState === 'captured'
  if (order.status === 'held' || isMoneyReported) return pending
  return { kind: 'open', isUntried: evidence.isUntried, decline: evidence.decline }
}

/** For a hold, the amount that `capture` asked for; otherwise all of it. */
function capturedWhole({ capturingMinor, amountMinor }: Order): number {
  return capturingMinor ?? amountMinor
}

/** Whether the answer reports captured money that is still ours. */
function isTaken({ depositedMinor = 0 }: Evidence): boolean {
  return depositedMinor > 0
}

function decideCaptured(order: Order, evidence: Evidence, now: Date): Decision {
  const capturedMinor = capturedWhole(order)
  const moved = { amountState: 'captured', movedMinor: evidence.depositedMinor, expectedMinor: capturedMinor } as const
  const mismatch = mismatchOf(order, evidence, moved)
  if (mismatch === 'payment-state-differs' && isNewWord(order, evidence, now)) return pending
  if (mismatch !== undefined) return reviewOfMoney(mismatch, order, evidence)
  const changes = { ...paymentFacts(evidence), capturedMinor, paidAt: evidence.paidAt ?? now }
  return closingMove('paid', changes)
}

/**
 * A hold is what a manual capture asks for. On an automatic one it is a step on the way (or a misconfigured merchant):
 * no money was taken, so it is neither paid nor a contradiction yet.
 */
function decideHeld(order: Order, evidence: Evidence, now: Date): Decision {
  if (order.capture !== 'manual') return pending
  if (order.status === 'held') return decideStillHeld(order, evidence)
  const moved = { amountState: 'held', movedMinor: evidence.heldMinor, expectedMinor: order.amountMinor } as const
  const mismatch = mismatchOf(order, evidence, moved)
  if (mismatch === 'payment-state-differs' && isNewWord(order, evidence, now)) return pending
  if (mismatch !== undefined) return review(mismatch)
  if (isTaken(evidence)) return reviewOfMoney('deposited-amount-differs', order, evidence)
  return closingMove('held', paymentFacts(evidence))
}

/**
 * While we capture a hold, the amount may show before the status does. If we capture nothing, nobody should have taken
 * any of it.
 */
function decideStillHeld(order: Order, evidence: Evidence): Decision {
  if (!isTaken(evidence)) return { kind: 'on-hold' }
  return order.capturingMinor === undefined ? reviewOfMoney('deposited-amount-differs', order, evidence) : pending
}

/**
 * The first condition that a payment breaks, or undefined if all hold.
 *
 * `movedMinor` is the amount that was held or captured, if the gateway reports it. `expectedMinor` is what it must be.
 * Both are minor units of the order's currency.
 */
function mismatchOf(order: Order, evidence: Evidence, expected: ExpectedMoney): ReviewReason | undefined {
  if (evidence.actionCode !== '0') return 'action-code-is-not-0'
  if (evidence.orderNumber === undefined) return 'order-number-is-missing'
  if (evidence.amountMinor !== order.amountMinor) return 'amount-differs'
  if (evidence.currency !== order.currency) return 'currency-differs'
  if (evidence.isPartial) return 'partial-authorisation'
  if (evidence.isChargeback) return 'chargeback'
  return moneyMismatchOf(evidence, expected)
}

interface ExpectedMoney {
  readonly amountState: 'held' | 'captured'
  readonly movedMinor: number | undefined
  readonly expectedMinor: number
}

function moneyMismatchOf(
  { refundedMinor = 0, amountState }: Evidence,
  { amountState: expectedState, movedMinor, expectedMinor }: ExpectedMoney,
): ReviewReason | undefined {
  if (refundedMinor !== 0) return 'refunded-amount-is-not-0'
  if (movedMinor !== undefined && movedMinor !== expectedMinor) {
    return expectedState === 'captured' ? 'deposited-amount-differs' : 'held-amount-differs'
  }
  return amountState === undefined || amountState === expectedState ? undefined : 'payment-state-differs'
}

/**
 * The gateway does not announce new words as a breaking change (BPC: recorded answers): one that we do not know
 * contradicts nothing. The order is asked about again until its plan ends, or for a day after its hold was captured.
 * Then a person must look.
 */
function isNewWord({ status, expiresAt }: Order, { amountState, paidAt = expiresAt }: Evidence, now: Date): boolean {
  return amountState === 'unrecognized' && now < planEndsAt(status === 'held' ? paidAt : expiresAt)
}

/** Status 6: refused for good, expired, or closed by us (BPC: status codes). Money on it is a contradiction. */
function decideDeclined(order: Order, evidence: Evidence): Decision {
  if (isTaken(evidence)) return reviewOfMoney('declined-but-deposited', order, evidence)
  // Facts are never taken back: what was held is not declined afterwards.
  if (order.status === 'held') return review('declined-after-hold')
  const to = isExpiry(evidence) ? 'expired' : 'declined'
  return closingMove(to, paymentFacts(evidence))
}

/** -2007 and -2014: the time to pay ran out (BPC: time limits). Also an order that the gateway reports as untried. */
function isExpiry({ actionCode, decline, isUntried }: Evidence): boolean {
  return (
    (isUntried && actionCode !== undefined) ||
    (decline?.category === 'timeout-or-expired' && decline.advice === 'new-order')
  )
}

/**
 * Refunded before we ever saw it paid: in the bank's portal, between the payment and our first question. The amounts
 * decide, not the status: even a partial refund sets it to 4 (BPC: status codes).
 */
function decideRefunded(order: Order, evidence: Evidence): Decision {
  if (evidence.amountMinor !== order.amountMinor) return review('amount-differs')
  if (evidence.currency !== order.currency) return review('currency-differs')
  const capturedMinor = capturedWhole(order)
  const isWhole = evidence.refundedMinor === capturedMinor && !isTaken(evidence)
  if (!isWhole) return reviewOfMoney('refunded-in-part-before-hand-over', order, evidence)
  return closingMove('refunded', { ...paymentFacts(evidence), capturedMinor, refundedMinor: capturedMinor })
}

/**
 * A person must look. The captured amount is recorded too, if the answer gives it in our currency: it is what `refund`
 * can give back. More than the order's amount is never written: nobody can say what it paid for.
 */
function reviewOfMoney(reviewReason: ReviewReason, order: Order, evidence: Evidence): Decision {
  const { depositedMinor, refundedMinor = 0 } = evidence
  const capturedMinor = (depositedMinor ?? NaN) + refundedMinor
  const isOurs = evidence.orderNumber === order.orderNumber && evidence.currency === order.currency
  const isKnown = isOurs && capturedMinor > 0 && capturedMinor <= order.amountMinor
  return closingMove('review', { reviewReason, ...(isKnown && { capturedMinor, refundedMinor }) })
}

function paymentFacts({ decline, paymentWay, card, approvalCode, bindingId }: Evidence): OrderChanges {
  return {
    decline,
    ...(paymentWay === undefined ? {} : { paymentWay }),
    ...(card === undefined ? {} : { card }),
    ...(approvalCode === undefined ? {} : { approvalCode }),
    ...(bindingId === undefined ? {} : { bindingId }),
  }
}
