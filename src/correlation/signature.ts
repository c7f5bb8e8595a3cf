import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs a text with the first secret and verifies with all of them, so that secrets can be rotated. */
export interface Signer {
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
}

/**
 * HMAC-SHA256 over `purpose` and text, base64url: a signature made for one purpose is worthless for another.
 *
 * Signatures are compared as text: of the last character, base64url reads four bits and ignores two.
 */
export function makeSigner(secrets: readonly [string, ...string[]], purpose: string): Signer {
  const signWith = (secret: string, text: string): string =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url')
  return {
    sign: (text) => signWith(secrets[0], text),
    isSigned(text, signature) {
      const given = Buffer.from(signature)
      return secrets.some((secret) => {
        const expected = Buffer.from(signWith(secret, text))
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
