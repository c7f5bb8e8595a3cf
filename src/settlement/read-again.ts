import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { Order } from '../order.ts'
import { standAfter } from './settled.ts'
import type { Settled } from './settled.ts'

/** Another caller moved the order first: what the ledger says now is the truth. */
export async function readAgain(ledger: Pick<OrderLedger, 'find'>, order: Order): Promise<Settled> {
  return standAfter((await ledger.find(order.orderNumber)) ?? order)
}
