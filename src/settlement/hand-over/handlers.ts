import type { JsonValue } from '../../json.ts'
import type { PaidEffect } from '../../ledger/hand-over-ledger.ts'
import type { Order } from '../../order.ts'

/** What a handler is told besides the order. */
export interface HandOverContext {
  /** Fires when the claim on the hand-over is lost while the handler runs: somebody else may begin. */
  readonly signal: AbortSignal
}

/** Hands the goods of one paid order over. Must accept the same order number twice. */
export type OnPaid<Meta = JsonValue | undefined> = (order: Order<Meta>, context: HandOverContext) => unknown

/**
 * Hands over within the transaction that records it (PostgreSQL): what goes through `transaction` happens exactly once.
 * Anything else it does, it may do twice: it runs again where the transaction lost against another, and after a
 * failure.
 */
export type OnPaidInTransaction<Meta = JsonValue | undefined> = (
  order: Order<Meta>,
  transaction: Parameters<PaidEffect>[1],
  context: HandOverContext,
) => unknown
