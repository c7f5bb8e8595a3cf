import type { Trigger } from '../../ledger/entry.ts'
import type { HandOverClaim } from '../../ledger/hand-over-ledger.ts'
import type { Order } from '../../order.ts'

/**
 * Hands the goods of an order over whose hand-over is claimed; resolves to the order, undefined where the claim was
 * lost.
 */
export type HandOverClaimed = (claim: HandOverClaim, order: Order, trigger: Trigger) => Promise<Order | undefined>

/** Why a hand-over is tried now. */
export interface HandOverRequest {
  readonly trigger: Trigger
  /** Whether it is tried before its next try has come. */
  readonly isEarly?: boolean
}

/** Tries one hand-over; undefined when there was nothing to do or no end to it yet. */
export type RunHandOver = (orderNumber: string, request: HandOverRequest) => Promise<Order | undefined>
