import type { Clock } from '../clock.ts'
import type { Move } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import { adoptedId } from './adopt-id.ts'
import { addressesOf } from './gateway-account.ts'
import type { OwnGateway } from './gateway-account.ts'
import type { HandOver } from './hand-over/hand-over.ts'
import type { MoveDecision } from './judge/decision.ts'
import type { LatePayment } from './judge/late-payment.ts'
import { isWatched } from './judge/moves.ts'
import type { Plan } from './judge/plan.ts'
import { lateMove } from './late-move.ts'
import type { Look } from './look.ts'

export interface WantedMoveDeps extends OwnGateway {
  readonly handOver: Pick<HandOver, 'isWanted'>
  /** What happens to money that arrives late. */
  readonly latePayment: LatePayment
  /** What happens to money for a reference that another order has already paid. */
  readonly doublePayment: LatePayment
  readonly plan: Plan
  readonly clock: Clock
}

/** The ledger move that a decision asks for. */
export type WantedMove = (look: Look, decision: MoveDecision) => Move

export function makeWantedMove(deps: WantedMoveDeps): WantedMove {
  const { handOver, latePayment, doublePayment, plan, clock } = deps

  function moveInTime(look: Look, { to, changes }: MoveDecision): Move {
    const { order, trigger, returnedAt, evidence } = look
    const isOwed = to === 'paid' && (order.handsOver ?? handOver.isWanted)
    return {
      to,
      trigger,
      changes: { ...adoptedId(look), ...changes },
      ...(isOwed && { handOver: 'due' }),
      checkInMs: plan.nextCheckInMs({ ...order, ...changes, status: to }, clock.now()),
      freesReuseKey: true,
      returnedAt,
      detail: evidence?.redacted,
    }
  }

  /** Once an order is forgotten, nobody knows any more whom its goods would go to. */
  function fateFor({ forgottenAt }: Order, wanted: LatePayment): LatePayment {
    return forgottenAt !== undefined && wanted === 'hand-over' ? 'review' : wanted
  }

  // Late money follows `latePayment`. The ledger itself judges whether `doublePayment` applies.
  return (look, decision) => {
    const { order } = look
    const inTime = moveInTime(look, decision)
    // A capture is no second payment: the money came with the hold.
    const isMoney = (decision.to === 'paid' || decision.to === 'held') && order.status !== 'held'
    if (!isMoney) return inTime
    const move = isWatched(order.status) ? lateMove(inTime, order, 'late-payment', fateFor(order, latePayment)) : inTime
    const { reference, gatewayAccount, isRepeatable } = order
    if (reference === undefined || isRepeatable) return move
    const instead = lateMove(inTime, order, 'reference-already-paid', fateFor(order, doublePayment))
    return { ...move, ifReferenceIsPaid: { reference, gateways: addressesOf(gatewayAccount, deps), instead } }
  }
}
