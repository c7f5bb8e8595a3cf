import type { Watch } from '../watch.ts'

/** Something in the ledger that must never be so. */
export interface Violation {
  readonly code: ViolationCode
  /** Empty text if it is about no single order. */
  readonly orderNumber: string
  /** What is wrong, and what to do. */
  readonly message: string
}

/** What the ledger cannot know itself. */
export interface VerifyTerms {
  /** Whether the store hands goods over at all. */
  readonly isHandOverWanted: boolean
  /** Every move that is allowed, as `from>to`. */
  readonly moves: readonly string[]
  /** Only orders with an entry at or after this time; without it, all of them. */
  readonly since?: Date | undefined
  /** Hears how many orders have been checked. */
  readonly onProgress?: Watch['onProgress'] | undefined
}

/** What must never be so, each with its message. */
export const violationMessages = {
  'paid-without-hand-over': 'Paid, but nothing is due: run handOver(orderNumber), or refund it.',
  'hand-over-without-task': 'The goods are due, but nothing will hand them over: run handOver(orderNumber).',
  'hand-over-overdue':
    'The hand-over is more than an hour overdue: does start() run anywhere, and for the gateway of this order? ' +
    'handOver(orderNumber) hands it over.',
  'closing-overdue':
    'It ended unpaid more than an hour ago, and the store was not told: does start() run in a process with onClosed?',
  'handed-over-without-payment': 'The goods went out, but the history shows no payment.',
  'paid-without-amount': 'Paid, but nothing is captured.',
  'paid-in-part': 'Captured automatically, but not in full.',
  'paid-without-time': 'Paid, but the time of payment is missing.',
  'reference-paid-twice': 'Two orders of one reference are paid or on hold, and neither was recorded as the second.',
  'refunds-above-captured': 'More was refunded than was captured.',
  'refunds-not-counted': 'Refunds were made that the order does not count.',
  'refund-unresolved': 'A refund was requested more than an hour ago, and its outcome is still unknown.',
  'open-without-look': 'Open, but the sweep will never check it: run settle(orderNumber).',
  'look-overdue': 'The sweep should have checked it more than an hour ago: does start() run anywhere?',
  'review-without-reason': 'In review, but the reason is missing.',
  'closed-holds-key': 'Closed, but a browser would still be sent back to it.',
  'status-without-entry': 'Its last entry has another status.',
  'history-broken': 'One of its moves starts from another status than the one before it ended in.',
  'move-without-rule': 'It made a move that is not allowed.',
} as const

/** See {@link violationMessages}; `sums-differ`: the ledger's sums of a day are not those of its entries. */
export type ViolationCode = OrderViolationCode | 'sums-differ'

/** Those of single orders. */
export type OrderViolationCode = keyof typeof violationMessages
