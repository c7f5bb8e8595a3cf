import type { ReviewReason } from '../../order.ts'
import type { Facts } from './facts.ts'

/** Why an order needs a person. */
export interface ReviewWords {
  /** What contradicts what; a clause. */
  readonly why: (facts: Facts) => string
  /** What to find out, and what then. */
  readonly look: string
  /** Whether a refund would give the money back a second time. */
  readonly isRefundRisky?: true
}

const inPortal = "Look it up in the bank's portal."
const byMoney =
  `${inPortal} If the money is there and meant for this order, mark it as paid, or refund it. If none was taken, ` +
  'mark it as declined.'

export const reviewWords = {
  'action-code-is-not-0': {
    why: () => 'the bank calls it paid and gives, in the same answer, the code of a failed payment',
    look: byMoney,
  },
  'order-number-is-missing': {
    why: () => 'the bank calls it paid without naming our order number, so nothing ties the payment to this order',
    look: byMoney,
  },
  'order-number-differs': {
    why: () => "the bank's answer names another order number than ours",
    look: `${inPortal} Ask the bank why the numbers differ, and whose payment it is.`,
  },
  'gateway-order-id-differs': {
    why: () => 'the bank answered about another order of its own than the one that we asked about',
    look: `${inPortal} Search it by our order number, and ask the bank why its own has changed.`,
  },
  'amount-differs': {
    why: ({ amount }) => `the amount at the bank is not the ${amount} that this order is for`,
    look: `${inPortal} See how much was taken. Refund it, and let the buyer pay anew; or take it up with the bank.`,
  },
  'currency-differs': {
    why: ({ amount }) => `the currency at the bank is not that of the ${amount} that this order is for`,
    look: `${inPortal} See what was taken. Refund it there, and let the buyer pay anew; or ask the bank.`,
  },
  'held-amount-differs': {
    why: ({ amount }) => `the amount on hold is not the ${amount} that this order is for`,
    look: `${inPortal} Release the hold there, and let the buyer pay anew; or ask the bank.`,
  },
  'deposited-amount-differs': {
    why: () => 'the bank took another amount than it was to take',
    look: `${inPortal} See how much was taken, and by whom. Refund it, or ask the bank.`,
  },
  'refunded-amount-is-not-0': {
    why: () => 'the bank calls it paid and says, in the same answer, that money went back',
    look: `${inPortal} If some of the money is left, mark it as paid, or refund the rest. If not, mark it as refunded.`,
  },
  'partial-authorisation': {
    why: ({ amount }) => `the buyer's bank approved only a part of the ${amount}`,
    look: `${inPortal} See how much was approved. Refund it, and let the buyer pay anew.`,
  },
  'payment-state-differs': {
    why: () => "two parts of the bank's answer contradict each other about the payment",
    look: byMoney,
  },
  chargeback: {
    why: () => "the bank reports a chargeback: the buyer's own bank demands the money back",
    look:
      "Answer it in the bank's portal, which shows how it stands and until when. Do not refund it: the buyer would " +
      'get the money twice. If you lose it, mark the order as refunded; if you win it, as paid.',
    isRefundRisky: true,
  },
  'declined-but-deposited': {
    why: () => 'the bank says that it was declined, and that money was taken',
    look: byMoney,
  },
  'declined-after-hold': {
    why: () => 'the money was on hold, and now the bank says that it was declined',
    look: `${inPortal} If the hold is gone, mark it as declined, and let the buyer pay anew.`,
  },
  'refunded-in-part-before-hand-over': {
    why: () => 'money went back before we had heard of the payment',
    look: `${inPortal} See who gave it back. If you still owe the goods, mark it as paid; or refund the rest.`,
  },
  'gateway-order-id-is-of-another-order': {
    why: () => 'the bank gave it the number of another order of ours: one payment must not pay for two orders',
    look: 'Ask the bank. The other order keeps its payment. If this one was not paid, mark it as declined.',
  },
  'no-final-word-a-day-after-expiry': {
    why: ({ expiresAt }) =>
      `it expired on ${expiresAt}, and a day later the bank still had not said whether it was paid`,
    look:
      `${inPortal} If it was paid, ask the bank about it now: the money then shows here, and you can mark it as ` +
      'paid. If it was not, mark it as declined. Let the buyer pay anew only then.',
  },
  'unreadable-a-day-after-expiry': {
    why: ({ expiresAt }) => `it expired on ${expiresAt}, and a day later we still could not read the bank's answers`,
    look:
      `${inPortal} If it was paid, settle it with the buyer there. If it was not, mark it as declined. Your ` +
      "developer finds the answer in the log; report it to us without the buyer's data.",
  },
  'late-payment': {
    why: () => 'money came for it after it had been given up',
    look: 'If you still have the goods, mark it as paid. If not, refund it.',
  },
  'reference-already-paid': {
    why: ({ reference, others }) => `its reference ${reference ?? ''} is already paid, by ${namesOf(others)}`,
    look:
      'Compare buyer, time and goods of the two. If one buyer paid twice, refund this one; the other keeps its ' +
      'payment and its goods. If both are wanted, mark this one as paid.',
  },
  'refund-of-unknown-amount': {
    why: () => 'the bank says that money went back, and not how much',
    look: `${inPortal} If all of it went back, mark it as refunded; if some is left, as paid.`,
  },
  'paid-then-denied': {
    why: () => 'the bank had said that it was paid, and an hour or more later that it was not',
    look: byMoney,
  },
  'put-in-review': {
    why: ({ by, note }) => (by === undefined ? 'somebody put it there' : `${by} put it there: "${note ?? ''}"`),
    look: 'Once that is cleared up, take it out of review: mark it as what it is at the bank.',
  },
} as const satisfies Record<ReviewReason, ReviewWords>

function namesOf(orderNumbers: readonly string[]): string {
  return orderNumbers.length === 0 ? 'another order' : `order ${orderNumbers.join(' and ')}`
}

/** For a reason that an older version did not write, or that a newer one knows. */
export function unknownReview(reason: string | undefined): ReviewWords {
  return {
    why: () =>
      reason === undefined ? 'nobody wrote down why' : `the reason is "${reason}", which this version does not know`,
    look: byMoney,
  }
}
