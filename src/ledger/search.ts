import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { Order } from '../order.ts'
import { ownShopKeys, shopOfRow } from './indexed.ts'
import type { OrderQuery } from './order-ledger.ts'
import { nextTurn } from './next-turn.ts'
import { toOrder } from './rows.ts'
import type { OrderTable, Schema } from './schema.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { ReadAsShop } from './shops.ts'

/** Orders read at a time. Chosen by feel: about 100 kB. */
const pageSize = 100

/** See `Ledger.search`. An order added meanwhile is newer than every page still to come. */
export async function* searchOrders(read: ReadAsShop, query: OrderQuery): AsyncGenerator<Order, void, undefined> {
  for await (const page of searchPages(read, query)) yield* page
}

/** The same, page by page. */
export async function* searchPages(
  read: ReadAsShop,
  query: OrderQuery,
): AsyncGenerator<readonly Order[], void, undefined> {
  let left = query.limit ?? Infinity
  let last: Order | undefined
  while (left > 0) {
    const limit = Math.min(pageSize, left)
    const after = last
    const page = await read((db, own) => readPage(db, { query, own, after, limit }))
    yield page
    last = page.at(-1)
    left -= page.length
    if (page.length < limit) return
    await nextTurn()
  }
}

interface PageTerms {
  readonly query: OrderQuery
  readonly own: OwnShop | undefined
  readonly after: Order | undefined
  readonly limit: number
}

/**
 * One page, merged from branches. Each branch is answered by one index: its conditions fix the first columns, and the
 * index holds those orders newest first. No branch therefore reads more than a page, however many orders there are.
 */
async function readPage(db: Kysely<Schema>, { query, own, after, limit }: PageTerms): Promise<Order[]> {
  const branches = branchesOf(query, own)
  // An empty list asks for nothing; in SQL it would be an error.
  if (branches.length === 0) return []
  const found = branches.map((conditions, number) => {
    const where = sql.join([...conditions, ...boundsOf(query, after)], sql` and `)
    return sql`select * from (select order_number, created_at from checkout_orders where ${where}
      order by created_at desc, order_number desc limit ${limit}) as ${sql.ref(`branch_${number}`)}`
  })
  const { rows } = await sql<Selectable<OrderTable>>`select o.* from (
      ${sql.join(found, sql` union all `)} order by created_at desc, order_number desc limit ${limit}
    ) as found join checkout_orders o on o.order_number = found.order_number
    order by o.created_at desc, o.order_number desc`.execute(db)
  return rows.map(toOrder)
}

type Condition = RawBuilder<unknown>

/** Every combination of values the index needs: one branch for each value the query leaves open. */
function branchesOf(query: OrderQuery, own: OwnShop | undefined): readonly (readonly Condition[])[] {
  const { status, handOver, sku, reference } = query
  const statuses = status === undefined ? undefined : [...new Set([status].flat())]
  const ofSku = sku === undefined ? [] : [sql`sku = ${sku}`]
  const ofShop: readonly (readonly Condition[])[] = own
    ? ownShopKeys(own).map((key) => [sql`${shopOfRow} = ${key}`])
    : [[]]
  if (statuses?.length === 0) return []
  if (reference !== undefined) {
    const ofStatus = statuses ? [sql`status in (${sql.join(statuses)})`] : []
    const ofHandOver = handOver === undefined ? [] : [sql`hand_over = ${handOver}`]
    // Not by the indexed form of the shop: the planner would prefer that index, which holds the whole shop.
    const rest = [isOwn(own), ...ofSku, ...ofStatus, ...ofHandOver]
    return [0, 1].map((isRepeatable) => [sql`reference = ${reference}`, sql`is_repeatable = ${isRepeatable}`, ...rest])
  }
  if (statuses === undefined && handOver === undefined && sku === undefined) return ofShop
  const handOvers = handOver === undefined ? handOverStatuses : [handOver]
  return ofShop.flatMap((shop) =>
    (statuses ?? orderStatuses).flatMap((one) =>
      handOvers.map((other) => [...shop, ...ofSku, sql`status = ${one}`, sql`hand_over = ${other}`]),
    ),
  )
}

/** Which part of a branch to read: its index is ordered by these two columns. */
function boundsOf({ since, until }: OrderQuery, after: Order | undefined): readonly Condition[] {
  return [
    // Always there: some queries have no other condition.
    sql`created_at >= ${(since ?? new Date(0)).toISOString()}`,
    ...(until ? [sql`created_at < ${until.toISOString()}`] : []),
    ...(after ? [sql`(created_at, order_number) < (${after.createdAt.toISOString()}, ${after.orderNumber})`] : []),
  ]
}
