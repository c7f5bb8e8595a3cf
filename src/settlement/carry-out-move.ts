import type { Clock } from '../clock.ts'
import type { Evidence } from '../gateway/evidence.ts'
import type { OrderStatus } from '../order.ts'
import { awaitsAcknowledgement, makeAcknowledge } from './acknowledge.ts'
import type { AcknowledgeDeps } from './acknowledge.ts'
import type { CarryOutSilence, NoEvidence } from './carry-out-silence.ts'
import { closingMove } from './judge/decision.ts'
import type { Decision, MoveDecision } from './judge/decision.ts'
import { isAcknowledgingOver, silentRetryInMs } from './judge/plan.ts'
import type { AnsweredLook } from './look.ts'
import type { MoveOrder } from './move-order.ts'
import type { PlanNextLook } from './next-look.ts'
import type { Settled } from './settled.ts'

/** Moves an order as the judge says, once the gateway has taken the acknowledgement of its payment if it wants one. */
export type CarryOutMove = (look: AnsweredLook, decision: MoveDecision) => Promise<Settled>

export interface CarryOutMoveDeps extends AcknowledgeDeps {
  readonly moveOrder: MoveOrder
  readonly carryOutSilence: CarryOutSilence
  readonly planNextLook: PlanNextLook
  readonly decisionOn: (look: AnsweredLook) => Promise<Decision>
  readonly clock: Clock
}

/**
 * What would contradict the status call, which has just told of money: a lagging answer, most likely. The next question
 * decides.
 */
const deniesMoney: ReadonlySet<OrderStatus> = new Set(['declined', 'expired'])

/**
 * A payment is acknowledged before the order is `paid` or `held`, so nothing can be handed over that the gateway may
 * still cancel, whatever process dies where: an order that is not moved is asked about again, and acknowledged again.
 * What the gateway then says is judged like any other answer.
 */
export function makeCarryOutMove(deps: CarryOutMoveDeps): CarryOutMove {
  const { moveOrder, carryOutSilence, planNextLook, decisionOn, clock } = deps
  const acknowledge = makeAcknowledge(deps)
  if (!acknowledge) return (look, decision) => moveOrder.move(look, decision)

  async function afterAcknowledgement(look: AnsweredLook, decision: MoveDecision, evidence: Evidence) {
    const again = await decisionOn({ ...look, evidence })
    if (again.kind !== 'move' || deniesMoney.has(again.to)) return unacknowledged(look, decision)
    // If both say the same, the status call has told more.
    return again.to === decision.to ? moveOrder.move(look, decision) : moveOrder.move({ ...look, evidence }, again)
  }

  /**
   * The money is there, but the gateway may still cancel it. It is told again for a day; then a person looks, and the
   * order has what is known of the money.
   */
  async function unacknowledged(look: AnsweredLook, decision: MoveDecision, answer?: NoEvidence): Promise<Settled> {
    const { order, evidence } = look
    const now = clock.now()
    if (isAcknowledgingOver(order, evidence.paidAt, now)) {
      const changes = { ...decision.changes, reviewReason: 'payment-not-acknowledged' } as const
      return moveOrder.move(look, closingMove('review', changes))
    }
    if (answer) return carryOutSilence(look, answer)
    return planNextLook(order, 'pending', { retryInMs: silentRetryInMs(order, now) })
  }

  return async (look, decision) => {
    if (!awaitsAcknowledgement(look.order, decision)) return moveOrder.move(look, decision)
    const said = await acknowledge(look)
    if (said.outcome === 'not-ours') return moveOrder.follow(look, said.order)
    const current = { ...look, order: said.order }
    if (said.outcome === 'unknown-there') return unacknowledged(current, decision)
    const { answer } = said
    if (answer.outcome !== 'answered') return unacknowledged(current, decision, answer)
    return afterAcknowledgement(current, decision, answer.evidence)
  }
}
