import type { Kysely } from 'kysely'
import type { OrderOutlook } from './order-ledger.ts'
import type { Schema } from './schema.ts'

/** See `OrderLedger.outlook`. */
export async function readOutlook(db: Kysely<Schema>, orderNumber: string): Promise<OrderOutlook> {
  const order = await db
    .selectFrom('checkout_orders as o')
    .leftJoin('checkout_hand_overs as h', 'h.order_number', 'o.order_number')
    .where('o.order_number', '=', orderNumber)
    .select(['o.next_check_at', 'h.due_at', 'h.next_try_at', 'h.try_count'])
    .executeTakeFirst()
  const refunds = await db
    .selectFrom('checkout_refunds')
    .where('order_number', '=', orderNumber)
    .select(['key', 'amount_minor', 'state', 'asked_at', 'next_try_at'])
    .orderBy('asked_at')
    .orderBy('key')
    .execute()
  return {
    nextCheckAt: timeOf(order?.next_check_at),
    handOver: order?.due_at
      ? {
          dueAt: new Date(order.due_at),
          nextTryAt: timeOf(order.next_try_at),
          tryCount: order.try_count ?? 0,
        }
      : undefined,
    refunds: refunds.map(({ key, amount_minor, state, asked_at, next_try_at }) => ({
      key,
      amountMinor: Number(amount_minor),
      // Not checked: a newer process beside this one may know more states.
      state: state as 'asked' | 'done' | 'refused',
      askedAt: new Date(asked_at),
      nextTryAt: timeOf(next_try_at),
    })),
  }
}

function timeOf(time: string | Date | null | undefined): Date | undefined {
  return time === null || time === undefined ? undefined : new Date(time)
}
