/** How our cookies are named and scoped. Made once, so that all of them are equally hard to plant. */
export interface CookieNames {
  /** The prefix of all our names: `__Host-` under https. */
  readonly prefix: '__Host-' | ''
  readonly attributes: {
    readonly httpOnly: true
    readonly sameSite: 'lax'
    /** Whether the shop is reached over https, as `baseUrl` says: a proxy in front of us may speak plain http to us. */
    readonly secure: boolean
    readonly path: '/'
  }
}

/**
 * Under https no other host of the site can set these cookies: browsers accept a `__Host-` name only from the host
 * itself, over https, for the whole of it (RFC 6265bis, 4.1.3.2). Hence the path, wherever the router is mounted. Over
 * plain http, which is for loopback only, browsers would refuse them.
 */
export function cookieNamesFor(baseUrl: string): CookieNames {
  const secure = baseUrl.startsWith('https:')
  return { prefix: secure ? '__Host-' : '', attributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' } }
}
