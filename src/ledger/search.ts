import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import type { OrderQuery } from './ledger.ts'
import { toOrder } from './rows.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './shops.ts'
import type { OwnShop } from './shops.ts'

/** Runs one reading statement among the orders of one's own shop. */
type Read = <Result>(verb: (db: Kysely<Schema>, own: OwnShop | undefined) => Promise<Result>) => Promise<Result>

/** Orders read at a time. Chosen by feel: some 100 kB. */
const pageSize = 100

/** See `Ledger.search`. An order that is added meanwhile is newer than every page still to come. */
export async function* searchOrders(read: Read, query: OrderQuery): AsyncGenerator<Order, void, undefined> {
  let left = query.limit ?? Infinity
  let last: Order | undefined
  while (left > 0) {
    const limit = Math.min(pageSize, left)
    const after = last
    const page = await read((db, own) => readPage(db, own, query, after, limit))
    yield* page
    last = page.at(-1)
    left -= page.length
    if (page.length < limit) return
  }
}

async function readPage(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  { status, handOver, sku, reference, since, until }: OrderQuery,
  after: Order | undefined,
  limit: number,
): Promise<Order[]> {
  const statuses = status === undefined ? undefined : [status].flat()
  // An empty list asks for nothing; in SQL it would be an error.
  if (statuses?.length === 0) return []

  let page = db.selectFrom('checkout_orders').selectAll().where(isOwn(own))
  if (statuses) page = page.where('status', 'in', statuses)
  if (handOver !== undefined) page = page.where('hand_over', '=', handOver)
  if (sku !== undefined) page = page.where('sku', '=', sku)
  if (reference !== undefined) page = page.where('reference', '=', reference)
  if (since) page = page.where('created_at', '>=', since.toISOString())
  if (until) page = page.where('created_at', '<', until.toISOString())
  if (after) {
    const { createdAt, orderNumber } = after
    page = page.where((eb) =>
      eb(eb.refTuple('created_at', 'order_number'), '<', eb.tuple(createdAt.toISOString(), orderNumber)),
    )
  }
  const rows = await page.orderBy('created_at', 'desc').orderBy('order_number', 'desc').limit(limit).execute()
  return rows.map(toOrder)
}
