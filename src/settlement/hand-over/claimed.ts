import type { Trigger } from '../../ledger/entry.ts'
import type { HandOverClaim } from '../../ledger/hand-over-ledger.ts'
import type { Order } from '../../order.ts'

/**
 * Hands over the goods of an order whose hand-over is claimed; resolves to the order, or to undefined if the claim was
 * lost.
 */
export type HandOverClaimed = (claim: HandOverClaim, order: Order, trigger: Trigger) => Promise<Order | undefined>

/** Why a hand-over is tried now. */
export interface HandOverRequest {
  readonly trigger: Trigger
  /** Whether to try before the next attempt is due. */
  readonly isEarly?: boolean
  /** The claim that came with the move that made the goods due, and the order as the move left it. */
  readonly claimed?: { readonly claim: HandOverClaim; readonly order: Order }
}

/** Tries one hand-over; undefined if there was nothing to do, or if it has not finished yet. */
export type RunHandOver = (orderNumber: string, request: HandOverRequest) => Promise<Order | undefined>
