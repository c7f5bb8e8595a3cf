import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O or U, so that a buyer can read a number out over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * 26 characters with 130 random bits: unguessable, and within the 32 that older gateways take (BPC: registration,
 * `orderNumber`).
 */
export function makeOrderNumber(): string {
  return Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('')
}
