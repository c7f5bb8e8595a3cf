import type { JsonValue } from '../../json.ts'
import type { PaidEffect } from '../../ledger/hand-over-ledger.ts'
import type { Order } from '../../order.ts'

/** What a handler gets besides the order. */
export interface HandOverContext {
  /** Aborts when the claim on the hand-over is lost while the handler runs: another process may begin. */
  readonly signal: AbortSignal
}

/** Hands over the goods of one paid order. Must accept the same order number twice. */
export type OnPaid<Meta = JsonValue | undefined> = (order: Order<Meta>, context: HandOverContext) => unknown

/**
 * Hands over within the transaction that records it (PostgreSQL): what goes through `transaction` happens exactly once.
 * Anything else may happen twice: the handler runs again after a failure, or if the transaction lost against another.
 */
export type OnPaidInTransaction<Meta = JsonValue | undefined> = (
  order: Order<Meta>,
  transaction: Parameters<PaidEffect>[1],
  context: HandOverContext,
) => unknown
