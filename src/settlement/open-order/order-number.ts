import { randomBytes } from 'node:crypto'
import type { OrderNumberForm } from '../../order-number-form.ts'

/** Crockford's base 32: no I, L, O or U, so a buyer can read a number out over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** As long as ours are, unless a bank takes fewer characters. */
const ourLength = 26

/**
 * 26 characters with 130 random bits: unguessable, and within the 32 characters that older gateways accept (BPC:
 * registration, `orderNumber`). Payment links are named alike.
 *
 * A bank that takes only ten gets 50 random bits: still far too many to try, but two orders may draw the same number.
 * The ledger refuses the second.
 */
export function makeOrderNumber({ maxCharacters = ourLength }: Partial<OrderNumberForm> = {}): string {
  const length = Math.min(maxCharacters, ourLength)
  return Array.from(randomBytes(length), (byte) => alphabet[byte % 32]).join('')
}
