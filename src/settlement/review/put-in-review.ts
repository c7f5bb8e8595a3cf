import { OrderBusyError, OrderNotFoundError } from '../../errors.ts'
import type { OrderLedger } from '../../ledger/order-ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Order } from '../../order.ts'
import { quoted } from '../../visible.ts'
import { mayMove } from '../judge/moves.ts'
import { refusalFor } from '../judge/refusals.ts'
import type { ByPerson } from '../person.ts'

export interface PutInReviewDeps {
  readonly ledger: Pick<OrderLedger, 'find' | 'move'>
  readonly onReview: (order: Order) => void
  readonly logger: Logger
}

/** See `PaymentVerbs.review`. */
export type PutInReview = (orderNumber: string, person: ByPerson) => Promise<Order>

/** An order that others keep moving is tried so often. Chosen by feel. */
const maxTries = 3

export function makePutInReview({ ledger, onReview, logger }: PutInReviewDeps): PutInReview {
  return async (orderNumber, { by, note }) => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const order = await ledger.find(orderNumber)
      if (!order) throw new OrderNotFoundError(`The ledger has no order ${quoted(orderNumber)}.`)
      if (order.status === 'review') return order
      if (!mayMove(order.status, 'review')) throw refusalFor(order, 'review')
      const moved = await ledger.move(order, {
        to: 'review',
        trigger: 'review',
        // Nobody should pay it any more, and no other browser finds it.
        changes: { reviewReason: 'put-in-review', formUrl: undefined },
        checkInMs: null,
        freesReuseKey: true,
        detail: { by, note },
      })
      if (!moved) continue
      logger.info({ orderNumber, from: order.status, to: 'review', by }, 'order moved')
      onReview(moved)
      return moved
    }
    throw new OrderBusyError(orderNumber, 'caller')
  }
}
