import type { ExplainedAction } from '../explanation.ts'

const askedFirst = 'The bank is asked first; if it disagrees, nothing changes.'

/** What a person may do, and what it does. */
export const mayDoWords = {
  settle: () => 'Ask the bank about it now. No money moves; what the bank says is recorded, as in a routine check.',
  capture: (amount: string) =>
    `Take the ${amount} on hold: once, and for good. Change the amount to take less; the bank releases the rest.`,
  reverse: (amount: string) =>
    `Release the hold of ${amount} without taking anything. The bank allows one try, and most banks only on the day ` +
    'of the payment. After that day: capture it, then refund it.',
  refund: (amount: string) =>
    `Refund up to ${amount}: change the amount to refund less. A refund cannot be taken back.`,
  decline: () =>
    'Close it at the bank for good, so that nobody can pay it any more. Refused while the buyer is paying.',
  'hand-over': () => "Have the shop's own program try again to send the goods, once the cause is mended.",
  review: () => 'Keep it for a decision of the shop: nothing is sent by itself meanwhile.',
  resolve: (as: 'paid' | 'paid-and-sent' | 'refunded' | 'declined') => `${resolutions[as]} ${askedFirst}`,
} as const satisfies Record<ExplainedAction, (about: never) => string>

const resolutions = {
  paid: 'Take it as paid: goods that are owed go out.',
  'paid-and-sent': 'Take it as paid. The goods are out already, and are not sent again.',
  refunded: 'Take it as refunded: nothing is owed any more.',
  declined: 'Take it as declined: not paid, nothing owed.',
} as const
