import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { Schema } from './schema.ts'

/** A shop that no process runs. */
export interface IdleShop {
  readonly key: string
  readonly usedAt: Date
  /** How many of its orders are open, or paid with their goods not handed over. Counted up to 1,000. */
  readonly unfinishedCount: number
}

/** A shop unused for this long no longer runs, in milliseconds. */
export const idleAfterMs = 10 * 60 * 1000

/** Nobody needs a more exact count. Chosen by feel. */
const maxCounted = 1_000

/** Other shops that have not been used lately, with orders that nobody looks after. */
export async function readIdleShops(
  db: Kysely<Schema>,
  dialect: LedgerDialect,
  own: string | undefined,
): Promise<readonly IdleShop[]> {
  const owners = await db
    .selectFrom('checkout_shops')
    .select((eb) => ['owner', eb.fn.max('used_at').as('used_at')])
    .where('owner', '<>', own ?? '')
    .groupBy('owner')
    .having((eb) => eb(eb.fn.max('used_at'), '<=', dialect.fromNow(-idleAfterMs)))
    .execute()
  const idle: IdleShop[] = []
  for (const { owner, used_at } of owners) {
    const unfinishedCount = await countUnfinished(db, await readOrdersOf(db, owner))
    if (unfinishedCount > 0) idle.push({ key: owner, usedAt: new Date(used_at), unfinishedCount })
  }
  return idle
}

async function readOrdersOf(db: Kysely<Schema>, owner: string): Promise<OwnShop> {
  const rows = await db
    .selectFrom('checkout_shops')
    .select(['shop', 'has_unnamed'])
    .where('owner', '=', owner)
    .execute()
  return { keys: rows.map(({ shop }) => shop), hasUnnamed: rows.some(({ has_unnamed }) => has_unnamed === 1) }
}

/** Open orders, and goods that nobody has handed over: due or stuck, then owed. Each part is read by one index. */
async function countUnfinished(db: Kysely<Schema>, own: OwnShop): Promise<number> {
  // As the index of statuses holds it. The index of owed goods has no shop in it: it is usually empty.
  const ofShop = sql`coalesce(shop, '') in (${sql.join(own.hasUnnamed ? [...own.keys, ''] : own.keys)})`
  const { rows } = await sql`
    select 1 from checkout_orders
      where ${ofShop} and status in ('registering', 'unknown', 'registered', 'held')
    union all select 1 from checkout_orders
      where ${ofShop} and status in ('paid', 'partially_refunded', 'review') and hand_over in ('due', 'stuck')
    union all select 1 from checkout_orders
      where ${isOwn(own)} and hands_over = 1 and hand_over = 'none' and status in ('paid', 'partially_refunded')
    limit ${sql.lit(maxCounted)}`.execute(db)
  return rows.length
}
