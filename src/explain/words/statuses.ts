import type { OrderStatus } from '../../order.ts'
import type { Facts } from './facts.ts'

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

const nothingTaken = 'Nothing was taken from the buyer.'
const nobodySent = 'Nobody was sent to its payment page, so nobody was charged.'
const anotherOrder = 'A buyer who presses Buy again gets another order.'
const ifItComes = 'If money comes after all, the bank tells us and it shows here.'

/** What is known of an order, and by whose word. */
export const standingWords = {
  registering: ({ since }) =>
    `We are registering it at the bank since ${since}, and wait for the answer. Nobody has been sent to pay it yet.`,
  unknown: ({ since }) =>
    `When we tried to register it on ${since}, the bank gave no usable answer: it may or may not know this order. ` +
    `${nobodySent} ${anotherOrder}`,
  registered: ({ since, expiresAt }) =>
    `It is not paid, as far as the bank has said. The buyer was sent to the bank's payment page on ${since} and can ` +
    `pay there until ${expiresAt}. If they do not, it expires by itself and nothing is taken.`,
  tried: ({ decline, expiresAt }) =>
    `It is not paid: the last try failed, and nothing was taken, as far as the bank has said. Its reason: ` +
    `${decline ?? '"declined"'}. The buyer can try again until ${expiresAt}, on the same page or by pressing Buy. If ` +
    'they do not, it expires by itself.',
  held: ({ amount, since, heard }) =>
    `No money has been taken yet. The bank said on ${since}${heard} that ${amount} are on hold on the buyer's card. ` +
    'They are taken once you capture them; a hold that nobody captures ends by itself after some days.',
  capturing: ({ amount, capturing }) =>
    `${amount} were on hold, and we have told the bank to take ${capturing} of it. Nobody knows yet whether it has: ` +
    'the bank is asked, and nothing is taken twice.',
  paid: ({ captured, since, heard }) =>
    `It is paid. The bank said on ${since}${heard} that ${captured} were taken from the buyer.`,
  partially_refunded: ({ captured, refunded, left, since, heard }) =>
    `It is paid, and refunded in part: ${captured} were taken from the buyer, and ${refunded} went back to them. The ` +
    `bank said so on ${since}${heard}. ${left} are left.`,
  refunded: ({ captured, since, heard }) =>
    `All of the ${captured} that were taken went back to the buyer. The bank said so on ${since}${heard}. It can ` +
    'take some days until the buyer sees it.',
  reversed: ({ since, heard }) => `The hold was released. The bank said so on ${since}${heard}. ${nothingTaken}`,
  declined: ({ since, heard, decline }) =>
    `It was declined for good. The bank said so on ${since}${heard}; its reason: ${decline ?? '"declined"'}. ` +
    `${nothingTaken} ${anotherOrder} ${ifItComes}`,
  'registration-refused': ({ since, reason }) =>
    `The bank refused to open it on ${since}. Its reason: ${reason ?? 'none was given.'} ${nobodySent}`,
  'closed-by-us': ({ since, heard }) =>
    `We had it closed at the bank, which confirmed it on ${since}${heard}. ${nothingTaken} ${ifItComes}`,
  expired: ({ expiresAt, since, heard }) =>
    `It expired on ${expiresAt}, unpaid. The bank said so on ${since}${heard}. ${nothingTaken} ${anotherOrder} ` +
    ifItComes,
  'never-sent': ({ since }) => `It was given up on ${since}, before the bank had heard of it. ${nobodySent}`,
  absent: ({ since, heard }) =>
    `It was given up: the bank said on ${since}${heard} that it does not know this order. ${nobodySent}`,
} as const satisfies Record<Standing, (facts: Facts) => string>
