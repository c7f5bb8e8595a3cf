import { resolve } from 'node:path'
import type { IdleShop } from './ledger/idle-shops.ts'

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

/**
 * `sqlite:/srv/shop/checkout.db`, `postgres://db.example:5432/shop`: anything before an `@` or after a `?` may be a
 * password.
 */
function showLedger(databaseUrl: string): string {
  const file = /^sqlite:([^?]*)/s.exec(databaseUrl)?.[1]?.trim()
  if (file !== undefined) return file === ':memory:' ? 'sqlite::memory:' : `sqlite:${resolve(file)}`
  const place = /^postgres(?:ql)?:\/\/(?:[^/]*@)?([^/?#@]*)(\/[^?#@]*)?(?:[?#]|$)/.exec(databaseUrl)
  return place ? `postgres://${place[1]}${place[2] ?? ''}` : 'postgres'
}
