import { createHash } from 'node:crypto'

/**
 * Which gateway and login an order was registered with: `host/path/#login`, the login as a digest. Kept with each
 * order, so that an order of a test gateway is never settled by a live one.
 */
export type GatewayAccount = `${string}#${string}`

/** The account of a login at a gateway, which does not tell the login. */
export function gatewayAccountOf(url: string, login: string): GatewayAccount {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}#${createHash('sha256').update(login).digest('hex').slice(0, 12)}`
}

/** The gateway's part of an account, with its mark: orders of a login that was renamed since are still its orders. */
export function gatewayOf(account: string): string {
  return account.slice(0, account.indexOf('#') + 1)
}
