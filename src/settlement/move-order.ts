import type { HandOverClaim, HandOverLedger } from '../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Logger } from '../logger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { makeWriteOrReview } from './adopt-id.ts'
import type { HandOver } from './hand-over/hand-over.ts'
import type { MoveDecision } from './judge/decision.ts'
import { assertMove } from './judge/moves.ts'
import type { Look } from './look.ts'
import { readAgain } from './read-again.ts'
import { standAfter } from './settled.ts'
import type { Settled } from './settled.ts'
import { makeWantedMove } from './wanted-move.ts'
import type { WantedMoveDeps } from './wanted-move.ts'

export interface MoveOrderDeps extends WantedMoveDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'move' | 'ofReference'> & Pick<HandOverLedger, 'moveAndClaim'>
  readonly handOver: Pick<HandOver, 'claimTerms' | 'isWanted' | 'run'>
  /** Asks about another order: the first of a reference that was paid twice. */
  readonly settleAnother: (orderNumber: string) => Promise<unknown>
  /** Refunds a late payment; undefined while the refund is not finished. Never rejects. */
  readonly refundLate: (orderNumber: string) => Promise<Order | undefined>
  /** Called when an order needs a person. */
  readonly onReview: (order: Order) => void
  readonly logger: Logger
}

export interface MoveOrder {
  /** Moves an order, and does what follows. */
  readonly move: (look: Look, decision: MoveDecision) => Promise<Settled>
  /**
   * What follows a move: a person is told, the goods go out, or late money goes back. `moved` is undefined if another
   * caller moved the order first.
   */
  readonly follow: (look: Look, moved: Order | undefined) => Promise<Settled>
}

export function makeMoveOrder(deps: MoveOrderDeps): MoveOrder {
  const { ledger, handOver, settleAnother, refundLate, onReview, logger } = deps
  const writeOrReview = makeWriteOrReview(ledger)
  const wantedMove = makeWantedMove(deps)

  async function move(look: Look, decision: MoveDecision): Promise<Settled> {
    const { order } = look
    assertMove(order.status, decision.to)
    const wanted = wantedMove(look, decision)
    if (wanted.ifReferenceIsPaid) await askAboutEarlierPayments(order, wanted.ifReferenceIsPaid.reference)
    let claim: HandOverClaim | undefined
    const moved = await writeOrReview(order, wanted, async () => {
      const terms = wanted.handOver && handOver.claimTerms()
      if (!terms) return ledger.move(order, wanted)
      const due = await ledger.moveAndClaim(order, wanted, terms)
      claim = due?.claim
      return due?.order
    })
    return follow(look, moved, claim)
  }

  async function follow({ order, trigger }: Look, moved: Order | undefined, claim?: HandOverClaim): Promise<Settled> {
    if (!moved) return readAgain(ledger, order)
    logger.info({ orderNumber: order.orderNumber, from: order.status, to: moved.status, trigger }, 'order moved')
    if (moved.status === 'review') onReview(moved)
    const after = standAfter((await afterPaying(moved, trigger, claim)) ?? moved)
    return { ...after, hasMoved: true, standing: moved.status === 'held' ? 'on-hold' : after.standing }
  }

  /** Hands over the goods, or refunds a late payment. What does not finish here goes on by itself. */
  async function afterPaying(
    order: Order,
    trigger: Look['trigger'],
    claim: HandOverClaim | undefined,
  ): Promise<Order | undefined> {
    if (order.status !== 'paid') return undefined
    const { orderNumber } = order
    if (order.handOver === 'none') return refundLate(orderNumber)
    return handOver.run(orderNumber, claim ? { trigger, claimed: { claim, order } } : { trigger })
  }

  /**
   * Before a second payment of a reference is judged, the gateway is asked about the first. If the first was refunded
   * in the bank's portal, the second is no double payment. If the gateway does not answer, the first stays as the
   * ledger knows it.
   */
  async function askAboutEarlierPayments({ orderNumber }: Order, reference: string): Promise<void> {
    const others = await ledger.ofReference(reference)
    const earlier = others.filter((other) => other.orderNumber !== orderNumber && isTaken(other.status))
    for (const one of earlier) await settleAnother(one.orderNumber)
  }

  return { move, follow }
}

function isTaken(status: Order['status']): boolean {
  return status === 'held' || isPaid(status)
}
