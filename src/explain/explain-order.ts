import { systemClock } from '../clock.ts'
import { OrderNotFoundError } from '../errors.ts'
import { isPaid } from '../order.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import { quoted } from '../visible.ts'
import { explain } from './explain.ts'
import type { Explanation, Situation } from './explanation.ts'

/**
 * Explains one order from what the ledger holds.
 *
 * @throws OrderNotFoundError if the ledger has no such order.
 */
export async function explainOrder(
  ledger: Pick<OrderLedger, 'find' | 'history' | 'ofReference' | 'outlook'>,
  orderNumber: string,
  told: Pick<Situation, 'reuseOpenOrderForMs' | 'timeZone'>,
): Promise<Explanation> {
  const order = await ledger.find(orderNumber)
  if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
  const [entries, outlook, sameReference] = await Promise.all([
    ledger.history(orderNumber),
    ledger.outlook(orderNumber),
    order.reviewReason === 'reference-already-paid' ? ledger.ofReference(order.reference ?? '') : [],
  ])
  const others = sameReference
    .filter((other) => other.orderNumber !== orderNumber && (other.status === 'held' || isPaid(other.status)))
    .map((other) => other.orderNumber)
  return explain({ order, entries, outlook, others, now: systemClock.now(), ...told })
}
