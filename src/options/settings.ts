import { findCurrency } from '../iso-4217.ts'
import { chosenBank, pageHostsOf } from './bank-address.ts'
import { dialectOf } from './bank-dialect.ts'
import { findPublicKeys } from './rules.ts'
import type { CheckedOptions } from './schema.ts'

/** The options with every default filled in and every string normalised. */
export interface CheckoutSettings extends Settings {
  /** Lines for the logger: variables that look misspelt. They contain no values. */
  readonly warnings: readonly string[]
}

type Settings = ReturnType<typeof settingsOf>

/** How we log in to the gateway. */
export type GatewayLogin = { readonly user: string; readonly password: string } | { readonly token: string }

/** What follows from the options: defaults that depend on other options, and strings parsed once. */
export function settingsOf({ secret, ...options }: CheckedOptions) {
  const { gateway, callback, shop, baseUrl, onPaid, onPaidInTransaction, latePayment, currency } = options
  const { user, password, token, url, formHosts = pageHostsOf(url, gateway), formerUrls = [], ...bank } = gateway
  const { key: callbackKeys = [], publicKey = '', ...callbacks } = callback
  return {
    ...options,
    gateway: {
      ...bank,
      url,
      formHosts,
      formerUrls: formerUrls.filter((former) => former !== url),
      bank: chosenBank(gateway),
      dialect: dialectOf(chosenBank(gateway), options.language),
      login: loginOf({ user, password, token }),
    },
    callback: {
      ...callbacks,
      keys: callbackKeys,
      publicKeys: findPublicKeys(publicKey) ?? [],
      areTokens: chosenBank(gateway)?.callbacks.kind === 'jwt',
    },
    shop: {
      ...shop,
      key: shop.key ?? addressOf(baseUrl),
      formerKeys: shop.formerKeys ?? [],
      homeUrl: shop.homeUrl ?? homeOf(baseUrl),
    },
    handsOver: options.handsOver ?? (onPaid !== undefined || onPaidInTransaction !== undefined),
    tellsClosed: options.onClosed !== undefined,
    latePayment: latePayment ?? 'hand-over',
    doublePayment: options.doublePayment ?? latePayment ?? 'review',
    /** The first signs, all verify. The option's rule refuses an empty list. */
    secrets: secret as readonly [string, ...string[]],
    currency: currency === undefined ? undefined : findCurrency(currency),
    allowedOrigins: options.allowedOrigins ?? [],
  }
}

/** Host and path: a shop that moves from http to https is the same shop. */
function addressOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl)
  return host + pathname.replace(/\/$/, '')
}

/** As a browser spells it: the root of a host ends with a slash. */
function homeOf(baseUrl: string): string {
  return new URL(baseUrl).pathname === '/' ? `${baseUrl}/` : baseUrl
}

/** The group's rules only accept a token, or a user and a password. */
function loginOf({
  user,
  password,
  token,
}: Partial<Record<'user' | 'password' | 'token', string | undefined>>): GatewayLogin {
  return token === undefined ? ({ user, password } as { user: string; password: string }) : { token }
}
