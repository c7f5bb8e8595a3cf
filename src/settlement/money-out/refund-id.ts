import { createHash } from 'node:crypto'

/** The key of the refund that `latePayment: 'refund'` asks for: of one order there is one. */
export const lateRefundKey = 'late-payment'

/**
 * What the gateway knows a refund by (`externalRefundId`, up to 32 characters, protocol 11): the same for the same order and
 * key, in every process and after every restart, so that a repeat is never a second refund.
 */
export function externalRefundIdOf(orderNumber: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([orderNumber, key]))
    .digest('hex')
    .slice(0, 32)
}
