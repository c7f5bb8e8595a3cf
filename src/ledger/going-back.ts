import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { lateRefundKey } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import { isTaskFree } from './task-claims.ts'

/** Whether a late payment was refunded, or is being refunded: it pays for nothing, and no goods are owed for it. */
export const isLateGoingBack: RawBuilder<boolean> = sql`exists (
  select 1 from checkout_refunds r where r.order_number = o.order_number
    and r.key = ${lateRefundKey} and r.state <> 'refused')`

/** Whether a refund of everything left is under way: after it there is no money for the goods. */
export const isAllGoingBack: RawBuilder<boolean> = sql`exists (
  select 1 from checkout_refunds r join checkout_orders o on o.order_number = r.order_number
  where r.order_number = checkout_hand_overs.order_number and r.state = 'asked'
    and r.amount_minor >= o.captured_minor - o.refunded_minor)`

/**
 * The same for the order that a statement has just `changed`. Not one text for both: nested in another `exists`, it
 * would have PostgreSQL read all orders.
 */
export const isAllOfChangedGoingBack: RawBuilder<boolean> = sql`exists (
  select 1 from checkout_refunds r
  where r.order_number = changed.order_number and r.state = 'asked'
    and r.amount_minor >= changed.captured_minor - changed.refunded_minor)`

/**
 * Whether a hand-over is due, its next try has come (or `isEarly`), no lease runs, and no refund of everything left is
 * under way.
 */
export function isFree(dialect: LedgerDialect, isEarly: boolean) {
  return sql<boolean>`${isTaskFree(dialect, isEarly)} and not ${isAllGoingBack}`
}

/** Whether a refund that was not refused is the one of a late payment. */
export function isLateRefund({ key }: { readonly key: string }): boolean {
  return key === lateRefundKey
}
