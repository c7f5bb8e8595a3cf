import { CheckoutError } from '../errors.ts'
import type { Evidence, StatusAnswer } from '../gateway/gateway.ts'
import type { Move, OrderChanges, Trigger } from '../ledger/ledger.ts'
import type { Order } from '../order.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { gatewayOf } from './gateway-account.ts'
import { lateMove, withReason } from './late-payment.ts'
import type { LateReason } from './late-payment.ts'
import { assertMove, isWatched } from './moves.ts'
import { isBeyondPlan, jittered, nextCheckInMs, watchedRetryMs } from './plan.ts'
import { reconsiderDenied } from './reconsider.ts'
import { stand, standAfter } from './settled.ts'
import type { Settled, SettleParts, Standing } from './settled.ts'

type MoveDecision = Extract<Decision, { kind: 'move' }>

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
  const decision = trigger === 'decline' ? asDeclined(judged) : judged
  const isUnseen = decision.kind === 'open' && decision.isUntried && nobodyCanPay(order)
  return isUnseen
    ? closeUnpaid(parts, order, trigger, evidence)
    : carryOutDecision(parts, order, trigger, decision, evidence)
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
 * @returns undefined when somebody else moved the order meanwhile.
 */
function takeOver(
  { ledger, clock, watchPaidForDays }: SettleParts,
  order: Order,
  trigger: Trigger,
  evidence: Evidence,
): Promise<Order | undefined> {
  const changes = adoptedId(order, evidence)
  const detail = withReason(evidence.redacted, 'declined-at-the-gateway-because-nobody-can-pay-it')
  if (order.status !== 'registering') return ledger.note(order, { trigger, changes, detail })
  const checkInMs = nextCheckInMs({ ...order, status: 'unknown' }, clock.now(), watchPaidForDays)
  return ledger.move(order, { to: 'unknown', trigger, changes, checkInMs, freesReuseKey: true, detail })
}

/** We closed it ourselves, so it did not run out of time, although nobody had tried to pay. */
function asDeclined(decision: Decision): Decision {
  return decision.kind === 'move' && decision.to === 'expired' ? { ...decision, to: 'declined' } : decision
}

/** Leaves an order where it is until its next look; or tells what now stands, when somebody else moved it meanwhile. */
async function planNextLook(parts: SettleParts, order: Order, standing: Standing): Promise<Settled> {
  const now = parts.clock.now()
  const isRetry = standing === 'silent' && isWatched(order.status)
  const checkInMs = isRetry ? watchedRetryMs : nextCheckInMs(order, now, parts.watchPaidForDays)
  const isUnmoved = await parts.ledger.plan(order, checkInMs === null ? null : jittered(checkInMs))
  return isUnmoved ? { ...stand(order, standing), wasAsked: true } : readAgain(parts, order)
}

async function carryOutDecision(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  decision: Decision,
  evidence: Evidence,
): Promise<Settled> {
  if (decision.kind === 'move') return move(parts, order, trigger, decision, evidence)
  if (isBeyondPlan(order, parts.clock.now())) return move(parts, order, trigger, noFinalWord, evidence)
  const learnt = await learn(parts, order, trigger, decision, evidence)
  if (!learnt) return readAgain(parts, order)
  const settled = await planNextLook(parts, learnt, standingOf(decision))
  return { ...settled, isUntried: decision.kind === 'open' && decision.isUntried }
}

function standingOf({ kind }: Exclude<Decision, MoveDecision>): Standing {
  return kind === 'stands' || kind === 'note' ? 'final' : kind
}

const noFinalWord: MoveDecision = {
  kind: 'move',
  to: 'review',
  changes: { reviewReason: 'no-final-word-a-day-after-expiry', formUrl: undefined },
}

/**
 * The gateway has no such order. Of an open one that says something only if its registration got no answer, only in the
 * end, and only when the login is asked that registered it. Of a paid one it is a denial.
 */
async function carryOutAbsence(parts: SettleParts, order: Order, trigger: Trigger): Promise<Settled> {
  const now = parts.clock.now()
  if (isWatched(order.status)) return carryOutDenial(parts, order, trigger)
  const isOurLogin = order.gatewayAccount === parts.gatewayAccount
  const neverArrived = isOurLogin && order.gatewayOrderId === undefined && now >= order.expiresAt
  if (neverArrived) return move(parts, order, trigger, { kind: 'move', to: 'expired', changes: {} }, undefined)
  if (isBeyondPlan(order, now)) return move(parts, order, trigger, noFinalWord, undefined)
  return planNextLook(parts, order, 'pending')
}

async function carryOutDenial(parts: SettleParts, order: Order, trigger: Trigger): Promise<Settled> {
  const isPaid = order.status === 'paid' || order.status === 'partially_refunded'
  const decision: Decision = isPaid ? reconsiderDenied(order, parts.clock.now()) : { kind: 'stands' }
  if (decision.kind === 'move') return move(parts, order, trigger, decision, undefined)
  return planNextLook(parts, order, 'final')
}

/**
 * No usable answer: **unknown**, so the order stays as it is and is asked about again. Only a question that the gateway
 * does not even take (a token cannot ask by order number, protocol 2) is in the end put before a person.
 */
