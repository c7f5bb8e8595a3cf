import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import { isLateGoingBack } from './hand-overs.ts'
import { toOrder } from './rows.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './shops.ts'
import type { OwnShop } from './shops.ts'
import { sql } from 'kysely'

/** A store that opens more orders than that for one reference has another trouble. Chosen by feel. */
const maxOrders = 50

/** The statuses of an order that money may be on, or still come to. */
const countedStatuses = ['registered', 'held', 'paid', 'partially_refunded', 'review']

/** See `Ledger.ofReference`. */
export async function readOrdersOfReference(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  reference: string,
): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('checkout_orders as o')
    .selectAll()
    .where('reference', '=', reference)
    .where('is_repeatable', '=', 0)
    .where('status', 'in', countedStatuses)
    .where(sql<boolean>`not ${isLateGoingBack}`)
    .where(isOwn(own))
    .orderBy('created_at', 'desc')
    .limit(maxOrders)
    .execute()
  return rows.map(toOrder)
}
