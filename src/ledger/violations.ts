/** Something in the ledger that must never be so. */
export interface Violation {
  readonly code: ViolationCode
  readonly orderNumber: string
  /** What is wrong, and what to do. */
  readonly message: string
}

/** What the ledger cannot know by itself. */
export interface VerifyTerms {
  /** Whether the store hands over at all. */
  readonly isHandOverWanted: boolean
  /** Every move there is, as `from>to`. */
  readonly moves: readonly string[]
  /** Only orders of which something was written at or after; without it, all of them. */
  readonly since?: Date | undefined
}

/** What must never be so, each with what to say of it. */
export const violationMessages = {
  'paid-without-hand-over': 'Paid, and nothing is due: run handOver(orderNumber), or give the money back.',
  'hand-over-without-task': 'The goods are due and nobody will try: run handOver(orderNumber).',
  'hand-over-overdue':
    'The goods have been due for more than an hour beyond their plan: does start() run anywhere, and for the ' +
    'gateway of the order? handOver(orderNumber) hands it over.',
  'handed-over-without-payment': 'The goods went out, and the history knows of no payment.',
  'paid-without-amount': 'Paid, and nothing is captured.',
  'paid-in-part': 'Paid at once, and not in the whole amount.',
  'paid-without-time': 'Paid, and nobody knows when.',
  'reference-paid-twice':
    'Two orders of one reference are paid or on hold, and none of them was recorded as the second.',
  'refunds-above-captured': 'More refunds were made than was captured.',
  'refunds-not-counted': 'Refunds were made that the order does not count.',
  'refund-unresolved': 'A refund was asked for more than an hour ago, and nobody knows what became of it.',
  'open-without-look': 'Open, and the sweep will never look at it: run settle(orderNumber).',
  'look-overdue': 'The sweep should have looked at it more than an hour ago: does start() run anywhere?',
  'review-without-reason': 'A person must look, and nobody knows why.',
  'closed-holds-key': 'Closed, and a browser would still be led back to it.',
  'status-without-entry': 'Its last entry tells another status.',
  'history-broken': 'One of its moves starts from another status than the entry before it tells.',
  'move-without-rule': 'It made a move that there is not.',
} as const

/** See {@link violationMessages}. */
export type ViolationCode = keyof typeof violationMessages
