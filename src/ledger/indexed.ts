import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import type { OwnShop } from './shops.ts'

/**
 * Whose order a row is, as the indexes have it: with a text where there is none, so that it can be equal to something.
 */
export const shopOfRow: RawBuilder<string> = sql`coalesce(shop, '')`

/** What {@link shopOfRow} is of the shop's orders. */
export function ownShopKeys({ keys, hasUnnamed }: OwnShop): readonly string[] {
  return hasUnnamed ? [...keys, ''] : keys
}

/**
 * Whether an order is of a gateway: by the indexed part of its account where the gateway's whole part is given, as
 * everybody but a test does; else by how its account starts.
 */
export function isOfGateway({ words }: LedgerDialect, gateway: string): RawBuilder<boolean> {
  if (gateway.endsWith('#')) return sql`${sql.raw(words.gatewayOfRow)} = ${gateway}`
  return sql`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`
}
