import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { ownShopKeys, shopOfRow } from './indexed.ts'
import type { Schema } from './schema.ts'
import { inSearch } from './search.ts'
import type { SearchAccess } from './search.ts'

/** See `OrderLedger.currencies`: one step in the index for each of them. */
export async function readCurrencies(access: SearchAccess, shop: string | undefined): Promise<readonly string[]> {
  const found = await inSearch(access, { shop }, async (db, terms) => {
    const currencies: string[] = []
    for (const key of terms.own ? ownShopKeys(terms.own) : [undefined]) {
      for (let last: string | undefined = ''; last !== undefined;) {
        last = await nextCurrency(db, key, last)
        if (last !== undefined) currencies.push(last)
      }
    }
    return [...new Set(currencies)].sort()
  })
  return found ?? []
}

async function nextCurrency(db: Kysely<Schema>, key: string | undefined, last: string): Promise<string | undefined> {
  const ofShop = key === undefined ? sql`1 = 1` : sql`${shopOfRow} = ${key}`
  const { rows } = await sql<{ readonly currency: string }>`
    select currency from checkout_orders where ${ofShop} and currency > ${last} order by currency limit 1`.execute(db)
  return rows[0]?.currency
}
