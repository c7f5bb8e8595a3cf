import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import type { Access } from './access.ts'
import type { BalanceLedger, LookedUpOrder, OrderIds, RefundEntry } from './balance-ledger.ts'
import type { BookPeriod } from './books.ts'
import { isLateGoingBack } from './going-back.ts'
import { nextTurn } from './next-turn.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import { orderColumns, toOrder } from './rows.ts'
import type { Schema } from './schema.ts'

export function balanceVerbs({ read }: Access): BalanceLedger {
  return {
    ordersWithIds: (ids) => read((db, own) => readOrdersWithIds(db, own, ids)),
    paidForReferences: (references) => read((db, own) => readPaidFor(db, own, references)),
    refundEntries: (period) => readRefundEntries(read, period),
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
    .selectAll()
    .where('reference', 'in', references)
    .where('is_repeatable', '=', 0)
    .where('status', 'in', ['paid', 'partially_refunded', 'review'])
    .where(sql<boolean>`captured_minor > refunded_minor`)
    .where(sql<boolean>`not ${isLateGoingBack}`)
    .where(isOwn(own))
    .orderBy('created_at')
    .execute()
  return rows.map(toOrder)
}

/** Entries read at a time. Chosen by feel. */
const pageSize = 200

/** An entry tells what has gone back in all: what went back with it is the difference to the entry before. */
async function* readRefundEntries(
  read: Access['read'],
  { since, until }: BookPeriod,
): AsyncGenerator<readonly RefundEntry[], void, undefined> {
  let after = { at: since.toISOString(), entryNumber: -1 }
  for (;;) {
    const place = after
    const rows = await read((db, own) =>
      db
        .selectFrom('checkout_entries as e')
        .innerJoin('checkout_orders as o', 'o.order_number', 'e.order_number')
        .select(['e.entry_number', 'e.order_number', 'e.at', 'e.refunded_minor', 'o.currency', 'o.gateway_order_id'])
        .select(
          sql<number | string | null>`(select max(b.refunded_minor) from checkout_entries b
            where b.order_number = e.order_number and b.entry_number < e.entry_number)`.as('before_minor'),
        )
        .where(sql<boolean>`(e.at, e.entry_number) > (${place.at}, ${place.entryNumber})`)
        .where('e.at', '<', until.toISOString())
        .where('e.kind', 'in', ['moved', 'noted', 'refunded'])
        .where('e.to_status', 'in', ['partially_refunded', 'refunded', 'review'])
        .where('e.refunded_minor', '>', 0)
        .where(isOwn(own, 'o.shop'))
        .orderBy('e.at')
        .orderBy('e.entry_number')
        .limit(pageSize)
        .execute(),
    )
    yield rows.flatMap((row) => {
      const amountMinor = Number(row.refunded_minor) - Number(row.before_minor ?? 0)
      const { order_number: orderNumber, gateway_order_id: gatewayOrderId, currency } = row
      const refund = { orderNumber, gatewayOrderId: gatewayOrderId ?? undefined, at: new Date(row.at), currency }
      return amountMinor > 0 ? [{ ...refund, amountMinor }] : []
    })
    const last = rows.at(-1)
    if (rows.length < pageSize || !last) return
    after = { at: new Date(last.at).toISOString(), entryNumber: Number(last.entry_number) }
    await nextTurn()
  }
}
