/** What a person may do about an order. */
export type ExplainedAction =
  'settle' | 'capture' | 'reverse' | 'refund' | 'decline' | 'hand-over' | 'review' | 'resolve'

const askedFirst = 'The bank is asked first; if its answer does not fit, or does not come, nothing changes.'

const unsentAfterRefund = ' Once all of it went back, no goods are sent; after a part of it they still are.'
const buyerWaits = "The order's page asks the buyer to contact the shop"

/** What is meanwhile of an order that a person keeps. */
const meanwhile = {
  sent: `${buyerWaits} meanwhile.`,
  unsent: `${buyerWaits} meanwhile, and no goods go out.`,
  unpaid: `${buyerWaits} meanwhile. If money comes, no goods go out.`,
} as const

/** What a person may do, and what it does. */
export const mayDoWords = {
  settle: (isOpen: boolean) =>
    `Ask the bank about it now. No money moves.${isOpen ? ' If it turns out to be paid, the goods go out.' : ''}`,
  capture: (amount: string) =>
    `Take the ${amount} on hold: once, and for good. Change the amount to take less; the bank releases the rest. It ` +
    'then counts as paid, and the goods go out.',
  'capture-again': (amount: string) =>
    `Have ${amount} taken after all, if the bank has not taken it. It is asked first, so nothing is taken twice.`,
  reverse: (amount: string) =>
    `Release the hold of ${amount} without taking anything. The bank allows one try, and most banks only on the day ` +
    'of the payment. After that day: let it end by itself, or capture and refund it.',
  refund: (amount: string, isUnsent: boolean) =>
    `Refund up to ${amount}: change the amount to refund less. A refund cannot be taken back, and the buyer sees it ` +
    `after some days.${isUnsent ? unsentAfterRefund : ''}`,
  decline: () =>
    'Close it at the bank for good, so that nobody can pay it any more. Refused while the buyer is paying.',
  'hand-over': () =>
    "Have the shop's own program try again to send the goods, once the cause is fixed. Do not do this if you have " +
    'sent them in another way.',
  'tell-again': () =>
    "Have the shop's own program told again that it ended unpaid, once the cause is fixed. What was reserved for it " +
    'is still reserved until then. Do not do this if you have freed it by hand.',
  review: (goods: keyof typeof meanwhile) =>
    `Keep it for your decision, until you take it out again with resolve. ${meanwhile[goods]}`,
  resolve: (as: 'paid' | 'paid-and-sent' | 'refunded' | 'declined') => `${resolutions[as]} ${askedFirst}`,
} as const satisfies Record<ExplainedAction | 'capture-again' | 'tell-again', (...about: never[]) => string>

const resolutions = {
  paid: 'Mark it as paid: goods that are owed go out. No money moves.',
  'paid-and-sent': 'Mark it as paid. The goods were dealt with, and are not sent again. No money moves.',
  refunded: 'Mark it as refunded: nothing is owed any more. No money moves.',
  declined: 'Mark it as declined: not paid, nothing owed. No money moves.',
} as const
