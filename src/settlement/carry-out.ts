import type { Evidence, StatusAnswer } from '../gateway/gateway.ts'
import type { Trigger } from '../ledger/ledger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import {
  adoptedId,
  afterMove,
  carryOutDecision,
  move,
  noFinalWord,
  noReadableWord,
  orReview,
  planNextLook,
  readAgain,
} from './carry-out-decision.ts'
import { decide } from './judge/decide.ts'
import type { Decision } from './judge/decide.ts'
import { withReason } from './judge/late-payment.ts'
import { isOpen, isWatched } from './judge/moves.ts'
import { isBeyondPlan, isUnreadableForGood, silentRetryInMs } from './judge/plan.ts'
import { reconsiderDenied, refundedTotal } from './judge/reconsider.ts'
import type { Settled, SettleParts } from './settled.ts'

/** Carries out in the ledger what an answer of the gateway means for an order, and hands it over when it is paid. */
export async function carryOut(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  answer: StatusAnswer,
): Promise<Settled> {
  if (answer.outcome !== 'answered') return carryOutNoAnswer(parts, order, trigger, answer)
  const { evidence } = answer
  const judged = decide(order, evidence, parts.clock.now())
  const explained = await explainedByOurRefund(parts, order, evidence, judged)
  const decision = trigger === 'decline' ? asDeclined(explained) : explained
  const isUnseen = decision.kind === 'open' && decision.isUntried && nobodyCanPay(order)
  return isUnseen
    ? closeUnpaid(parts, order, trigger, evidence)
    : carryOutDecision(parts, order, trigger, decision, evidence)
}

/**
 * A gateway that tells no amounts says only that money went back. While a refund of ours is on its way that is this one; it is
 * judged, and recorded, by whoever carries it on.
 */
async function explainedByOurRefund(
  { ledger }: SettleParts,
  order: Order,
  evidence: Evidence,
  judged: Decision,
): Promise<Decision> {
  const isUnexplained = judged.kind === 'move' && judged.changes.reviewReason === 'refund-of-unknown-amount'
  const isUntold = isUnexplained && refundedTotal(order, evidence) === undefined
  return isUntold && (await ledger.hasRefund(order.orderNumber)) ? { kind: 'stands' } : judged
}

function carryOutNoAnswer(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  answer: Exclude<StatusAnswer, { outcome: 'answered' }>,
): Promise<Settled> {
  return answer.outcome === 'absent'
    ? carryOutAbsence(parts, order, trigger)
    : carryOutSilence(parts, order, trigger, answer)
}

/** No buyer was ever sent to the page: its registration got no answer in time, or named a page on a host that is not allowed. */
function nobodyCanPay({ status, formUrl }: Order): boolean {
  return status === 'registering' || status === 'unknown' || (status === 'registered' && formUrl === undefined)
}

/**
 * Closes an order at the gateway that nobody can pay, so that none is left open there (safety F1); then asks what became of
 * it. Where the gateway does not close it (a token may not, protocol 2), it expires by itself.
 */
async function closeUnpaid(parts: SettleParts, order: Order, trigger: Trigger, evidence: Evidence): Promise<Settled> {
  const open = { kind: 'open', isUntried: true, decline: undefined } as const
  const gatewayOrderId = order.gatewayOrderId ?? evidence.gatewayOrderId
  const found = await takeOver(parts, order, trigger, evidence)
  if (!found) return readAgain(parts, order)
  if (found.status === 'review') return afterMove(parts, order, trigger, found)
  if (gatewayOrderId === undefined) return carryOutDecision(parts, found, trigger, open, evidence)
  const { orderNumber } = found
  const answer = await parts.gateway.decline({ gatewayOrderId, orderNumber })
  if (answer.outcome === 'refused') return carryOutDecision(parts, found, trigger, open, evidence)
  const after = await parts.gateway.status({ gatewayOrderId })
  if (after.outcome !== 'answered') return carryOutNoAnswer(parts, found, trigger, after)
  const decision = decide(found, after.evidence, parts.clock.now())
  return carryOutDecision(parts, found, trigger, asDeclined(decision), after.evidence)
}

