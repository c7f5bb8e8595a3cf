import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'

/** The shop whose orders a ledger's verbs may see. */
export interface OwnShop {
  /** Every key under which its orders were opened. */
  readonly keys: readonly string[]
  /** Whether the orders of version 0.1.0, which carry no key, belong to it. */
  readonly hasUnnamed: boolean
}

/** Whether an order belongs to the shop, by the `shop` of its row. */
export function isOwn(own: OwnShop | undefined, column = 'shop'): RawBuilder<boolean> {
  if (!own) return sql`1 = 1`
  const isNamed = sql<boolean>`${sql.ref(column)} in (${sql.join(own.keys)})`
  return own.hasUnnamed ? sql`(${isNamed} or ${sql.ref(column)} is null)` : isNamed
}

/** The same for a row in a table that only names its order. */
export function isOfOwnOrder(own: OwnShop | undefined, table: string): RawBuilder<boolean> {
  if (!own) return sql`1 = 1`
  return sql`exists (select 1 from checkout_orders own_orders
    where own_orders.order_number = ${sql.ref(`${table}.order_number`)} and ${isOwn(own, 'own_orders.shop')})`
}
