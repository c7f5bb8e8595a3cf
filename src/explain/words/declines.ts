import type { Decline, DeclineCategory } from '../../order.ts'

/** Why the bank said no, in words for the shop: those of `order.decline` are for the buyer, and hold more back. */
const byCategory = {
  'declined-by-issuer': 'the bank that issued the card refused the payment',
  'insufficient-funds': 'there was not enough money on the card',
  'card-problem': 'the card cannot be used for it, or its data were wrong',
  'authentication-failed': "the buyer's bank could not confirm that it was the buyer",
  'fraud-limit': 'a limit or a check against fraud stopped it',
  'timeout-or-expired': 'the time to pay ran out',
  technical: 'something failed between the banks',
  'cancelled-by-customer': 'it was cancelled',
  unknown: 'the bank did not say clearly why',
} as const satisfies Record<DeclineCategory, string>

/** Codes that say more than their category (BPC: time limits). */
const byCode: Readonly<Record<string, string>> = {
  '-2013': 'the buyer has used up all tries that the bank allows for one order',
  '1115': 'the buyer has used up all tries that the bank allows for one order',
  '-2009': "the buyer did not come back from the page of the card's bank",
  '-2014': 'the buyer left the page without trying to pay',
}

/** A clause, with the bank's own code. */
export function declineWords({ actionCode, category }: Decline): string {
  return `${byCode[actionCode] ?? byCategory[category]} (the bank's code ${actionCode})`
}
