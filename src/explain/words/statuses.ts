import type { OrderStatus } from '../../order.ts'
import type { Facts } from '../facts.ts'

/** How an order ended, or where it stands, where one status says too little. */
export type Standing =
  | Exclude<OrderStatus, 'review'>
  /** The bank refused the registration. */
  | 'registration-refused'
  /** The registration was never sent. */
  | 'never-sent'
  /** The bank does not know the order. */
  | 'absent'
  /** We had the order closed. */
  | 'closed-by-us'
  /** A try has failed, and the buyer may try again. */
  | 'tried'
  /** A capture is under way. */
  | 'capturing'

/** What is known of an order, and by whose word. */
export const standingWords = {
  registering: ({ since }) =>
    `We wrote it down at ${since} and are registering it at the bank, which has not answered yet. Nobody has been sent ` +
    'to pay it.',
  unknown: ({ since }) =>
    `The bank gave no usable answer when we registered it at ${since}. That is not a no: the bank may know the order. ` +
    'Nobody was sent to pay it, so nobody can have paid.',
  registered: ({ since, expiresAt }) =>
    `The bank registered it at ${since}, and has said nothing of a payment since. The buyer can pay until ${expiresAt}.`,
  tried: ({ decline, expiresAt }) =>
    `It is not paid: the bank said of the last try: ${decline ?? 'declined'}. The buyer can try again until ${expiresAt}.`,
  held: ({ amount, since, heard }) =>
    `The bank said at ${since}${heard} that ${amount} are on hold on the buyer's card. No money has been taken yet.`,
  capturing: ({ amount, capturing }) =>
    `${amount} are on hold, and we have told the bank to take ${capturing}. It has not confirmed that yet.`,
  paid: ({ captured, since, heard }) => `The bank said at ${since}${heard} that ${captured} were captured.`,
  partially_refunded: ({ captured, refunded, left, since, heard }) =>
    `The bank said that ${captured} were captured, and at ${since}${heard} that money went back: ${refunded} so far. ` +
    `${left} are left.`,
  refunded: ({ captured, since, heard }) =>
    `All of the ${captured} that were captured went back to the buyer: the bank said so at ${since}${heard}.`,
  reversed: ({ since, heard }) =>
    `The hold was released before anything was taken: the bank said so at ${since}${heard}. The buyer paid nothing.`,
  declined: ({ since, heard, decline }) =>
    `The bank said at ${since}${heard} that this order will not be paid: ${decline ?? 'declined'}. Nothing was taken.`,
  'registration-refused': ({ since, reason }) =>
    `The bank refused to register it at ${since}: ${reason ?? 'it gave no reason'} Nobody was sent to pay it, and ` +
    'nothing was taken.',
  'closed-by-us': ({ since, heard }) =>
    `We had it closed at the bank, which said at ${since}${heard} that it will not be paid. Nothing was taken.`,
  expired: ({ expiresAt, since, heard }) =>
    `Nobody paid it by ${expiresAt}, when its time was over: the bank said so at ${since}${heard}. Nothing was taken.`,
  'never-sent': ({ since }) =>
    `It was given up at ${since}: it never reached the bank. Nobody was sent to pay it, and nothing was taken.`,
  absent: ({ since, heard }) =>
    `The bank said at ${since}${heard} that it does not know this order, and its time is over. Nobody was sent to pay ` +
    'it, and nothing was taken.',
} as const satisfies Record<Standing, (facts: Facts) => string>
