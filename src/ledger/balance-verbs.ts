import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import type { Access } from './access.ts'
import type { BalanceLedger, LookedUpOrder, OrderIds } from './balance-ledger.ts'
import { isLateGoingBack } from './going-back.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import { orderColumns, toOrder } from './rows.ts'
import type { Schema } from './schema.ts'

export function balanceVerbs({ read }: Access): BalanceLedger {
  return {
    ordersWithIds: (ids) => read((db, own) => readOrdersWithIds(db, own, ids)),
    paidForReferences: (references) => read((db, own) => readPaidFor(db, own, references)),
  }
}

async function readOrdersWithIds(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  { orderNumbers, gatewayOrderIds }: OrderIds,
): Promise<readonly LookedUpOrder[]> {
  if (orderNumbers.length + gatewayOrderIds.length === 0) return []
  const rows = await db
    .selectFrom('checkout_orders')
    .select(orderColumns)
    .where((eb) =>
      eb.or([
        ...(orderNumbers.length > 0 ? [eb('order_number', 'in', orderNumbers)] : []),
        ...(gatewayOrderIds.length > 0 ? [eb('gateway_order_id', 'in', gatewayOrderIds)] : []),
      ]),
    )
    .execute()
  return rows.map((row) => ({ order: toOrder(row), isOwn: isOf(own, row.shop) }))
}

function isOf(own: OwnShop | undefined, shop: string | null): boolean {
  if (!own) return true
  return shop === null ? own.hasUnnamed : own.keys.includes(shop)
}

async function readPaidFor(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  references: readonly string[],
): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('checkout_orders as o')
    .select(orderColumns)
    .where('reference', 'in', references)
    .where('is_repeatable', '=', 0)
    .where('status', 'in', ['paid', 'partially_refunded', 'review'])
    .where(sql<boolean>`captured_minor > refunded_minor`)
    .where(sql<boolean>`not ${isLateGoingBack}`)
    .where(isOwn(own))
    // Money that a person must look at may have no time of its own: it came after what was paid.
    .orderBy(sql`paid_at is null`)
    .orderBy('paid_at')
    .orderBy('created_at')
    .orderBy('order_number')
    .execute()
  return rows.map(toOrder)
}
