import type { Kysely } from 'kysely'
import type { OrderOutlook, PlannedTask } from './order-ledger.ts'
import type { Schema } from './schema.ts'

/** See `OrderLedger.outlook`. */
export async function readOutlook(db: Kysely<Schema>, orderNumber: string): Promise<OrderOutlook> {
  const order = await db
    .selectFrom('checkout_orders as o')
    .leftJoin('checkout_hand_overs as h', 'h.order_number', 'o.order_number')
    .where('o.order_number', '=', orderNumber)
    .leftJoin('checkout_closings as c', 'c.order_number', 'o.order_number')
    .select(['o.next_check_at', 'h.due_at', 'h.next_try_at', 'h.try_count'])
    .select(['c.due_at as closing_due_at', 'c.next_try_at as closing_next_try_at', 'c.try_count as closing_try_count'])
    .executeTakeFirst()
  const refunds = await db
    .selectFrom('checkout_refunds')
    .where('order_number', '=', orderNumber)
    .select(['key', 'amount_minor', 'refunded_before_minor', 'state', 'asked_at', 'next_try_at'])
    .orderBy('asked_at')
    .orderBy('key')
    .execute()
  return {
    nextCheckAt: timeOf(order?.next_check_at),
    handOver: taskOf(order),
    closing: taskOf({
      due_at: order?.closing_due_at,
      next_try_at: order?.closing_next_try_at,
      try_count: order?.closing_try_count,
    }),
    refunds: refunds.map(({ key, amount_minor, refunded_before_minor, state, asked_at, next_try_at }) => ({
      key,
      amountMinor: Number(amount_minor),
      refundedBeforeMinor: Number(refunded_before_minor),
      // Not checked: a newer process beside this one may know more states.
      state: state as 'asked' | 'done' | 'refused',
      askedAt: new Date(asked_at),
      nextTryAt: timeOf(next_try_at),
    })),
  }
}

interface TaskColumns {
  readonly due_at?: string | Date | null | undefined
  readonly next_try_at?: string | Date | null | undefined
  readonly try_count?: number | null | undefined
}

function taskOf({ due_at, next_try_at, try_count }: TaskColumns = {}): PlannedTask | undefined {
  if (!due_at) return undefined
  return { dueAt: new Date(due_at), nextTryAt: timeOf(next_try_at), tryCount: try_count ?? 0 }
}

function timeOf(time: string | Date | null | undefined): Date | undefined {
  return time === null || time === undefined ? undefined : new Date(time)
}
