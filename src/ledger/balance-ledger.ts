import type { Order } from '../order.ts'

/** Ids as the bank's list names orders; at most a few hundred at a time. */
export interface OrderIds {
  readonly orderNumbers: readonly string[]
  readonly gatewayOrderIds: readonly string[]
}

/** An order that was looked up, of this shop or of another one on the same ledger. */
export interface LookedUpOrder {
  readonly order: Order
  readonly isOwn: boolean
}

/** What a day of the bank's is compared with. */
export interface BalanceLedger {
  /** The orders that have one of these ids, of every shop on the ledger. */
  ordersWithIds(ids: OrderIds): Promise<readonly LookedUpOrder[]>
  /** The shop's orders that hold money for one of these references, where each is paid once; paid first comes first. */
  paidForReferences(references: readonly string[]): Promise<readonly Order[]>
}
