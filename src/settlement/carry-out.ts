import { CheckoutError } from '../errors.ts'
import type { Evidence, StatusAnswer } from '../gateway/gateway.ts'
import type { Move, OrderChanges, Trigger } from '../ledger/ledger.ts'
import type { Order } from '../order.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { assertMove, isOpen } from './moves.ts'
import { isBeyondPlan, nextCheckInMs } from './plan.ts'
import { stand } from './settled.ts'
import type { Settled, SettleParts, Standing } from './settled.ts'

type MoveDecision = Extract<Decision, { kind: 'move' }>

/** Carries out in the ledger what an answer of the gateway means for an order, and hands it over when it is paid. */
export async function carryOut(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  answer: StatusAnswer,
): Promise<Settled> {
  switch (answer.outcome) {
    case 'answered':
      return carryOutEvidence(parts, order, trigger, answer.evidence)
    case 'absent':
      return carryOutAbsence(parts, order, trigger)
    case 'refused':
    case 'unavailable':
      return carryOutSilence(parts, order, trigger, answer)
  }
}

/** Leaves an order where it is until its next look; or tells what now stands, when somebody else moved it meanwhile. */
async function planNextLook(parts: SettleParts, order: Order, standing: Standing): Promise<Settled> {
  const isUnmoved = await parts.ledger.plan(order, nextCheckInMs(order, parts.clock.now()))
  return isUnmoved ? { ...stand(order, standing), wasAsked: true } : readAgain(parts, order)
}

async function carryOutEvidence(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  evidence: Evidence,
): Promise<Settled> {
  const now = parts.clock.now()
  const decision = decide(order, evidence, now)
  if (decision.kind === 'move') return move(parts, order, trigger, decision, evidence)
  if (isBeyondPlan(order, now)) return move(parts, order, trigger, noFinalWord, evidence)
  const learnt = await learn(parts, order, trigger, decision, evidence)
  if (!learnt) return readAgain(parts, order)
  const settled = await planNextLook(parts, learnt, decision.kind)
  return { ...settled, isUntried: decision.kind === 'open' && decision.isUntried }
}

const noFinalWord: MoveDecision = {
  kind: 'move',
  to: 'review',
  changes: { reviewReason: 'no-final-word-a-day-after-expiry', formUrl: undefined },
}

/**
 * The gateway has no such order. Only of a registration that got no answer does that say anything, only in the end, and
 * only when the login is asked that registered it.
 */
async function carryOutAbsence(parts: SettleParts, order: Order, trigger: Trigger): Promise<Settled> {
  const now = parts.clock.now()
  const isOurLogin = order.gatewayAccount === parts.gatewayAccount
  const neverArrived = isOurLogin && order.gatewayOrderId === undefined && now >= order.expiresAt
  if (neverArrived) return move(parts, order, trigger, { kind: 'move', to: 'expired', changes: {} }, undefined)
  if (isBeyondPlan(order, now)) return move(parts, order, trigger, noFinalWord, undefined)
  return planNextLook(parts, order, 'pending')
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
  { to, changes }: MoveDecision,
  evidence: Evidence | undefined,
): Promise<Settled> {
  assertMove(order.status, to)
  const moved = await recordMove(parts, order, {
    to,
    trigger,
    changes: { ...adoptedId(order, evidence), ...changes },
    ...(to === 'paid' && parts.handOver.isWanted ? { handOver: 'due' as const } : {}),
    checkInMs: isOpen(to) ? nextCheckInMs({ ...order, status: to }, parts.clock.now()) : null,
    freesReuseKey: true,
    detail: evidence?.redacted,
  })
  if (!moved) return readAgain(parts, order)
  parts.logger.info({ orderNumber: order.orderNumber, from: order.status, to: moved.status, trigger }, 'order moved')
  if (moved.status === 'review') parts.onReview(moved)
  const isPaid = moved.status === 'paid'
  const current = isPaid ? ((await parts.handOver.run(order.orderNumber, { trigger })) ?? moved) : moved
  return { ...stand(current, isOpen(current.status) ? 'pending' : 'final'), wasAsked: true, hasMoved: true }
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
  const current = (await ledger.find(order.orderNumber)) ?? order
  return { ...stand(current, isOpen(current.status) ? 'pending' : 'final'), wasAsked: true }
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
  const changes: OrderChanges = {
    ...adoptedId(order, evidence),
    ...(decline === undefined ? {} : { decline, card: evidence.card }),
  }
  const isNews =
    changes.gatewayOrderId !== undefined || (decline !== undefined && decline.actionCode !== order.decline?.actionCode)
  return isNews ? ledger.note(order, { trigger, changes, detail: evidence.redacted }) : order
}

/** The gateway's id of an order whose registration got no answer, found by our number (protocol 13). */
function adoptedId(order: Order, evidence: Evidence | undefined): Pick<OrderChanges, 'gatewayOrderId'> {
  if (order.gatewayOrderId !== undefined || evidence?.gatewayOrderId === undefined) return {}
  return { gatewayOrderId: evidence.gatewayOrderId }
}
