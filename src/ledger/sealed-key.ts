import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** AES-256-GCM: bytes of its key, its nonce and its tag (NIST SP 800-38D). */
const [keyBytes, nonceBytes, tagBytes] = [32, 12, 16] as const

/** A key of its own for this one purpose: the secret also signs cookies and links (RFC 5869). */
function sealingKeyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'express-hosted-checkout: seal of reference keys', keyBytes))
}

/** Tells which secret has sealed a key, and nothing else about it. */
export function markOf(secret: string): string {
  return createHmac('sha256', secret).update('express-hosted-checkout: mark of a secret').digest('hex').slice(0, 32)
}

export function makeKey(): Buffer {
  return randomBytes(keyBytes)
}

/** Encrypts a key, so that the ledger alone does not give it away. */
export function sealKey(key: Buffer, secret: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', sealingKeyOf(secret), nonce)
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Undefined if another secret has sealed it, or it was changed since. */
export function openKey(sealed: string, secret: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  const nonce = bytes.subarray(0, nonceBytes)
  const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
  try {
    const decipher = createDecipheriv('aes-256-gcm', sealingKeyOf(secret), nonce, { authTagLength: tagBytes })
    decipher.setAuthTag(tag)
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
  } catch {
    return undefined
  }
}
