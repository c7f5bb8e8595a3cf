import { createHash } from 'node:crypto'

/**
 * Which gateway and login an order was registered with: `host/path/#login`, with the login as a digest. Kept with each
 * order, so that a live gateway never settles an order of a test gateway.
 */
export type GatewayAccount = `${string}#${string}`

/** Our gateway and login, and where this same gateway was reached before. */
export interface OwnGateway {
  readonly gatewayAccount: GatewayAccount
  /** The gateway's parts of the accounts under its former addresses. */
  readonly formerGateways?: readonly string[] | undefined
}

/** The account of a login at a gateway. It does not reveal the login. */
export function gatewayAccountOf(url: string, login: string): GatewayAccount {
  return `${gatewayAt(url)}${createHash('sha256').update(login).digest('hex').slice(0, 12)}`
}

/** The gateway's part of every account at an address, up to and including `#`. */
export function gatewayAt(url: string): `${string}#` {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}#`
}

/**
 * The gateway's part of an account, up to and including `#`: if a login is renamed, its orders still belong to the
 * gateway.
 */
export function gatewayOf(account: string): string {
  return account.slice(0, account.indexOf('#') + 1)
}

/** Whether an order's account is one at our gateway, under its present address or a former one. */
export function isAtOwnGateway(account: string, { gatewayAccount, formerGateways = [] }: OwnGateway): boolean {
  const gateway = gatewayOf(account)
  return gateway === gatewayOf(gatewayAccount) || formerGateways.includes(gateway)
}

/**
 * The gateway's parts of all accounts at the gateway of this one: at ours, under its present address and the former
 * ones.
 */
export function addressesOf(account: string, own: OwnGateway): readonly string[] {
  if (!isAtOwnGateway(account, own)) return [gatewayOf(account)]
  return [gatewayOf(own.gatewayAccount), ...(own.formerGateways ?? [])]
}

/** Whether an order's account is at our gateway, and of our login. */
export function isOwnAccount(account: string, own: OwnGateway): boolean {
  return isAtOwnGateway(account, own) && loginOf(account) === loginOf(own.gatewayAccount)
}

function loginOf(account: string): string {
  return account.slice(account.indexOf('#') + 1)
}
