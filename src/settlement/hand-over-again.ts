import { InvalidRequestError, OrderNotFoundError } from '../errors.ts'
import type { ClosingLedger } from '../ledger/closing-ledger.ts'
import type { HandOverLedger } from '../ledger/hand-over-ledger.ts'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import { isEndedUnpaid, isPaid } from '../order.ts'
import type { Order } from '../order.ts'
import { quoted } from '../visible.ts'
import type { Asker } from './asker.ts'
import { refusalFor } from './judge/refusals.ts'
import type { Closing } from './hand-over/closing.ts'
import type { HandOver } from './hand-over/hand-over.ts'

type RevivingLedger = Pick<ClosingLedger, 'reviveClosing'> &
  Pick<HandOverLedger, 'reviveHandOver'> &
  Pick<OrderLedger, 'find'>

export interface HandOverAgainDeps {
  readonly ledger: RevivingLedger
  readonly handOver: Pick<HandOver, 'isWanted' | 'run'>
  readonly closing: Pick<Closing, 'isWanted' | 'run'>
}

/** See `HostedCheckout.handOver`. */
export type HandOverAgain = (orderNumber: string, asker?: Asker) => Promise<Order>

export function makeHandOverAgain({ ledger, handOver, closing }: HandOverAgainDeps): HandOverAgain {
  const makeDue = makeDueAgain(ledger)
  return async (orderNumber, { by } = {}) => {
    const before = await findOrder(ledger, orderNumber)
    const task = isToBeTold(before) ? closing : handOver
    if (!task.isWanted) throw new InvalidRequestError(withoutHandler(before))
    const order = await makeDue(orderNumber, by)
    if (!isToBeTold(order) && order.handOver === 'done') return order
    const ended = await task.run(orderNumber, { trigger: 'hand-over', isEarly: true })
    return ended ?? (await ledger.find(orderNumber)) ?? order
  }
}

function withoutHandler(order: Order): string {
  return isToBeTold(order)
    ? 'Nobody can be told that the order ended unpaid: the store has no onClosed.'
    : 'Nothing can be handed over: the store has no onPaid.'
}

/**
 * Makes what a store's handler has given up due again, in a process without a handler too: the goods of a paid order,
 * or the word that an order ended unpaid. Goods that are out already stay out.
 *
 * @throws OrderNotFoundError; IllegalMoveError for an order that is not paid and of which nobody is to be told. No
 *   money moves.
 */
export function makeDueAgain(ledger: RevivingLedger): (orderNumber: string, by: string | undefined) => Promise<Order> {
  return async (orderNumber, by) => {
    const before = await findOrder(ledger, orderNumber)
    const revive = isToBeTold(before) ? ledger.reviveClosing : ledger.reviveHandOver
    const order = (await revive(orderNumber, 'hand-over', by)) ?? before
    if (isToBeTold(order) || order.handOver === 'done' || isPaid(order.status)) return order
    throw refusalFor(order, 'handOver')
  }
}

/** Whether `onClosed` is still to be called for the order. */
function isToBeTold({ status, closing }: Order): boolean {
  return isEndedUnpaid(status) && (closing === 'due' || closing === 'stuck')
}

async function findOrder(ledger: Pick<OrderLedger, 'find'>, orderNumber: string): Promise<Order> {
  const order = await ledger.find(orderNumber)
  if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
  return order
}
