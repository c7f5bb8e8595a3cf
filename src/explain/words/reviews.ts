import type { ReviewReason } from '../../order.ts'
import type { Facts } from '../facts.ts'

/** Why an order needs a person. */
export interface ReviewWords {
  /** What contradicts what; follows "it is in review, because". */
  readonly why: (facts: Facts) => string
  /** What to look at before deciding. */
  readonly look: string
}

const inPortal = "Look it up in the bank's portal"

export const reviewWords = {
  'action-code-is-not-0': {
    why: () => 'the bank calls it paid and gives, in the same answer, the action code of a failed payment',
    look: `${inPortal}: was the money taken?`,
  },
  'order-number-is-missing': {
    why: () => 'the bank calls it paid without naming our order number, so nothing ties the payment to this order',
    look: `${inPortal}: does the payment carry this order number?`,
  },
  'order-number-differs': {
    why: () => "the bank's answer names another order number than ours",
    look: `${inPortal}: whose payment is it? Ask the bank why the numbers differ.`,
  },
  'gateway-order-id-differs': {
    why: () => 'the bank answered about another order of its own than the one we asked about',
    look: `${inPortal} by our order number, and ask the bank why its id has changed.`,
  },
  'amount-differs': {
    why: ({ amount }) => `the bank's amount is not the ${amount} that this order is for`,
    look: `${inPortal}: how much was taken, and was it meant for this order?`,
  },
  'currency-differs': {
    why: ({ amount }) => `the bank's currency is not that of the ${amount} that this order is for`,
    look: `${inPortal}: what was taken, and in which currency?`,
  },
  'held-amount-differs': {
    why: ({ amount }) => `the amount on hold is not the ${amount} that this order is for`,
    look: `${inPortal}: how much is on hold?`,
  },
  'deposited-amount-differs': {
    why: () => 'the bank took another amount than it was to take',
    look: `${inPortal}: how much was taken, and by whom?`,
  },
  'refunded-amount-is-not-0': {
    why: () => 'the bank calls it paid and says, in the same answer, that money went back',
    look: `${inPortal}: how much is left?`,
  },
  'partial-authorisation': {
    why: ({ amount }) => `the card's issuer approved only a part of the ${amount}`,
    look: `${inPortal}: how much was approved? Settle the rest with the buyer, or give it back.`,
  },
  'payment-state-differs': {
    why: () => "two parts of the bank's answer contradict each other about the payment",
    look: `${inPortal}: is the money on hold, taken, or neither?`,
  },
  chargeback: {
    why: () => "the buyer's bank has taken the money back, or is about to (a chargeback)",
    look: "Answer the chargeback in the bank's portal. Refund nothing meanwhile: the buyer would get the money twice.",
  },
  'declined-but-deposited': {
    why: () => 'the bank says that it was declined, and that money was taken',
    look: `${inPortal}: is the money there?`,
  },
  'declined-after-hold': {
    why: () => 'the money was on hold, and now the bank says that it was declined',
    look: `${inPortal}: did the hold end? Then the buyer has to pay anew.`,
  },
  'refunded-in-part-before-hand-over': {
    why: () => 'money went back before we had heard of the payment',
    look: `${inPortal}: who gave it back, and how much is left? Do you still owe the goods?`,
  },
  'gateway-order-id-is-of-another-order': {
    why: () => 'the bank gave it an id that another order of ours has: one payment must not pay for two orders',
    look: 'Ask the bank. The other order keeps its payment.',
  },
  'no-final-word-a-day-after-expiry': {
    why: ({ expiresAt }) =>
      `a day after ${expiresAt}, when its time was over, the bank had still no final word about it`,
    look: `${inPortal}: was anything paid?`,
  },
  'unreadable-a-day-after-expiry': {
    why: ({ expiresAt }) =>
      `a day after ${expiresAt}, when its time was over, we could still not read the bank's answers`,
    look: `${inPortal}: was anything paid? Send us the answer from the log, without personal data.`,
  },
  'late-payment': {
    why: () => 'money came for it after it had been given up',
    look: 'Do you still have the goods? Then take it as paid; or give the money back.',
  },
  'reference-already-paid': {
    why: ({ reference }) => `its reference ${reference ?? ''} has been paid by another order`,
    look: 'Did the buyer pay twice? Then give this one back; the other order keeps its payment and its goods.',
  },
  'refund-of-unknown-amount': {
    why: () => 'the bank says that money went back, and not how much',
    look: `${inPortal}: how much went back?`,
  },
  'paid-then-denied': {
    why: () => 'the bank had said that it was paid, and an hour or more later that it was not',
    look: `${inPortal}: is the money there? If so, the bank's answer is at fault: tell the bank.`,
  },
  'put-in-review': {
    why: () => 'somebody put it there',
    look: 'Its history says who, and why.',
  },
} as const satisfies Record<ReviewReason, ReviewWords>

/** For a reason that an older version did not write, or that a newer one knows. */
export function unknownReview(reason: string | undefined): ReviewWords {
  return {
    why: () =>
      reason === undefined
        ? 'of something that was not written down'
        : `of "${reason}", which this version does not know`,
    look: `${inPortal}, and compare amount, currency and order number.`,
  }
}
