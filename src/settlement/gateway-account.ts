/**
 * Which gateway and login an order was registered with: `host/path/#login`, the login as a digest. Kept with each order,
 * so that an order of a test gateway is never settled by a live one (safety F32).
 */
export type GatewayAccount = `${string}#${string}`

/** The gateway's part of an account, with its mark: orders of a login that was renamed since are still its orders. */
export function gatewayOf(account: string): string {
  return account.slice(0, account.indexOf('#') + 1)
}
