import { createHash } from 'node:crypto'

/**
 * The id by which the gateway knows a refund (`externalRefundId`, up to 32 characters, BPC: refunds). It is the same
 * for the same order and key, in every process and after every restart, so a repeat is never a second refund.
 */
export function externalRefundIdOf(orderNumber: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([orderNumber, key]))
    .digest('hex')
    .slice(0, 32)
}
