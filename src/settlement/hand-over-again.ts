import { IllegalMoveError, InvalidRequestError, OrderNotFoundError } from '../errors.ts'
import type { HandOverLedger } from '../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import { isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import type { Asker } from './asker.ts'
import type { HandOver } from './hand-over/hand-over.ts'

export interface HandOverAgainDeps {
  readonly ledger: Pick<HandOverLedger, 'reviveHandOver'> & Pick<OrderLedger, 'find'>
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
}

/** See `HostedCheckout.handOver`. */
export type HandOverAgain = (orderNumber: string, asker?: Asker) => Promise<Order>

export function makeHandOverAgain({ ledger, handOver }: HandOverAgainDeps): HandOverAgain {
  const makeDue = makeDueAgain(ledger)
  return async (orderNumber, { by } = {}) => {
    if (!handOver.isWanted) throw new InvalidRequestError('Nothing can be handed over: the store has no onPaid.')
    const order = await makeDue(orderNumber, by)
    if (order.handOver === 'done') return order
    const handedOver = await handOver.run(orderNumber, { trigger: 'hand-over', isEarly: true })
    return handedOver ?? (await ledger.find(orderNumber)) ?? order
  }
}

/**
 * Makes the goods of a paid order due again, in a process without a handler too: one that has one hands them over.
 * Those that are out already stay out.
 *
 * @throws OrderNotFoundError; IllegalMoveError for an order that is not paid. No money moves.
 */
export function makeDueAgain(
  ledger: Pick<HandOverLedger, 'reviveHandOver'>,
): (orderNumber: string, by: string | undefined) => Promise<Order> {
  return async (orderNumber, by) => {
    const order = await ledger.reviveHandOver(orderNumber, 'hand-over', by)
    if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
    if (order.handOver !== 'done' && !isPaid(order.status)) throw new IllegalMoveError(order.status, 'handed over')
    return order
  }
}
