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
  /** The bank closed it before its time was up, by whose word is not known. */
  | 'closed-early'
  /** Registered, and nobody was sent to the page that the bank named. */
  | 'pageless'
  /** Registered by another program, or lost by this ledger since. */
  | 'imported'
  /** A try has failed, and the buyer may try again. */
  | 'tried'
  /** The bank has the money, and has not yet confirmed that we told it so. */
  | 'acknowledging'
  /** A capture is under way. */
  | 'capturing'
  /** A person has taken it out of review. */
  | 'paid-by-hand'
  | 'refunded-by-hand'
  | 'declined-by-hand'

const nothingTaken = 'Nothing was taken from the buyer.'
const nobodySent = 'Nobody was sent to its payment page, so nobody was charged.'
const anotherOrder = 'A buyer who presses Buy again gets another order.'
const ifItComes = 'If money comes after all, the bank tells us and it shows here.'
const someDays = 'It can take some days until the buyer sees it.'

function partly({ isInPart, captured, amount }: Facts): string {
  return isInPart ? `${captured} of the ${amount} on hold` : captured
}

function paid({ isInPart, since, heard, paidOn, ...facts }: Facts): string {
  const rest = isInPart ? ' The bank releases the rest.' : ''
  const taken = partly({ isInPart, since, heard, paidOn, ...facts })
  return `It is paid. The bank said on ${since}${heard} that ${taken} were taken from the buyer${paidOn}.${rest}`
}

/** Out of review, by whom and why. */
function marked(as: string, { by, note, since }: Facts): string {
  const why = note === undefined ? '' : `: "${note}"`
  return `It had been in review: ${by ?? 'somebody'} marked it as ${as} on ${since}${why}.`
}

function closeAskedOf({ closeAsked }: Facts): string {
  return closeAsked === undefined ? '' : ` We had told it on ${closeAsked} to close it, and had no answer.`
}

/** What is known of an order, and by whose word. */
export const standingWords = {
  registering: ({ since }) =>
    `We have been registering it at the bank since ${since}, and wait for the answer. Nobody has been sent to pay it ` +
    'yet.',
  unknown: ({ since }) =>
    `When we tried to register it on ${since}, the bank gave no usable answer: it may or may not know this order. ` +
    `${nobodySent} ${anotherOrder}`,
  registered: ({ since, expiresAt }) =>
    `It is not paid, as far as the bank has said. The buyer was sent to the bank's payment page on ${since} and can ` +
    `pay there until ${expiresAt}. If they do not, it expires by itself and nothing is taken.`,
  imported: ({ origin, since }) =>
    `It was ${origin ?? `opened on ${since}`}, and is not paid, as far as the bank has said. Whoever has the bank's ` +
    'payment page of it can pay there for as long as the bank lets them. If nobody does, it expires by itself and ' +
    'nothing is taken.',
  pageless: ({ since, formOrigin }) =>
    `The bank registered it on ${since}, but nobody was sent to pay it: the payment page that the bank named ` +
    `${formOrigin === undefined ? 'cannot be one' : `is on ${formOrigin}, which is not among the allowed hosts`}. ` +
    'Tell your developer (option gateway.formHosts). The buyer saw an error page, and nobody was charged. ' +
    anotherOrder,
  tried: ({ decline, tryAgain }) =>
    'It is not paid: the last try failed, and nothing was taken, as far as the bank has said. Its reason: ' +
    `${decline ?? 'it gave none'}. ${tryAgain} If nobody pays, it expires by itself.`,
  acknowledging: ({ amount }) =>
    `The bank has said that it has the buyer's money (${amount}). It wants our word for it before goods leave, and ` +
    'has not confirmed that word yet. So nothing is handed over, and the order does not count as paid: without our ' +
    'word the bank may give the money back by itself.',
  held: ({ amount, since, heard }) =>
    `No money has been taken yet. The bank said on ${since}${heard} that ${amount} are on hold on the buyer's card. ` +
    'They are taken once you capture them; a hold that nobody captures ends by itself after some days.',
  capturing: ({ amount, capturing }) =>
    `${amount} were on hold, and we have told the bank to take ${capturing} of it. Nobody knows yet whether it has: ` +
    'the bank is asked, and nothing is taken twice.',
  paid,
  'paid-by-hand': (facts) => `${paid(facts)} ${marked('paid', facts)}`,
  partially_refunded: (facts) =>
    `It is paid, and refunded in part: ${partly(facts)} were taken from the buyer, and ${facts.refunded} went back ` +
    `to them, as the bank has confirmed. ${facts.left} are left. ${someDays}`,
  refunded: ({ captured, since, heard }) =>
    `All of the ${captured} that were taken went back to the buyer. The bank said so on ${since}${heard}. ${someDays}`,
  'refunded-by-hand': (facts) =>
    `${marked('refunded', facts)} The bank was asked before, and showed that nothing of its money is left with the ` +
    'shop.',
  reversed: ({ since, heard }) =>
    `The hold was released. The bank said so on ${since}${heard}. ${nothingTaken} The buyer may still see it for ` +
    'some days, until their own bank has taken it away: there is nothing to refund.',
  declined: (facts) =>
    `It was declined for good. The bank said so on ${facts.since}${facts.heard}; its reason: ` +
    `${facts.decline ?? 'it gave none'}.${closeAskedOf(facts)} ${nothingTaken} ${anotherOrder} ${ifItComes}`,
  'declined-by-hand': (facts) =>
    `${marked('declined', facts)} The bank was asked before, and showed no money for it. ${anotherOrder} ${ifItComes}`,
  'registration-refused': ({ since, reason }) =>
    `The bank refused to open it on ${since}. Its reason: ${reason ?? 'none was given.'} ${nobodySent}`,
  'closed-by-us': ({ since, heard, closedBy }) =>
    `${closedBy ?? 'We'} had it closed at the bank, which confirmed it on ${since}${heard}. ${nothingTaken} ` +
    ifItComes,
  'closed-early': (facts) =>
    `It was closed at the bank before its time was up, unpaid. The bank said so on ${facts.since}${facts.heard}.` +
    `${closeAskedOf(facts)} ${nothingTaken} ${anotherOrder} ${ifItComes}`,
  expired: ({ expiredOn, since, heard }) =>
    `It expired${expiredOn}, unpaid. The bank said so on ${since}${heard}. ${nothingTaken} ${anotherOrder} ` +
    ifItComes,
  'never-sent': ({ since }) => `It was given up on ${since}, before the bank had heard of it. ${nobodySent}`,
  absent: ({ since, heard }) =>
    `It was given up: the bank said on ${since}${heard} that it does not know this order. ${nobodySent}`,
} as const satisfies Record<Standing, (facts: Facts) => string>
