import type { OrderLedger, Move } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { adoptedId, makeWriteOrReview } from './adopt-id.ts'
import type { Clock } from '../clock.ts'
import { gatewayOf } from './gateway-account.ts'
import type { HandOver } from './hand-over/hand-over.ts'
import type { MoveDecision } from './judge/decision.ts'
import type { LatePayment } from './judge/late-payment.ts'
import { assertMove, isWatched } from './judge/moves.ts'
import type { Plan } from './judge/plan.ts'
import { lateMove } from './late-move.ts'
import type { Look } from './look.ts'
import { readAgain } from './read-again.ts'
import { standAfter } from './settled.ts'
import type { Settled } from './settled.ts'

export interface MoveOrderDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'move' | 'ofReference'>
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
  /** What happens to money that arrives late. */
  readonly latePayment: LatePayment
  /** What happens to money for a reference that another order has paid. */
  readonly doublePayment: LatePayment
  /** Asks about another order, the first of a reference that was paid twice. */
  readonly settleAnother: (orderNumber: string) => Promise<unknown>
  /** Gives back what a late payment brought; undefined while there is no end to it yet. Never rejects. */
  readonly refundLate: (orderNumber: string) => Promise<Order | undefined>
  readonly plan: Plan
  /** Told when an order needs a person. */
  readonly onReview: (order: Order) => void
  readonly clock: Clock
  readonly logger: Logger
}

export interface MoveOrder {
  /** Moves an order, and does what follows. */
  readonly move: (look: Look, decision: MoveDecision) => Promise<Settled>
  /**
   * What follows a move: a person is told, the goods go out, or late money goes back. Undefined where somebody else moved the
   * order first.
   */
  readonly follow: (look: Look, moved: Order | undefined) => Promise<Settled>
}

export function makeMoveOrder(deps: MoveOrderDeps): MoveOrder {
  const { ledger, handOver, refundLate, plan, onReview, clock, logger } = deps
  const writeOrReview = makeWriteOrReview(ledger)

  async function move(look: Look, decision: MoveDecision): Promise<Settled> {
    const { order } = look
    assertMove(order.status, decision.to)
    const wanted = moveFor(look, decision)
    if (wanted.ifReferenceIsPaid) await askAboutEarlierPayments(order, wanted.ifReferenceIsPaid.reference)
    return follow(look, await writeOrReview(order, wanted, () => ledger.move(order, wanted)))
  }

  async function follow({ order, trigger }: Look, moved: Order | undefined): Promise<Settled> {
    if (!moved) return readAgain(ledger, order)
    logger.info({ orderNumber: order.orderNumber, from: order.status, to: moved.status, trigger }, 'order moved')
    if (moved.status === 'review') onReview(moved)
    const after = standAfter((await afterPaying(moved, trigger)) ?? moved)
    return { ...after, hasMoved: true, standing: moved.status === 'held' ? 'on-hold' : after.standing }
  }

  /** The goods go out, or the money of a late payment goes back; both go on by themselves where they do not end here. */
  async function afterPaying(moved: Order, trigger: Look['trigger']): Promise<Order | undefined> {
    if (moved.status !== 'paid') return undefined
    const { orderNumber } = moved
    return moved.handOver === 'none' ? refundLate(orderNumber) : handOver.run(orderNumber, { trigger })
  }

  /**
   * Before a second payment of a reference is judged, the gateway is asked about the first: where its money went back in the
   * bank's portal, the second is no double. A gateway that is silent leaves the first as the ledger knows it.
   */
  async function askAboutEarlierPayments({ orderNumber }: Order, reference: string): Promise<void> {
    const others = await ledger.ofReference(reference)
    const earlier = others.filter((other) => other.orderNumber !== orderNumber && isTaken(other.status))
    for (const one of earlier) await deps.settleAnother(one.orderNumber)
  }

  /** What `latePayment` says, where the money is late; what `doublePayment` says is judged by the ledger itself. */
  function moveFor(look: Look, decision: MoveDecision): Move {
    const { order } = look
    const inTime = moveInTime(look, decision)
    // A capture is no second payment: the money came when it was held.
    const isMoney = (decision.to === 'paid' || decision.to === 'held') && order.status !== 'held'
    if (!isMoney) return inTime
    const move = isWatched(order.status) ? lateMove(inTime, order, 'late-payment', deps.latePayment) : inTime
    const { reference, gatewayAccount, isRepeatable } = order
    if (reference === undefined || isRepeatable) return move
    const instead = lateMove(inTime, order, 'reference-already-paid', deps.doublePayment)
    return { ...move, ifReferenceIsPaid: { reference, gateway: gatewayOf(gatewayAccount), instead } }
  }

  function moveInTime(look: Look, { to, changes }: MoveDecision): Move {
    const { order, trigger, evidence } = look
    const isOwed = to === 'paid' && (order.handsOver ?? handOver.isWanted)
    return {
      to,
      trigger,
      changes: { ...adoptedId(look), ...changes },
      ...(isOwed && { handOver: 'due' }),
      checkInMs: plan.nextCheckInMs({ ...order, ...changes, status: to }, clock.now()),
      freesReuseKey: true,
      detail: evidence?.redacted,
    }
  }

  return { move, follow }
}

function isTaken(status: Order['status']): boolean {
  return status === 'held' || isPaid(status)
}
