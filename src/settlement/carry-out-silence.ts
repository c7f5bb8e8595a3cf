import type { StatusAnswer } from '../gateway/answers.ts'
import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import type { Clock } from '../clock.ts'
import type { GatewayAccount } from './gateway-account.ts'
import { move, review } from './judge/decision.ts'
import type { MoveDecision } from './judge/decision.ts'
import { isOpen, isWatched } from './judge/moves.ts'
import { isBeyondPlan, isUnreadableForGood, silentRetryInMs } from './judge/plan.ts'
import { reconsiderDenied } from './judge/reconsider.ts'
import type { Look } from './look.ts'
import type { MoveOrder } from './move-order.ts'
import type { PlanNextLook } from './next-look.ts'
import type { Settled } from './settled.ts'

/**
 * Carries out that the gateway said nothing about an order: it has none of the kind, refuses to tell, or does not
 * answer.
 */
export type CarryOutSilence = (look: Look, answer: NoEvidence) => Promise<Settled>

export type NoEvidence = Exclude<StatusAnswer, { readonly outcome: 'answered' }>

export interface CarryOutSilenceDeps {
  /** Which gateway and login we are. */
  readonly gatewayAccount: GatewayAccount
  readonly moveOrder: MoveOrder
  readonly planNextLook: PlanNextLook
  readonly clock: Clock
  readonly logger: Logger
}

export function makeCarryOutSilence(deps: CarryOutSilenceDeps): CarryOutSilence {
  const { gatewayAccount, moveOrder, planNextLook, clock, logger } = deps

  /**
   * The gateway has no such order, which says something only when the login is asked that registered it: of a paid one
   * that is a denial, and of an open one that it never arrived, if its registration got no answer, and only in the end.
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
    const { order } = look
    const isDenied = isPaid(order.status) && isOurLogin(order)
    const decision = isDenied ? reconsiderDenied(order, clock.now()) : undefined
    return decision?.kind === 'move' ? moveOrder.move(look, decision) : planNextLook(order, 'final')
  }

  /** Another login of the same gateway may not see the orders of this one. */
  function isOurLogin(order: Order): boolean {
    return order.gatewayAccount === gatewayAccount
  }

  /**
   * No usable answer: **unknown**, so the order stays as it is and is asked about again. Only a question that the
   * gateway does not even take (a token cannot ask by order number, BPC: logins), or whose answers nobody can read, is
   * in the end put before a person: it would stay open for ever.
   */
  async function carryOutNoAnswer(look: Look, answer: NoAnswer): Promise<Settled> {
    const { order } = look
    const { outcome, error } = answer
    const now = clock.now()
    const inTheEnd = wordInTheEnd(order, answer, now)
    if (inTheEnd) return moveOrder.move(look, inTheEnd)
    const { orderNumber } = order
    logger.warn({ orderNumber, code: error.code, reason: error.message }, 'gateway could not be asked')
    // What the gateway refuses to tell, it refuses again: only silence is asked again soon.
    const isAskedSoon = outcome === 'unavailable' || isWatched(order.status)
    return planNextLook(order, 'silent', { retryInMs: isAskedSoon ? silentRetryInMs(order, now) : undefined })
  }

  return (look, answer) => (answer.outcome === 'absent' ? carryOutAbsence(look) : carryOutNoAnswer(look, answer))
}

/** There was no word to act on, a day after the order expired. */
export const noFinalWord = review('no-final-word-a-day-after-expiry')

/** The gateway answered, and nobody could read it, until the plan of the order ended. */
const noReadableWord = review('unreadable-a-day-after-expiry')

type NoAnswer = Extract<StatusAnswer, { readonly error: unknown }>

/** What is made of no answer once the plan is over; undefined where the gateway may still say a word. */
function wordInTheEnd(order: Order, answer: NoAnswer, now: Date): MoveDecision | undefined {
  if (answer.outcome === 'unavailable') {
    return answer.isUnreadable && isUnreadableForGood(order, now) ? noReadableWord : undefined
  }
  return order.gatewayOrderId === undefined && isBeyondPlan(order, now) ? noFinalWord : undefined
}