/**
 * Takes an order from a registration that may still wait for its answer in another process: that one can then no longer
 * send its buyer to a page that is being closed. Also writes down what is about to be done.
 *
 * @returns the order, in review where the gateway's id is another order's, or undefined when somebody else moved it meanwhile.
 */
function takeOver(parts: SettleParts, order: Order, trigger: Trigger, evidence: Evidence): Promise<Order | undefined> {
  const changes = adoptedId(order, evidence)
  const detail = withReason(evidence.redacted, 'declined-at-the-gateway-because-nobody-can-pay-it')
  const { ledger, clock, plan } = parts
  const note = { trigger, changes, detail }
  return orReview(parts, order, note, () => {
    if (order.status !== 'registering') return ledger.note(order, note)
    const checkInMs = plan.nextCheckInMs({ ...order, status: 'unknown' }, clock.now())
    return ledger.move(order, { ...note, to: 'unknown', checkInMs, freesReuseKey: true })
  })
}

/** We closed it ourselves, so it did not run out of time, although nobody had tried to pay. */
function asDeclined(decision: Decision): Decision {
  return decision.kind === 'move' && decision.to === 'expired' ? { ...decision, to: 'declined' } : decision
}

/**
 * The gateway has no such order, which says something only when the login is asked that registered it: of a paid one that
 * is a denial, and of an open one that it never arrived, if its registration got no answer, and only in the end.
 */
async function carryOutAbsence(parts: SettleParts, order: Order, trigger: Trigger): Promise<Settled> {
  const now = parts.clock.now()
  if (!isOpen(order.status)) return carryOutDenial(parts, order, trigger)
  const neverArrived = isOurLogin(parts, order) && order.gatewayOrderId === undefined && now >= order.expiresAt
  if (neverArrived) return move(parts, order, trigger, { kind: 'move', to: 'expired', changes: {} }, undefined)
  if (isBeyondPlan(order, now)) return move(parts, order, trigger, noFinalWord, undefined)
  return planNextLook(parts, order, 'pending')
}

/** Another login of the same gateway may not see the orders of this one. */
function isOurLogin({ gatewayAccount }: SettleParts, order: Order): boolean {
  return order.gatewayAccount === gatewayAccount
}

async function carryOutDenial(parts: SettleParts, order: Order, trigger: Trigger): Promise<Settled> {
  const isDenied = isPaid(order.status) && isOurLogin(parts, order)
  const decision: Decision = isDenied ? reconsiderDenied(order, parts.clock.now()) : { kind: 'stands' }
  if (decision.kind === 'move') return move(parts, order, trigger, decision, undefined)
  return planNextLook(parts, order, 'final')
}

/**
 * No usable answer: **unknown**, so the order stays as it is and is asked about again. Only a question that the gateway
 * does not even take (a token cannot ask by order number, protocol 2), or whose answers nobody can read, is in the end put
 * before a person: it would stay open for ever.
 */
async function carryOutSilence(parts: SettleParts, order: Order, trigger: Trigger, answer: NoAnswer): Promise<Settled> {
  const { outcome, error } = answer
  const { orderNumber } = order
  const now = parts.clock.now()
  const inTheEnd = wordInTheEnd(order, answer, now)
  if (inTheEnd !== undefined) return move(parts, order, trigger, inTheEnd, undefined)
  parts.logger.warn({ orderNumber, code: error.code, reason: error.message }, 'gateway could not be asked')
  // What the gateway refuses to tell, it refuses again: only silence is asked again soon.
  const retryInMs = outcome === 'unavailable' || isWatched(order.status) ? silentRetryInMs(order, now) : undefined
  return planNextLook(parts, order, 'silent', { retryInMs })
}

type NoAnswer = Extract<StatusAnswer, { readonly error: unknown }>

/** What is made of no answer once the plan is over; undefined where the gateway may still say a word. */
function wordInTheEnd(order: Order, answer: NoAnswer, now: Date): typeof noFinalWord | undefined {
  if (answer.outcome === 'unavailable') {
    return answer.isUnreadable && isUnreadableForGood(order, now) ? noReadableWord : undefined
  }
  return order.gatewayOrderId === undefined && isBeyondPlan(order, now) ? noFinalWord : undefined
}
