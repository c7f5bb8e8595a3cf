import type { DeclineCategory } from '../order.ts'

/** Why the bank said no, in a few words. */
const known = {
  'declined-by-issuer': 'The card’s bank gave no reason',
  'insufficient-funds': 'Not enough money',
  'card-problem': 'Card number, date or code',
  'authentication-failed': 'Buyer not confirmed (3-D Secure)',
  'fraud-limit': 'Limit, or suspicion of fraud',
  'timeout-or-expired': 'Too late',
  technical: 'Technical',
  'cancelled-by-customer': 'Cancelled by the buyer',
  unknown: 'A code nobody knows',
} as const satisfies Record<DeclineCategory, string>

/** A later version of the library may know more. */
export const declineWords: Readonly<Record<string, string | undefined>> = known
