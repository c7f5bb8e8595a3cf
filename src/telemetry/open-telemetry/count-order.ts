import type { MovedEvent, OrderEvent } from '../events.ts'
import type { Instruments } from './instruments.ts'

/** Counts what has happened to an order. */
export function countOrder({ count, measure }: Instruments, event: OrderEvent): void {
  switch (event.kind) {
    case 'started':
      return count['hosted_checkout.orders.started']()
    case 'moved':
      return countMove({ count, measure }, event)
    case 'try-declined':
      return count['hosted_checkout.tries.declined']({ 'hosted_checkout.decline.category': event.category })
    case 'refunded':
      return count['hosted_checkout.refunds']()
    case 'handed-over':
      measure['hosted_checkout.hand_over.delay'](event.delayMs)
      return countTry({ count, measure }, 'done')
    case 'hand-over-failed':
      return countTry({ count, measure }, 'failed')
    case 'hand-over-stuck':
      return countTry({ count, measure }, 'stuck')
  }
}

function countTry({ count }: Instruments, outcome: 'done' | 'failed' | 'stuck'): void {
  count['hosted_checkout.hand_over.tries']({ 'hosted_checkout.hand_over.outcome': outcome })
}

/** Every other move is a step on the way to one of these. */
function countMove({ count }: Instruments, { to, trigger, reviewReason }: MovedEvent): void {
  switch (to) {
    case 'held':
      return count['hosted_checkout.orders.held']()
    case 'paid':
      // Trigger `resolve`: back from review, and perhaps counted before.
      return count['hosted_checkout.orders.paid']({ 'hosted_checkout.trigger': trigger })
    case 'declined':
    case 'expired':
    case 'reversed':
      return count['hosted_checkout.orders.ended_unpaid']({ 'hosted_checkout.order.status': to })
    case 'review':
      return count['hosted_checkout.orders.reviewed']({ 'hosted_checkout.review.reason': reviewReason ?? '_OTHER' })
    default:
      return undefined
  }
}
