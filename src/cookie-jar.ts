import { parseSetCookie } from 'cookie'
import { systemClock } from './clock.ts'

/** How a request came about: browsers send fewer cookies with one that another site led to. */
export interface CookieTerms {
  readonly method: string
  /** Whether another site, such as the bank's, led here. */
  readonly isCrossSite: boolean
}

/** The cookies of one browser for one store. */
export interface CookieJar {
  keep(url: URL, lines: readonly string[]): void
  /** The `Cookie` header; empty if there is none to send. */
  headerFor(url: URL, terms: CookieTerms): string
  /** Every cookie that is kept, wherever it is sent. */
  names(): readonly string[]
  /** Those of them that are `SameSite=Strict`. */
  strictNames(): readonly string[]
}

interface KeptCookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly sameSite: string
  readonly endsAtMs: number
}

/** As RFC 6265 says, with the default of browsers (`Lax`) where a cookie names no `SameSite`. */
export function makeCookieJar(): CookieJar {
  const kept = new Map<string, KeptCookie>()
  const nowMs = (): number => systemClock.now().getTime()
  return {
    keep(url, lines) {
      for (const line of lines) {
        const cookie = parseSetCookie(line, { decode: (value) => value })
        const { name, value = '', maxAge, expires, path, sameSite } = cookie
        const key = `${name}; ${path ?? ''}`
        const endsAtMs = maxAge === undefined ? (expires?.getTime() ?? Infinity) : nowMs() + maxAge * 1000
        if (endsAtMs <= nowMs()) kept.delete(key)
        else kept.set(key, { name, value, path: path ?? folderOf(url), sameSite: nameOf(sameSite), endsAtMs })
      }
    },
    headerFor(url, terms) {
      const sent = [...kept.values()].filter(
        (cookie) => cookie.endsAtMs > nowMs() && isBelow(url.pathname, cookie.path) && isSent(cookie.sameSite, terms),
      )
      return sent.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    names: () => [...kept.values()].map(({ name }) => name),
    strictNames: () => [...kept.values()].filter(({ sameSite }) => sameSite === 'strict').map(({ name }) => name),
  }
}

function nameOf(sameSite: boolean | string | undefined): string {
  return typeof sameSite === 'string' ? sameSite.toLowerCase() : sameSite === true ? 'strict' : 'lax'
}

function isSent(sameSite: string, { method, isCrossSite }: CookieTerms): boolean {
  return !isCrossSite || sameSite === 'none' || (sameSite === 'lax' && method === 'GET')
}

/** The default path of a cookie (RFC 6265, 5.1.4). */
function folderOf({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf('/')) || '/'
}

function isBelow(pathname: string, path: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}
