import type { Evidence } from '../gateway/evidence.ts'
import type { Trigger } from '../ledger/entry.ts'
import type { Order } from '../order.ts'

/** One look at an order: as the ledger had it, what triggered the look, and what the gateway said. */
export interface Look {
  readonly order: Order
  readonly trigger: Trigger
  /** When the browser that started the order came back, if that is news. */
  readonly returnedAt?: Date | undefined
  /** Undefined if the gateway has no such order, or gave no usable answer. */
  readonly evidence: Evidence | undefined
}

/** A look that the gateway answered with evidence. */
export interface AnsweredLook extends Look {
  readonly evidence: Evidence
}
