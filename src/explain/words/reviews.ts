import type { ReviewReason } from '../../order.ts'
import type { Facts } from './facts.ts'

export interface ReviewFacts extends Facts {
  /** When money was seen for an order that was in review already, because the bank had no final word. */
  readonly sawMoneyAt: string | undefined
}

/** Why an order needs a person. */
export interface ReviewWords {
  /** What contradicts what; a clause. */
  readonly why: (facts: ReviewFacts) => string
  /** What to find out, and what then. */
  readonly look: (facts: ReviewFacts) => string
  /** Whether a refund would give the money back a second time. */
  readonly isRefundRisky?: true
}

const inPortal = "Look it up in the bank's portal."

const byMoney = ({ refundIt }: Facts): string =>
  `${inPortal} If the money is there and meant for this order, mark it as paid; or ${refundIt}, and then mark it as ` +
  'refunded. If none was taken, mark it as declined.'

const giveBack = ({ refundIt }: Facts): string =>
  `Then ${refundIt}, all of it, mark it as refunded, and let the buyer pay anew`

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
    look: () =>
      `${inPortal} Ask the bank why the numbers differ, and whose payment it is. Once all of it went back, mark it ` +
      'as refunded.',
  },
  'gateway-order-id-differs': {
    why: () => 'the bank answered about another order of its own than the one that we asked about',
    look: () =>
      `${inPortal} Search it by our order number, and ask the bank why its own has changed. Once all of the money ` +
      'went back, mark it as refunded.',
  },
  'amount-differs': {
    why: ({ amount }) => `the amount at the bank is not the ${amount} that this order is for`,
    look: (facts) => `${inPortal} See how much was taken. ${giveBack(facts)}; or take it up with the bank.`,
  },
  'currency-differs': {
    why: ({ amount }) => `the currency at the bank is not that of the ${amount} that this order is for`,
    look: (facts) => `${inPortal} See what was taken. ${giveBack(facts)}; or take it up with the bank.`,
  },
  'held-amount-differs': {
    why: ({ amount }) => `the amount on hold is not the ${amount} that this order is for`,
    look: () => `${inPortal} Release the hold there, mark it as declined, and let the buyer pay anew; or ask the bank.`,
  },
  'deposited-amount-differs': {
    why: () => 'the bank took another amount than it was to take',
    look: (facts) => `${inPortal} See how much was taken, and by whom. ${giveBack(facts)}; or ask the bank.`,
  },
  'refunded-amount-is-not-0': {
    why: () => 'the bank calls it paid and says, in the same answer, that money went back',
    look: () =>
      `${inPortal} If some of the money is left, mark it as paid; or refund the rest, and then mark it as refunded. ` +
      'If nothing is left, mark it as refunded.',
  },
  'partial-authorisation': {
    why: ({ amount }) => `the buyer's bank approved only a part of the ${amount}`,
    look: (facts) => `${inPortal} See how much was approved. ${giveBack(facts)}.`,
  },
  'payment-state-differs': {
    why: () => "two parts of the bank's answer contradict each other about the payment",
    look: byMoney,
  },
  chargeback: {
    why: () => "the bank reports a chargeback: the buyer's own bank demands the money back",
    look: () =>
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
    look: () => `${inPortal} If the hold is gone, mark it as declined, and let the buyer pay anew.`,
  },
  'refunded-in-part-before-hand-over': {
    why: () => 'money went back before we had heard of the payment',
    look: () =>
      `${inPortal} See who gave it back. If you still owe the goods, mark it as paid; or refund the rest, and then ` +
      'mark it as refunded.',
  },
  'gateway-order-id-is-of-another-order': {
    why: () => 'the bank gave it the number of another order of ours: one payment must not pay for two orders',
    look: () => 'Ask the bank. The other order keeps its payment. If this one was not paid, mark it as declined.',
  },
  'no-final-word-a-day-after-expiry': {
    why: ({ expiresAt }) =>
      `it expired on ${expiresAt}, and a day later the bank still had not said whether it was paid`,
    look: () =>
      `${inPortal} If it was paid, ask the bank about it now: the money then shows here, and you can mark it as ` +
      'paid, or refund it. If it was not, mark it as declined. Let the buyer pay anew only then.',
  },
  'unreadable-a-day-after-expiry': {
    why: ({ expiresAt }) =>
      `it expired on ${expiresAt}, and until a day later we could not read the bank's answers about it, so nobody ` +
      'here knows whether it was paid',
    look: () =>
      `${inPortal} It shows whether it was paid. Ask the bank about it again here once its answers can be read: the ` +
      'money then shows, and you can decide. Before that it cannot be marked as anything; a buyer who has paid and ' +
      "cannot wait gets the money back in the bank's portal. Your developer finds in the log what could not be read, " +
      "and can report it to the makers of express-hosted-checkout, without the buyer's data.",
  },
  'payment-not-acknowledged': {
    why: () =>
      "the bank has the buyer's money and wants our word for it before goods leave, and for a day it did not take " +
      'that word',
    look: () =>
      `${inPortal} If the money is still there, mark it as paid: the bank is told first, and nothing is handed over ` +
      'if it does not take our word. If the bank has given it back by itself, mark it as refunded.',
  },
  'late-payment': {
    why: ({ sawMoneyAt }) =>
      sawMoneyAt === undefined
        ? 'money came for it after it had been given up'
        : `we had no usable word of the bank in time, and saw only on ${sawMoneyAt} that there is money for it`,
    look: () => 'If you still have the goods, mark it as paid. If not, refund it, and then mark it as refunded.',
  },
  'reference-already-paid': {
    why: ({ reference, others }) =>
      `its reference${reference === undefined ? '' : ` ${reference}`} is already paid, by ${namesOf(others)}`,
    look: () =>
      'Compare buyer, time and goods of the two. If one buyer paid twice, refund this one, and then mark it as ' +
      'refunded; the other keeps its payment and its goods. If both are wanted, mark this one as paid.',
  },
  'refund-of-unknown-amount': {
    why: () => 'the bank says that money went back, and not how much of it',
    look: () => `${inPortal} If all of it went back, mark it as refunded; if some is left, as paid.`,
  },
  'paid-then-denied': {
    why: () => 'the bank had said that it was paid, and an hour or more later that it was not',
    look: byMoney,
  },
  'put-in-review': {
    why: ({ by, note }) => `${by ?? 'somebody'} put it there${note === undefined ? '' : `: "${note}"`}`,
    look: () =>
      'Ask the bank about it before you decide: nobody asks by itself while it is in review. Then mark it as what it ' +
      'is at the bank.',
  },
} as const satisfies Record<ReviewReason, ReviewWords>

/** Of an order that the bank has given another reason to look at since. */
export const putThereBefore = ({ by, note, since }: Facts): string =>
  `${by ?? 'Somebody'} had put it in review on ${since}${note === undefined ? '' : `: "${note}"`}.`

/** What to do if something matters more by now than why the order came into review. */
export const nowWords = {
  'refund-under-way': () => 'A refund of it is under way: decide once that has ended.',
  'all-back': () => 'All of the money went back. Mark it as refunded, and it is done.',
  held: () =>
    'The money is only on hold, and while the order is in review it can be neither captured nor released from here. ' +
    "In the bank's portal, capture all of it and then mark it as paid, or release it and then mark it as declined.",
} as const satisfies Record<string, (facts: ReviewFacts) => string>

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
