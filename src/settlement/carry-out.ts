import type { StatusAnswer } from '../gateway/answers.ts'
import type { HandOverLedger } from '../ledger/hand-over-ledger.ts'
import type { RefundLedger } from '../ledger/refund-ledger.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { AcknowledgeDeps } from './acknowledge.ts'
import { makeCarryOutMove } from './carry-out-move.ts'
import { makeCarryOutSilence, noFinalWord } from './carry-out-silence.ts'
import type { CarryOutSilenceDeps } from './carry-out-silence.ts'
import { makeCloseUnpaid, nobodyCanPay } from './close-unpaid.ts'
import type { CloseUnpaidDeps } from './close-unpaid.ts'
import { makeDecisionInReview } from './decision-in-review.ts'
import { decide } from './judge/decide.ts'
import { unchanged } from './judge/decision.ts'
import type { Decision, MoveDecision } from './judge/decision.ts'
import { isBeyondPlan } from './judge/plan.ts'
import { refundedTotal } from './judge/reconsider.ts'
import { makeLearn } from './learn.ts'
import type { AnsweredLook, Look } from './look.ts'
import { makeMoveOrder } from './move-order.ts'
import type { MoveOrderDeps } from './move-order.ts'
import { makePlanNextLook } from './next-look.ts'
import type { Settled, Standing } from './settled.ts'

/** Records in the ledger what the gateway's answer means for an order, and hands the order over once it is paid. */
export type CarryOut = (asked: Omit<Look, 'evidence'>, answer: StatusAnswer) => Promise<Settled>

export interface CarryOutDeps
  extends
    Omit<MoveOrderDeps, 'ledger'>,
    Omit<AcknowledgeDeps & CloseUnpaidDeps, 'ledger'>,
    Omit<CarryOutSilenceDeps, 'ledger' | 'moveOrder' | 'planNextLook'> {
  readonly ledger: Pick<OrderLedger, 'find' | 'history' | 'move' | 'note' | 'ofReference' | 'plan'> &
    Pick<HandOverLedger, 'moveAndClaim'> &
    Pick<RefundLedger, 'hasRefund'>
}

export function makeCarryOut(deps: CarryOutDeps): CarryOut {
  const { ledger, onReview, clock } = deps
  const moveOrder = makeMoveOrder(deps)
  const planNextLook = makePlanNextLook(deps)
  const carryOutSilence = makeCarryOutSilence({ ...deps, moveOrder, planNextLook })
  const closeUnpaid = makeCloseUnpaid(deps)
  const learn = makeLearn(ledger)
  const decisionOn = makeDecisionOn(deps)
  const carryOutMove = makeCarryOutMove({ ...deps, moveOrder, carryOutSilence, planNextLook, decisionOn })

  async function carryOutEvidence(look: AnsweredLook): Promise<Settled> {
    const decision = await decisionOn(look)
    const isUnseen = decision.kind === 'open' && decision.isUntried && nobodyCanPay(look.order)
    return isUnseen ? close(look) : carryOutDecision(look, decision)
  }

  async function close(look: AnsweredLook): Promise<Settled> {
    const closing = await closeUnpaid(look)
    switch (closing.outcome) {
      case 'not-ours':
        return moveOrder.follow(look, closing.order)
      case 'left-open':
        return carryOutDecision({ ...look, order: closing.order }, untried)
      case 'asked':
        return afterClosing({ ...look, order: closing.order }, closing.answer)
    }
  }

  async function afterClosing(look: AnsweredLook, answer: StatusAnswer): Promise<Settled> {
    if (answer.outcome !== 'answered') return carryOutSilence(look, answer)
    const { evidence } = answer
    return carryOutDecision({ ...look, evidence }, asDeclined(decide(look.order, evidence, clock.now())))
  }

  async function carryOutDecision(look: AnsweredLook, decision: Decision): Promise<Settled> {
    const { order } = look
    if (decision.kind === 'move') return carryOutMove(look, decision)
    if (isBeyondPlan(order, clock.now())) return moveOrder.move(look, noFinalWord)
    const learnt = await learn(look, decision)
    if (learnt?.status !== order.status) return moveOrder.follow(look, learnt)
    if (decision.kind === 'note' && decision.changes.reviewReason !== undefined) onReview(learnt)
    const isUntried = decision.kind === 'open' && decision.isUntried
    return planNextLook(learnt, standingOf(decision), { isUntried })
  }

  return (asked, answer) =>
    answer.outcome === 'answered'
      ? carryOutEvidence({ ...asked, evidence: answer.evidence })
      : carryOutSilence({ ...asked, evidence: undefined }, answer)
}

/**
 * A gateway that reports no amounts says only that money went back. While a refund of ours is in progress, it is that
 * one: money-out judges and records it.
 */
function makeDecisionOn({ ledger, clock }: CarryOutDeps): (look: AnsweredLook) => Promise<Decision> {
  const decisionInReview = makeDecisionInReview(ledger)
  return async (look) => {
    const { order, trigger, evidence } = look
    const decision = decide(order, evidence, clock.now())
    if (order.status === 'review') return decisionInReview(look, decision)
    const isUnexplained = decision.kind === 'move' && decision.changes.reviewReason === 'refund-of-unknown-amount'
    const isAmountUnknown = isUnexplained && refundedTotal(order, evidence) === undefined
    if (isAmountUnknown && (await ledger.hasRefund(order.orderNumber))) return unchanged
    return trigger === 'decline' ? asDeclined(decision) : decision
  }
}

const untried: Decision = { kind: 'open', isUntried: true, decline: undefined }

function standingOf({ kind }: Exclude<Decision, MoveDecision>): Standing {
  return kind === 'unchanged' || kind === 'note' ? 'final' : kind
}

/** We closed the order ourselves, so it did not run out of time, even though nobody had tried to pay. */
function asDeclined(decision: Decision): Decision {
  return decision.kind === 'move' && decision.to === 'expired' ? { ...decision, to: 'declined' } : decision
}
