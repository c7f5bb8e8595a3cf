import type { StatusAnswer } from '../gateway/answers.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import { absentAtTheGateway, isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import { isOwnAccount } from './gateway-account.ts'
import type { OwnGateway } from './gateway-account.ts'
import { move, review } from './judge/decision.ts'
import type { MoveDecision } from './judge/decision.ts'
import { isOpen, isWatched } from './judge/moves.ts'
import { isBeyondPlan, isUnreadableForGood, silentRetryInMs } from './judge/plan.ts'
import { reconsiderDenied } from './judge/reconsider.ts'
import type { Look } from './look.ts'
import type { MoveOrder } from './move-order.ts'
import type { PlanNextLook } from './next-look.ts'
import type { Settled } from './settled.ts'

/** Acts on an answer without evidence: the gateway has no such order, refuses to say, or does not answer. */
export type CarryOutSilence = (look: Look, answer: NoEvidence) => Promise<Settled>

export type NoEvidence = Exclude<StatusAnswer, { readonly outcome: 'answered' }>

export interface CarryOutSilenceDeps extends OwnGateway {
  readonly ledger: Pick<OrderLedger, 'note'>
  readonly moveOrder: MoveOrder
  readonly planNextLook: PlanNextLook
  readonly clock: Clock
  readonly logger: Logger
}

export function makeCarryOutSilence(deps: CarryOutSilenceDeps): CarryOutSilence {
  const { ledger, moveOrder, planNextLook, clock, logger } = deps

  /**
   * The gateway has no such order. That counts only if the login that asks also registered it. For a paid order it is a
   * denial. An open order never arrived, if its registration got no answer and the order has expired.
   */
  async function carryOutAbsence(look: Look): Promise<Settled> {
    const { order } = look
    const now = clock.now()
    if (!isOpen(order.status)) return carryOutDenial(look)
    const hasNeverArrived = isOurLogin(order) && order.gatewayOrderId === undefined && now >= order.expiresAt
    if (hasNeverArrived) return moveOrder.move(look, move('expired', {}))
    if (isBeyondPlan(order, now)) return moveOrder.move(look, noFinalWord)
    return planNextLook(order, 'pending')
  }

  async function carryOutDenial(look: Look): Promise<Settled> {
    const { order, trigger } = look
    // Whoever asks by hand about an order in review sees what the bank says now.
    const isHeardByPerson = order.status === 'review' && trigger === 'settle' && isOurLogin(order)
    if (isHeardByPerson) await ledger.note(order, { trigger, detail: { reason: absentAtTheGateway } })
    const isDenied = isPaid(order.status) && isOurLogin(order)
    const decision = isDenied ? reconsiderDenied(order, clock.now()) : undefined
    return decision?.kind === 'move' ? moveOrder.move(look, decision) : planNextLook(order, 'final')
  }

  /** Another login at the same gateway may not be able to see this one's orders. */
  function isOurLogin(order: Order): boolean {
    return isOwnAccount(order.gatewayAccount, deps)
  }

  /**
   * No usable answer: **unknown**, so the order stays as it is and is asked about again. Two cases would stay open for
   * ever, and in the end go to a person: the gateway does not accept the question (a token cannot ask by order number,
   * BPC: logins), or nobody can read its answers.
   */
  async function carryOutNoAnswer(look: Look, answer: NoAnswer): Promise<Settled> {
    const { order } = look
    const { outcome, error } = answer
    const now = clock.now()
    const inTheEnd = wordInTheEnd(order, answer, now)
    if (inTheEnd) return moveOrder.move(look, inTheEnd)
    const { orderNumber } = order
    logger.warn({ orderNumber, code: error.code, reason: error.message }, 'gateway could not be asked')
    // What the gateway refuses to say, it refuses again: only a missing answer is worth an early retry.
    const isAskedSoon = outcome === 'unavailable' || isWatched(order.status)
    return planNextLook(order, 'silent', { retryInMs: isAskedSoon ? silentRetryInMs(order, now) : undefined })
  }

  return (look, answer) => (answer.outcome === 'absent' ? carryOutAbsence(look) : carryOutNoAnswer(look, answer))
}

/** A day after the order expired there was still no answer to act on. */
export const noFinalWord = review('no-final-word-a-day-after-expiry')

/** The gateway answered until the order's plan ended, but nobody could read it. */
const noReadableWord = review('unreadable-a-day-after-expiry')

type NoAnswer = Extract<StatusAnswer, { readonly error: unknown }>

/** What no answer means once the plan is over; undefined while the gateway may still give one. */
function wordInTheEnd(order: Order, answer: NoAnswer, now: Date): MoveDecision | undefined {
  if (answer.outcome === 'unavailable') {
    return answer.isUnreadable && isUnreadableForGood(order, now) ? noReadableWord : undefined
  }
  return order.gatewayOrderId === undefined && isBeyondPlan(order, now) ? noFinalWord : undefined
}
