import { isLoopback } from '../loopback.ts'
import { isEmailAddress } from './email-address.ts'

/**
 * The longest `baseUrl`, in characters. The gateway takes 512 for `returnUrl` (BPC: registration), to which our route
 * and the gateway's own `orderId` and `lang` are added (BPC: redirect back).
 */
export const maxBaseUrlCharacters = 400

/**
 * The root of the gateway's API, normalised, with a slash at the end.
 *
 * @returns undefined if it is not a safe address, or names one method (`…/register.do`) instead of the root.
 */
export function findGatewayRoot(text: string): string | undefined {
  const url = findRoot(text)
  if (!url || url.pathname.endsWith('.do')) return undefined
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}

/** The shop's public address, normalised, without a slash at the end; undefined if it is too long or not safe. */
export function findBaseUrl(text: string): string | undefined {
  const baseUrl = findRoot(text)?.href.replace(/\/+$/, '')
  return baseUrl !== undefined && baseUrl.length <= maxBaseUrlCharacters ? baseUrl : undefined
}

/** The shop's front page, normalised; undefined if it is not safe. */
export function findHomeUrl(text: string): string | undefined {
  return findRoot(text)?.href
}

/**
 * Where buyers ask: an e-mail address, a telephone number with its country code, or a full address. Unchanged but for
 * the address, which is normalised; undefined if it is none of them.
 */
export function findContact(text: string): string | undefined {
  // 7 to 15 digits (ITU-T E.164), however they are grouped.
  const isTelephone = /^\+[0-9 ().-]+$/.test(text) && /^[0-9]{7,15}$/.test(text.replaceAll(/[^0-9]/g, ''))
  return isTelephone || isEmailAddress(text) ? text : findSafeUrl(text)?.href
}

/**
 * Where a buyer is sent after paying: a full address, or a path on the shop's.
 *
 * A path starts with exactly one slash and has no backslash: browsers read `//host` and `/\host` as another host.
 */
export function findPageAddress(text: string): string | undefined {
  // `?order=` after a fragment would never reach the shop.
  if (text.includes('#')) return undefined
  if (text.startsWith('/')) return isPlain(text) && !text.startsWith('//') ? text : undefined
  return findSafeUrl(text)?.href
}

/** Whose addresses an item may name. */
export interface ReturnHosts {
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  readonly allowedOrigins: readonly string[]
}

/** As long as any address that all browsers take. In characters. Chosen by feel. */
const maxReturnAddressCharacters = 2_000

/** An app's own scheme, named after a domain (RFC 8252, 7.1). One without a dot may be a browser's: `javascript:`. */
const appAddress = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\//i

/**
 * Where the buyer of one order is sent: a full address on the shop's own host or that of an allowed origin, or in an
 * app. Normalised; undefined if it is neither.
 */
export function findReturnAddress(text: string, { baseUrl, allowedOrigins }: ReturnHosts): string | undefined {
  if (text.length > maxReturnAddressCharacters || text.includes('#')) return undefined
  if (appAddress.test(text)) return findAppAddress(text)
  const url = findSafeUrl(text)
  // The web view of an app has an origin of its own, whose host is nobody's on the web.
  const origins = [baseUrl, ...allowedOrigins].filter((origin) => /^https?:/.test(origin))
  return url && origins.some((origin) => new URL(origin).host === url.host) ? url.href : undefined
}

function findAppAddress(text: string): string | undefined {
  if (!isPlain(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return hasNoLogin(url) ? url.href : undefined
}

/**
 * A host the buyer may be sent to, with its port if one is given: lower case, punycode.
 *
 * @returns undefined if it has a scheme, a path, a login or a wildcard.
 */
export function findFormHost(text: string): string | undefined {
  const [, port = ''] = /:(\d+)$/.exec(text) ?? []
  if (/[\s/\\@?#%*]/.test(text) || !URL.canParse(`https://${text}/`)) return undefined
  const { hostname } = new URL(`https://${text}/`)
  return port === '' ? hostname : `${hostname}:${String(Number(port))}`
}

/** The address of a proxy, normalised; it may contain a login. Undefined if it has a path or a query. */
export function findProxy(text: string): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !isPlain(text) || /[?#]/.test(text) || !URL.canParse(text)) return undefined
  const { pathname, href } = new URL(text)
  return pathname === '/' && isDecodable(text) ? href : undefined
}

/** A login with a stray percent sign cannot be decoded. */
function isDecodable(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text)
}

/**
 * An origin as browsers send it in `Origin`; undefined if it has more than scheme, host and port, or is plain http that
 * is not on loopback. The web view of an app has its own scheme, such as `capacitor://localhost`.
 */
export function findOrigin(text: string): string | undefined {
  const origin = text.replace(/\/$/, '')
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*]+$/i.test(origin) || !isPlain(origin) || !URL.canParse(origin)) return undefined
  const isOfTheWeb = /^(?:https?|wss?|ftp|file|blob|data|javascript):/i.test(origin)
  return isOfTheWeb ? findSafeUrl(origin)?.origin : origin.toLowerCase()
}

function findRoot(text: string): URL | undefined {
  return /[?#]/.test(text) ? undefined : findSafeUrl(text)
}

/** Plain http is for a bank or shop on the same machine only. */
function findSafeUrl(text: string): URL | undefined {
  const url = findUrl(text)
  return url && (url.protocol === 'https:' || isLoopback(url.hostname)) ? url : undefined
}

function findUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !isPlain(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return hasNoLogin(url) ? url : undefined
}

function hasNoLogin({ username, password }: URL): boolean {
  return username === '' && password === ''
}

/** Every parser repairs white space, control characters and backslashes in its own way. */
function isPlain(text: string): boolean {
  return !/[\s\\\p{Cc}]/u.test(text)
}
