import { resolve } from 'node:path'

/**
 * `sqlite:/srv/shop/checkout.db`, `postgres://db.example:5432/shop`: anything before an `@` or after a `?` may be a
 * password.
 */
export function showLedger(databaseUrl: string): string {
  const file = /^sqlite:([^?]*)/s.exec(databaseUrl)?.[1]?.trim()
  if (file !== undefined) return file === ':memory:' ? 'sqlite::memory:' : `sqlite:${resolve(file)}`
  const place = /^postgres(?:ql)?:\/\/(?:[^/]*@)?([^/?#@]*)(\/[^?#@]*)?(?:[?#]|$)/.exec(databaseUrl)
  return place ? `postgres://${place[1]}${place[2] ?? ''}` : 'postgres'
}
