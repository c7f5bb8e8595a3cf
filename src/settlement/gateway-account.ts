import { createHash } from 'node:crypto'

/**
 * Which gateway and login an order was registered with: `host/path/#login`, with the login as a digest. Kept with each
 * order, so that a live gateway never settles an order of a test gateway.
 */
export type GatewayAccount = `${string}#${string}`

/** The account of a login at a gateway. It does not reveal the login. */
export function gatewayAccountOf(url: string, login: string): GatewayAccount {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}#${createHash('sha256').update(login).digest('hex').slice(0, 12)}`
}

/**
 * The gateway's part of an account, up to and including `#`: if a login is renamed, its orders still belong to the
 * gateway.
 */
export function gatewayOf(account: string): string {
  return account.slice(0, account.indexOf('#') + 1)
}
