import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import { InvalidRequestError } from '../errors.ts'
import { quoted } from '../visible.ts'
import type { Schema } from './schema.ts'

/** Whose orders a shop takes over by hand. */
export interface AdoptShop {
  /** A key under which the orders were opened, or the key of the shop that has them now. */
  readonly from: string
  /** Only says what would be taken over. */
  readonly isDryRun: boolean
}

/** What was taken over; on a dry run, what would be. */
export interface AdoptedShop {
  readonly from: string
  /** Key of the shop that has the orders now. */
  readonly to: string
  /** Every key under which they were opened. */
  readonly keys: readonly string[]
  /** How many orders there are, counted up to a thousand. */
  readonly orderCount: number
  /** Whether there may be more. */
  readonly isMore: boolean
  /** When a process of the other shop last used the ledger. */
  readonly usedAt: Date
  /** Whether they were this shop's already: then nothing was changed. */
  readonly wasOwn: boolean
}

/** Nobody needs a more exact count. Chosen by feel. */
const maxCounted = 1_000

/** @throws InvalidRequestError if the ledger does not know the key. */
export async function adoptShop(
  trx: Transaction<Schema>,
  to: string,
  { from, isDryRun }: AdoptShop,
): Promise<AdoptedShop> {
  const known = await trx.selectFrom('checkout_shops').selectAll().orderBy('shop').execute()
  const theirs = known.filter(({ shop, owner }) => shop === from || owner === from)
  if (theirs.length === 0) {
    const names = known.map(({ shop }) => shop).join(', ')
    throw new InvalidRequestError(`The ledger knows no shop ${quoted(from)}. It knows: ${names}. Nothing was changed.`)
  }
  const wasOwn = theirs.every(({ owner }) => owner === to)
  const keys = theirs.map(({ shop }) => shop)
  const hasUnnamed = theirs.some(({ has_unnamed }) => has_unnamed === 1)
  const orderCount = await countOrders(trx, hasUnnamed ? [...keys, ''] : keys)
  const usedAtMs = Math.max(...theirs.map(({ used_at }) => new Date(used_at).getTime()))
  if (!isDryRun && !wasOwn) {
    await trx.updateTable('checkout_shops').set({ owner: to }).where('shop', 'in', keys).execute()
  }
  return { from, to, keys, orderCount, isMore: orderCount === maxCounted, usedAt: new Date(usedAtMs), wasOwn }
}

async function countOrders(db: Kysely<Schema>, keys: readonly string[]): Promise<number> {
  let count = 0
  for (const key of keys) {
    const { rows } = await sql<{ order_number: string }>`
      select order_number from checkout_orders where coalesce(shop, '') = ${key} limit ${sql.lit(maxCounted)}`.execute(
      db,
    )
    count += rows.length
  }
  return Math.min(count, maxCounted)
}
