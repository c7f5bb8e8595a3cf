import { IllegalMoveError } from '../../errors.ts'
import { moneyText } from '../../money.ts'
import type { Order, OrderStatus } from '../../order.ts'

/** What somebody wants of an order, as it reads after "it cannot be". */
const wishes = {
  capture: 'captured',
  refund: 'refunded',
  reverse: 'reversed',
  decline: 'closed at the bank',
  handOver: 'handed over',
  review: 'put in review',
} as const

/** See {@link wishes}. */
export type Wish = keyof typeof wishes

/** Why the status of an order does not allow what somebody wants of it: in whole words, for whoever asked. */
export function refusalFor(order: Order, wish: Wish): IllegalMoveError {
  return new IllegalMoveError(
    `Order ${order.orderNumber} cannot be ${wishes[wish]}: ${reasons[order.status](order, wish)}. ` +
      'Nothing was sent, no money moved.',
  )
}

/** The same for an order of which nothing is to be decided. */
export function notInReview(order: Order, as: string): IllegalMoveError {
  return new IllegalMoveError(
    `Order ${order.orderNumber} cannot be resolved as ${as}: it is not in review, ${reasons[order.status](order)}. ` +
      'Nothing has changed.',
  )
}

/** For a yes or a no to a proposed refund: somebody was first. */
export function notProposed(orderNumber: string): IllegalMoveError {
  return new IllegalMoveError(`The refund of order ${orderNumber} no longer waits for a second person.`)
}

const notPaid = (): string => 'it is not paid'

/** What each status says, after a colon. */
const reasons: Readonly<Record<OrderStatus, (order: Order, wish?: Wish) => string>> = {
  registering: () => 'it is still being registered at the bank',
  unknown: () => 'it is not known yet whether the bank has it',
  registered: notPaid,
  held: () => 'its money is on hold, and not captured',
  paid: ({ capturedMinor, currency }) => `it is paid already, ${moneyText(capturedMinor, currency)}`,
  partially_refunded: ({ capturedMinor, refundedMinor, currency }) =>
    `it is paid already, ${moneyText(capturedMinor, currency)}, and ${moneyText(refundedMinor, currency)} went back`,
  refunded: ({ refundedMinor, currency }, wish) =>
    `${wish === 'refund' ? 'nothing is left to refund' : 'it is refunded already'}, all of ` +
    `${moneyText(refundedMinor, currency)} went back`,
  reversed: () => 'its hold was released',
  declined: () => 'it was declined',
  expired: () => 'nobody paid it in time',
  review: () => 'it is in review, and a person must decide first',
}
