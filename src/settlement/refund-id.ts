import { createHash } from 'node:crypto'

/**
 * What the gateway knows a refund by (`externalRefundId`, up to 32 characters, BPC: refunds): the same for the same
 * order and key, in every process and after every restart, so that a repeat is never a second refund.
 */
export function externalRefundIdOf(orderNumber: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([orderNumber, key]))
    .digest('hex')
    .slice(0, 32)
}
