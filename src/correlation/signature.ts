import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signs a text with the first secret and verifies with all of them, so that secrets can be rotated. */
export interface Signer {
  sign(text: string): string
  isSigned(text: string, signature: string): boolean
}

/** HMAC-SHA256 over `purpose` and text, base64url: a signature made for one purpose is worthless for another. */
export function makeSigner(secrets: readonly [string, ...string[]], purpose: string): Signer {
  const signWith = (secret: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest()
  return {
    sign: (text) => signWith(secrets[0], text).toString('base64url'),
    isSigned(text, signature) {
      const given = Buffer.from(signature, 'base64url')
      return secrets.some((secret) => {
        const expected = signWith(secret, text)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