async function carryOutSilence(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  { outcome, error }: Extract<StatusAnswer, { readonly error: unknown }>,
): Promise<Settled> {
  const { orderNumber } = order
  const isUnaskable = outcome === 'refused' && order.gatewayOrderId === undefined
  if (isUnaskable && isBeyondPlan(order, parts.clock.now())) {
    return move(parts, order, trigger, noFinalWord, undefined)
  }
  parts.logger.warn({ orderNumber, code: error.code, reason: error.message }, 'gateway could not be asked')
  return planNextLook(parts, order, 'silent')
}

async function move(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  decision: MoveDecision,
  evidence: Evidence | undefined,
): Promise<Settled> {
  assertMove(order.status, decision.to)
  const moved = await recordMove(parts, order, moveFor(parts, order, trigger, decision, evidence))
  if (!moved) return readAgain(parts, order)
  parts.logger.info({ orderNumber: order.orderNumber, from: order.status, to: moved.status, trigger }, 'order moved')
  if (moved.status === 'review') parts.onReview(moved)
  const current = moved.status === 'paid' ? ((await afterPaying(parts, moved, trigger)) ?? moved) : moved
  return { ...standAfter(current), hasMoved: true }
}

/** What `latePayment` says, where the money is late; judged about a `reference` by the ledger itself. */
function moveFor(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  { to, changes }: MoveDecision,
  evidence: Evidence | undefined,
): Move {
  const inTime: Move = {
    to,
    trigger,
    changes: { ...adoptedId(order, evidence), ...changes },
    ...(to === 'paid' && parts.handOver.isWanted ? { handOver: 'due' as const } : {}),
    checkInMs: nextCheckInMs({ ...order, ...changes, status: to }, parts.clock.now(), parts.watchPaidForDays),
    freesReuseKey: true,
    detail: evidence?.redacted,
  }
  // A capture is no second payment: the money came when it was held.
  const isMoney = (to === 'paid' || to === 'held') && order.status !== 'held'
  if (!isMoney) return inTime
  const late = (reason: LateReason): Move => lateMove(inTime, order, reason, parts.latePayment)
  const { reference, gatewayAccount } = order
  return {
    ...(isWatched(order.status) ? late('late-payment') : inTime),
    ...(reference !== undefined && {
      ifReferenceIsPaid: { reference, gateway: gatewayOf(gatewayAccount), instead: late('reference-already-paid') },
    }),
  }
}

/** The goods go out, or the money of a late payment goes back; both go on by themselves where they do not end here. */
async function afterPaying(
  { handOver, refundLate }: SettleParts,
  order: Order,
  trigger: Trigger,
): Promise<Order | undefined> {
  const { orderNumber } = order
  return order.handOver === 'none' ? refundLate(orderNumber) : handOver.run(orderNumber, { trigger })
}

/** One payment never pays for two orders: where the gateway's id is another order's already, a person must look. */
async function recordMove({ ledger }: SettleParts, order: Order, wanted: Move): Promise<Order | undefined> {
  try {
    return await ledger.move(order, wanted)
  } catch (error) {
    const isOthersId = error instanceof CheckoutError && error.code === 'CHECKOUT_GATEWAY_RESPONSE'
    if (!isOthersId) throw error
    const { trigger, detail } = wanted
    const changes = { reviewReason: 'gateway-order-id-is-of-another-order', formUrl: undefined } as const
    return ledger.move(order, { to: 'review', trigger, changes, checkInMs: null, freesReuseKey: true, detail })
  }
}

/** Somebody else moved the order first: what now stands is the truth. */
async function readAgain({ ledger }: SettleParts, order: Order): Promise<Settled> {
  return standAfter((await ledger.find(order.orderNumber)) ?? order)
}

/**
 * Writes down what the gateway said without moving the order, but only if it is news.
 *
 * @returns the order, or undefined when somebody else moved it meanwhile.
 */
async function learn(
  { ledger }: SettleParts,
  order: Order,
  trigger: Trigger,
  decision: Exclude<Decision, MoveDecision>,
  evidence: Evidence,
): Promise<Order | undefined> {
  const decline = decision.kind === 'open' ? decision.decline : undefined
  const noted = decision.kind === 'note' ? decision.changes : undefined
  const changes: OrderChanges = {
    ...adoptedId(order, evidence),
    ...noted,
    ...(decline === undefined ? {} : { decline, card: evidence.card }),
  }
  const isNews =
    noted !== undefined ||
    changes.gatewayOrderId !== undefined ||
    (decline !== undefined && decline.actionCode !== order.decline?.actionCode)
  return isNews ? ledger.note(order, { trigger, changes, detail: evidence.redacted }) : order
}

/** The gateway's id of an order whose registration got no answer, found by our number (protocol 13). */
function adoptedId(order: Order, evidence: Evidence | undefined): Pick<OrderChanges, 'gatewayOrderId'> {
  if (order.gatewayOrderId !== undefined || evidence?.gatewayOrderId === undefined) return {}
  return { gatewayOrderId: evidence.gatewayOrderId }
}
