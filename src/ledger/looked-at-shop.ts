import type { Kysely } from 'kysely'
import { QueryError } from '../errors.ts'
import { showValue } from '../show-value.ts'
import type { OwnShop } from './own-shop.ts'
import type { Schema } from './schema.ts'

/**
 * The shop whose orders a list shows: one's own, or the one that is looked at.
 *
 * @param shop - a key under which orders were opened, or the key of the shop that has them now; undefined: one's own.
 * @throws QueryError if the ledger does not know the key.
 */
export async function lookedAtShop(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  shop: string | undefined,
): Promise<OwnShop | undefined> {
  if (shop === undefined) return own
  const known = await db.selectFrom('checkout_shops').select(['shop', 'owner', 'has_unnamed']).orderBy('shop').execute()
  const theirs = known.filter((row) => row.shop === shop || row.owner === shop)
  if (theirs.length > 0) {
    return { keys: theirs.map((row) => row.shop), hasUnnamed: theirs.some(({ has_unnamed }) => has_unnamed === 1) }
  }
  // Of a ledger that no process of the shop has used yet.
  if (own?.keys.includes(shop)) return own
  const names = known.map((row) => row.shop).join(', ')
  throw new QueryError(`shop: the ledger knows no shop ${showValue(shop)}. It knows: ${names}.`)
}
