import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O or U, so a buyer can read a number out over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * 26 characters with 130 random bits: unguessable, and within the 32 characters that older gateways accept (BPC:
 * registration, `orderNumber`). Payment links are named alike.
 */
export function makeOrderNumber(): string {
  return Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('')
}
