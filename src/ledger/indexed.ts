import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { LedgerDialect } from './dialect.ts'
import type { OwnShop } from './own-shop.ts'

/** The shop of an order as the indexes hold it: empty text if there is none, because null equals nothing. */
export const shopOfRow: RawBuilder<string> = sql`coalesce(shop, '')`

/** The same in the index that holds all orders of a shop by time, and for nothing else: see migration 0012. */
export const wholeShopOfRow: RawBuilder<string> = sql`case when shop is null then '' else shop end`

/** The values of {@link shopOfRow} in the shop's orders. */
export function ownShopKeys({ keys, hasUnnamed }: OwnShop): readonly string[] {
  return hasUnnamed ? [...keys, ''] : keys
}

/**
 * Whether an order belongs to a gateway. Every caller but a test passes the gateway's whole part of the account: that
 * is compared with the indexed part. Anything shorter is compared with the start of the account.
 */
export function isOfGateway({ words }: LedgerDialect, gateway: string): RawBuilder<boolean> {
  if (gateway.endsWith('#')) return sql`${sql.raw(words.gatewayOfRow)} = ${gateway}`
  return sql`substr(gateway_account, 1, ${gateway.length}) = ${gateway}`
}
