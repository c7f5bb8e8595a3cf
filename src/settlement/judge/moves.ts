import { IllegalMoveError } from '../../errors.ts'
import type { Order, OrderStatus, ReviewReason } from '../../order.ts'

/**
 * Every move an order may make by itself; any other is refused.
 *
 * In card networks "settlement" is money reaching the merchant's bank. That is called payout here and is not modelled:
 * to settle an order is to bring it as far as the gateway's word allows.
 */
export const moves = {
  registering: ['unknown', 'registered', 'held', 'paid', 'refunded', 'reversed', 'declined', 'expired', 'review'],
  unknown: ['held', 'paid', 'refunded', 'reversed', 'declined', 'expired', 'review'],
  registered: ['held', 'paid', 'refunded', 'reversed', 'declined', 'expired', 'review'],
  held: ['paid', 'refunded', 'reversed', 'review'],
  paid: ['partially_refunded', 'refunded', 'review'],
  partially_refunded: ['refunded', 'review'],
  refunded: [],
  reversed: [],
  // Money may still arrive for an order that was given up (option `latePayment`).
  declined: ['held', 'paid', 'refunded', 'review'],
  expired: ['held', 'paid', 'refunded', 'review'],
  review: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>

/** Where a person may take an order in review (`resolve`). No answer of the gateway does. */
export const resolvedStatuses = [
  'paid',
  'partially_refunded',
  'refunded',
  'declined',
] as const satisfies readonly OrderStatus[]

/** Every move of the table and of a person, as `from>to`. */
export const everyMove: readonly string[] = Object.entries({ ...moves, review: resolvedStatuses }).flatMap(
  ([from, targets]) => targets.map((to) => `${from}>${to}`),
)

/** The statuses in which the gateway still has to be asked. All others are answered from the ledger. */
export const openStatuses = ['registering', 'unknown', 'registered', 'held'] as const satisfies readonly OrderStatus[]

/**
 * The statuses of settled orders that are still looked at now and then: money may arrive late, or go back without us. A
 * return is answered from the ledger; a callback, the sweep and `settle` ask.
 */
export const watchedStatuses = [
  'paid',
  'partially_refunded',
  'declined',
  'expired',
] as const satisfies readonly OrderStatus[]

/** Whether the gateway still has to be asked about an order. */
export function isOpen(status: OrderStatus): boolean {
  return (openStatuses as readonly OrderStatus[]).includes(status)
}

/** Whether the gateway is asked about a settled order now and then. */
export function isWatched(status: OrderStatus): boolean {
  return (watchedStatuses as readonly OrderStatus[]).includes(status)
}

/** The gateway had no final word when the order's plan ended, or none that anybody could read. */
const withoutFinalWord: ReadonlySet<ReviewReason | undefined> = new Set([
  'no-final-word-a-day-after-expiry',
  'unreadable-a-day-after-expiry',
])

/**
 * Whether an order is in review only because the gateway had no final word. As far as is known nobody has paid it, and
 * money that comes after all must not go unnoticed.
 */
export function lacksFinalWord({ status, reviewReason }: Pick<Order, 'status' | 'reviewReason'>): boolean {
  return status === 'review' && withoutFinalWord.has(reviewReason)
}

/** Whether money was captured for an order in review: it may go back in the bank's portal meanwhile. */
export function isReviewedMoney({ status, capturedMinor }: Pick<Order, 'status' | 'capturedMinor'>): boolean {
  return status === 'review' && capturedMinor > 0
}

/** Whether the table allows the move. */
export function mayMove(from: OrderStatus, to: OrderStatus): boolean {
  return (moves[from] as readonly OrderStatus[]).includes(to)
}

/** @throws IllegalMoveError if the table does not allow the move. Nothing is written, no money moved. */
export function assertMove(from: OrderStatus, to: OrderStatus): void {
  if (!mayMove(from, to)) throw new IllegalMoveError(`An order cannot move from ${from} to ${to}.`)
}
