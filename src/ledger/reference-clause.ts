import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { lateRefundKey } from '../order.ts'
import type { Order } from '../order.ts'
import type { Move } from './order-ledger.ts'
import { countRefunds } from './refunds.ts'
import { isOwn } from './own-shop.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

/** The statuses of an order that has paid for its reference. */
const paidStatuses = ['held', 'paid', 'partially_refunded']

/** The move itself, or its replacement if another order of the same reference is paid. */
export async function moveThatApplies(
  { trx, dialect, own, references }: LedgerTransaction,
  seen: Pick<Order, 'orderNumber'>,
  { ifReferenceIsPaid: clause, ...move }: Move,
): Promise<Omit<Move, 'ifReferenceIsPaid'>> {
  if (!clause) return move
  // Locked in a fixed order, this order among them: of two paid at once, one waits and then sees the other.
  const siblings = await trx
    .selectFrom('checkout_orders')
    .select(['order_number', 'status', 'gateway_account'])
    .where('reference', 'in', references.namesOf(clause.reference))
    .where('is_repeatable', '=', 0)
    .where(isOwn(own))
    .orderBy('order_number')
    .modifyEnd(dialect.rowLock)
    .execute()
  const paid = siblings
    .filter(
      ({ order_number, status, gateway_account }) =>
        order_number !== seen.orderNumber &&
        paidStatuses.includes(status) &&
        clause.gateways.some((gateway) => gateway_account.startsWith(gateway)),
    )
    .map(({ order_number }) => order_number)
  if (paid.length === 0) return move
  // Late money on its way back pays for nothing. Read under the locks: a caller that refunds it holds one of them.
  const goingBack = await countRefunds(trx, paid, lateRefundKey)
  return goingBack < paid.length ? clause.instead : move
}

/** What a statement knows of an order whose reference must not be paid. */
interface UnpaidReference {
  readonly orderNumber: string
  readonly reference: string | undefined
  /** What stands in its place once it is forgotten. */
  readonly forgotten: string | undefined
}

/**
 * The same locks without waiting: a row if nobody else holds one of them, and no other order of the reference is paid,
 * at whatever gateway. Whatever else there is, {@link moveThatApplies} decides about it.
 */
export function lockUnpaidReference(
  { dialect, own }: LedgerStatement,
  { orderNumber, reference, forgotten }: UnpaidReference,
): RawBuilder<unknown> {
  const isSibling = sql<boolean>`reference in (${reference}, ${forgotten}) and is_repeatable = 0
    and ${isOwn(own)}`
  const all = sql`(select count(*) from checkout_orders where ${isSibling})`
  const areAllFree = sql<boolean>`(select count(*) from siblings) = ${all}`
  return sql`
    with siblings as (
      select order_number, status from checkout_orders
      where ${isSibling} order by order_number ${dialect.rowLockOrSkip}
    )
    select 1 from siblings
    where order_number = ${orderNumber}
      and ${areAllFree}
      and not exists (
        select 1 from siblings where order_number <> ${orderNumber} and status in (${sql.join(paidStatuses)})
      )`
}
