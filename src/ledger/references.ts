import type { ExpressionBuilder, ExpressionWrapper, Kysely, Selectable, SqlBool } from 'kysely'
import type { Order } from '../order.ts'
import { isLateGoingBack } from './going-back.ts'
import { toOrder } from './rows.ts'
import type { LinkTable, OrderTable, Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
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

/** What of a link names its orders. */
type LinkOfOrders = Pick<Selectable<LinkTable>, 'link_number' | 'reference'>

/**
 * The orders that decide whether links can be paid, newest first: those of their references, as above, and those that
 * the links opened themselves, refunded ones too.
 */
export async function readOrdersOfLinks(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  links: readonly LinkOfOrders[],
): Promise<readonly Order[]> {
  if (links.length === 0) return []
  const references = links.map(({ reference }) => reference)
  const numbers = links.map(({ link_number }) => link_number)
  const { rows } = await sql<Selectable<OrderTable>>`
    select o.* from checkout_orders o where o.reference in (${sql.join(references)}) and o.is_repeatable = 0
      and o.status in (${sql.join(countedStatuses)}) and not ${isLateGoingBack} and ${isOwn(own, 'o.shop')}
    union
    select o.* from checkout_orders o where o.link_number in (${sql.join(numbers)})
      and o.status in (${sql.join([...countedStatuses, 'refunded'])}) and ${isOwn(own, 'o.shop')}
    order by created_at desc`.execute(db)
  return rows.map(toOrder)
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
