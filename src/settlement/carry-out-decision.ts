import { CheckoutError } from '../errors.ts'
import type { Evidence } from '../gateway/gateway.ts'
import type { Move, OrderChanges, Trigger } from '../ledger/ledger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import type { Decision } from './judge/decide.ts'
import { gatewayOf } from './gateway-account.ts'
import { lateMove } from './judge/late-payment.ts'
import { assertMove, isWatched } from './judge/moves.ts'
import { isBeyondPlan } from './judge/plan.ts'
import { stand, standAfter } from './settled.ts'
import type { Settled, SettleParts, Standing } from './settled.ts'

type MoveDecision = Extract<Decision, { kind: 'move' }>

/** Carries out in the ledger what was decided about an order, and hands it over when it is paid. */
export async function carryOutDecision(
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
  if (learnt.status !== order.status) return afterMove(parts, order, trigger, learnt)
  if (decision.kind === 'note' && decision.changes.reviewReason !== undefined) parts.onReview(learnt)
  const isUntried = decision.kind === 'open' && decision.isUntried
  return planNextLook(parts, learnt, standingOf(decision), { isUntried })
}

function standingOf({ kind }: Exclude<Decision, MoveDecision>): Standing {
  return kind === 'stands' || kind === 'note' ? 'final' : kind
}

/** There was no word to act on, a day after the order expired. */
export const noFinalWord: MoveDecision = {
  kind: 'move',
  to: 'review',
  changes: { reviewReason: 'no-final-word-a-day-after-expiry', formUrl: undefined },
}

/** The gateway answered, and nobody could read it, until the plan of the order ended. */
export const noReadableWord: MoveDecision = {
  kind: 'move',
  to: 'review',
  changes: { reviewReason: 'unreadable-a-day-after-expiry', formUrl: undefined },
}

/** Leaves an order where it is until its next look; or tells what now stands, when somebody else moved it meanwhile. */
export async function planNextLook(
  parts: SettleParts,
  order: Order,
  standing: Standing,
  {
    isUntried = false,
    retryInMs = Infinity,
  }: { readonly isUntried?: boolean; readonly retryInMs?: number | undefined } = {},
): Promise<Settled> {
  const plannedMs = parts.plan.nextCheckInMs(order, parts.clock.now())
  const soonerMs = Math.min(plannedMs ?? Infinity, retryInMs)
  const checkInMs = Number.isFinite(soonerMs) ? soonerMs : null
  const isUnmoved = await parts.ledger.plan(order, checkInMs === null ? null : parts.plan.jittered(checkInMs))
  return isUnmoved ? { ...stand(order, standing), isUntried, wasAsked: true } : readAgain(parts, order)
}

/** Moves an order, and does what follows: a person is told, the goods go out, or late money goes back. */
export async function move(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  decision: MoveDecision,
  evidence: Evidence | undefined,
): Promise<Settled> {
  assertMove(order.status, decision.to)
  const wanted = moveFor(parts, order, trigger, decision, evidence)
  if (wanted.ifReferenceIsPaid) await askAboutEarlierPayments(parts, order, wanted.ifReferenceIsPaid.reference)
  return afterMove(parts, order, trigger, await orReview(parts, order, wanted, () => parts.ledger.move(order, wanted)))
}

/** What follows of a move: a person is told, the goods go out, or late money goes back. */
export async function afterMove(
  parts: SettleParts,
  order: Order,
  trigger: Trigger,
  moved: Order | undefined,
): Promise<Settled> {
  if (!moved) return readAgain(parts, order)
  parts.logger.info({ orderNumber: order.orderNumber, from: order.status, to: moved.status, trigger }, 'order moved')
  if (moved.status === 'review') parts.onReview(moved)
  const current = moved.status === 'paid' ? ((await afterPaying(parts, moved, trigger)) ?? moved) : moved
  const after = standAfter(current)
  return { ...after, hasMoved: true, standing: moved.status === 'held' ? 'on-hold' : after.standing }
}

/**
 * Before a second payment of a reference is judged, the gateway is asked about the first: where its money went back in the bank's
 * portal, the second is no double. A gateway that is silent leaves the first as the ledger knows it.
 */
async function askAboutEarlierPayments(parts: SettleParts, order: Order, reference: string): Promise<void> {
  const others = await parts.ledger.ofReference(reference)
  const earlier = others.filter(({ orderNumber, status }) => orderNumber !== order.orderNumber && isTaken(status))
  for (const { orderNumber } of earlier) await parts.settleAnother(orderNumber)
}

function isTaken(status: Order['status']): boolean {
  return status === 'held' || isPaid(status)
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
    ...(to === 'paid' && (order.handsOver ?? parts.handOver.isWanted) ? { handOver: 'due' as const } : {}),
    checkInMs: parts.plan.nextCheckInMs({ ...order, ...changes, status: to }, parts.clock.now()),
    freesReuseKey: true,
    detail: evidence?.redacted,
  }
  // A capture is no second payment: the money came when it was held.
  const isMoney = (to === 'paid' || to === 'held') && order.status !== 'held'
  if (!isMoney) return inTime
  const { reference, gatewayAccount, isRepeatable } = order
  return {
    ...(isWatched(order.status) ? lateMove(inTime, order, 'late-payment', parts.latePayment) : inTime),
    ...(reference !== undefined &&
      !isRepeatable && {
        ifReferenceIsPaid: {
          reference,
          gateway: gatewayOf(gatewayAccount),
          instead: lateMove(inTime, order, 'reference-already-paid', parts.doublePayment),
        },
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
export async function orReview(
  { ledger }: SettleParts,
  order: Order,
  { trigger, detail }: Pick<Move, 'trigger' | 'detail'>,
  write: () => Promise<Order | undefined>,
): Promise<Order | undefined> {
  try {
    return await write()
  } catch (error) {
    const isOthersId = error instanceof CheckoutError && error.code === 'CHECKOUT_GATEWAY_RESPONSE'
    if (!isOthersId) throw error
    // A person looks already, and the id is not taken over.
    if (order.status === 'review') return order
    const changes = { reviewReason: 'gateway-order-id-is-of-another-order', formUrl: undefined } as const
    return ledger.move(order, { to: 'review', trigger, changes, checkInMs: null, freesReuseKey: true, detail })
  }
}

/** Somebody else moved the order first: what now stands is the truth. */
export async function readAgain({ ledger }: SettleParts, order: Order): Promise<Settled> {
  return standAfter((await ledger.find(order.orderNumber)) ?? order)
}

/**
 * Writes down what the gateway said without moving the order, but only if it is news.
 *
 * @returns the order, in review where the gateway's id is another order's, or undefined when somebody else moved it meanwhile.
 */
async function learn(
  parts: SettleParts,
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
  const note = { trigger, changes, detail: evidence.redacted }
  return isNews ? orReview(parts, order, note, () => parts.ledger.note(order, note)) : order
}

/** The gateway's id of an order whose registration got no answer, found by our number (protocol 13). */
export function adoptedId(order: Order, evidence: Evidence | undefined): Pick<OrderChanges, 'gatewayOrderId'> {
  if (order.gatewayOrderId !== undefined || evidence?.gatewayOrderId === undefined) return {}
  return { gatewayOrderId: evidence.gatewayOrderId }
}
