import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { Order } from '../order.ts'
import type { OwnShop } from './own-shop.ts'
import { toOrder } from './rows.ts'
import type { OrderTable, Schema } from './schema.ts'
import { anyHandOver, countOrders, isOneOf, shopConditions } from './standing.ts'
import type { OrderCounts, OrderTimes } from './sums-ledger.ts'

const open = ['registering', 'unknown', 'registered'] as const

/** See `SumsLedger.orderCounts`. */
export async function readOrderCounts(db: Kysely<Schema>, own: OwnShop | undefined): Promise<OrderCounts> {
  return {
    open: await countOrders(db, own, [isOneOf(open), anyHandOver]),
    held: await countOrders(db, own, [isOneOf(['held']), anyHandOver]),
    review: await countOrders(db, own, [isOneOf(['review']), anyHandOver]),
    stuck: await countOrders(db, own, [isOneOf(orderStatuses), sql`hand_over = 'stuck'`]),
    oldestOpen: await readOldestOpen(db, own),
  }
}

/** Branch by branch, as the index holds the orders. Nothing is handed over of an order before it is paid. */
async function readOldestOpen(db: Kysely<Schema>, own: OwnShop | undefined): Promise<Order | undefined> {
  const first = shopConditions(own).flatMap((ofShop) =>
    [...open, 'held'].map(
      (status) => sql`select order_number, created_at from checkout_orders
        where ${ofShop} and status = ${sql.lit(status)} and hand_over = 'none'
        order by created_at, order_number limit 1`,
    ),
  )
  const { rows } = await sql<Selectable<OrderTable>>`select o.* from checkout_orders o where o.order_number = (
      select order_number from (${unionOf(first)}) as first order by created_at, order_number limit 1)`.execute(db)
  return rows.map(toOrder)[0]
}

/** SQLite takes no limit in a part of a union, unless it is a query of its own. */
function unionOf(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(
    parts.map((part, number) => sql`select * from (${part}) as ${sql.ref(`branch_${number}`)}`),
    sql` union all `,
  )
}

/** See `SumsLedger.orderTimes`. Two looks: a planner that knows little of the first would read every entry. */
export async function readOrderTimes(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  limit: number,
): Promise<readonly OrderTimes[]> {
  const latest = await readLatestPaid(db, own, limit)
  if (latest.length === 0) return []
  const first = (kind: 'paid' | 'registered' | 'handed_over') =>
    sql<Date | string | null>`min(case when ${toldBy[kind]} then at end)`.as(`${kind}_at`)
  const rows = await db
    .selectFrom('checkout_entries')
    .select(['order_number', first('registered'), first('paid'), first('handed_over')])
    .where(
      'order_number',
      'in',
      latest.map(({ order_number }) => order_number),
    )
    .groupBy('order_number')
    .execute()
  const times = new Map(rows.map((row) => [row.order_number, row]))
  return latest.map(({ order_number, created_at, returned_at }) => ({
    createdAt: new Date(created_at),
    registeredAt: timeOf(times.get(order_number)?.registered_at),
    returnedAt: timeOf(returned_at),
    paidAt: timeOf(times.get(order_number)?.paid_at),
    handedOverAt: timeOf(times.get(order_number)?.handed_over_at),
  }))
}

/** Which entries tell that an order came so far. */
const toldBy = {
  registered: sql`kind = 'moved' and to_status = 'registered'`,
  paid: sql`to_status in ('paid', 'partially_refunded')`,
  handed_over: sql`kind = 'handed-over'`,
} as const

type LatestRow = Pick<Selectable<OrderTable>, 'created_at' | 'order_number' | 'returned_at'>

async function readLatestPaid(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  limit: number,
): Promise<readonly LatestRow[]> {
  const branches = shopConditions(own).flatMap((ofShop) =>
    handOverStatuses.map(
      (handOver) => sql`select order_number, created_at, returned_at from checkout_orders
        where ${ofShop} and status = 'paid' and hand_over = ${sql.lit(handOver)}
        order by created_at desc, order_number desc limit ${sql.lit(limit)}`,
    ),
  )
  const { rows } = await sql<LatestRow>`select * from (${unionOf(branches)}) as found
    order by created_at desc, order_number desc limit ${sql.lit(limit)}`.execute(db)
  return rows
}

function timeOf(column: Date | string | null | undefined): Date | undefined {
  return column === null || column === undefined ? undefined : new Date(column)
}
