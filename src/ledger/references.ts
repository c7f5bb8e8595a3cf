import type { ExpressionBuilder, ExpressionWrapper, Kysely, SqlBool } from 'kysely'
import type { Order } from '../order.ts'
import { isLateGoingBack } from './going-back.ts'
import { toOrder } from './rows.ts'
import type { OrderTable, Schema } from './schema.ts'
import { isOwn } from './shops.ts'
import type { OwnShop } from './shops.ts'
import { sql } from 'kysely'

/** A store with more orders than this for one reference or key has other problems. Chosen by feel. */
const maxOrders = 50

/** The statuses of an order that holds money, or may still receive some. */
const countedStatuses = ['registered', 'held', 'paid', 'partially_refunded', 'review']

/** See `Ledger.ofReference`. @param names - of the reference, see `ReferenceKeys`. */
export function readOrdersOfReference(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  names: readonly string[],
): Promise<readonly Order[]> {
  return readCounted(db, own, (eb) => eb.and([eb('reference', 'in', names), eb('is_repeatable', '=', 0)]))
}

/** See `Ledger.ofStarter`. */
export function readOrdersOfStarter(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  startedBy: string,
): Promise<readonly Order[]> {
  return readCounted(db, own, (eb) => eb.and({ started_by: startedBy }))
}

type OrderExpression = ExpressionBuilder<{ readonly o: OrderTable }, 'o'>

async function readCounted(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  which: (eb: OrderExpression) => ExpressionWrapper<{ readonly o: OrderTable }, 'o', SqlBool>,
): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('checkout_orders as o')
    .selectAll()
    .where(which)
    .where('status', 'in', countedStatuses)
    .where(sql<boolean>`not ${isLateGoingBack}`)
    .where(isOwn(own))
    .orderBy('created_at', 'desc')
    .limit(maxOrders)
    .execute()
  return rows.map(toOrder)
}
