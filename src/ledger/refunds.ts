import type { Order } from '../order.ts'
import type { LedgerTransaction } from './transaction.ts'

export async function addAskedRefund(
  { trx, dialect }: LedgerTransaction,
  order: Order,
  refund: { readonly key: string; readonly amountMinor: number; readonly externalRefundId: string },
): Promise<void> {
  await trx
    .insertInto('checkout_refunds')
    .values({
      order_number: order.orderNumber,
      key: refund.key,
      amount_minor: refund.amountMinor,
      external_refund_id: refund.externalRefundId,
      state: 'asked',
      asked_at: dialect.now,
      lease_until: null,
    })
    .execute()
}
