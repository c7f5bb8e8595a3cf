import type { IdleShop } from './ledger/idle-shops.ts'
import { showLedger } from './show-ledger.ts'

/** What runs where. */
export interface StartLine {
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  /** Root of the bank's API. */
  readonly gateway: string
  /** The ledger, without login and parameters. */
  readonly ledger: string
  readonly shop: string
  /** Other shops of the ledger that no process runs, with orders nobody looks after; absent if there are none. */
  readonly idleShops?: readonly IdleShop[]
}

/** What `start()` logs in one line. It contains no secret. */
export function startLineOf({
  baseUrl,
  gateway,
  databaseUrl,
  shop,
  idleShops = [],
}: Omit<StartLine, 'ledger'> & { readonly databaseUrl: string }): StartLine {
  const line = { baseUrl, gateway, ledger: showLedger(databaseUrl), shop }
  return idleShops.length === 0 ? line : { ...line, idleShops }
}
