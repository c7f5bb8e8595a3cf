import type { Request } from 'express'
import { parseCookie } from 'cookie'

type Cookies = Readonly<Record<string, string | undefined>>

const parsed = new WeakMap<Request, { readonly header: string | undefined; readonly cookies: Cookies }>()

/** The cookies of a request, parsed once. */
export function cookiesOf(req: Request): Cookies {
  const { cookie: header } = req.headers
  const before = parsed.get(req)
  if (before && before.header === header) return before.cookies
  const cookies = parseCookie(header ?? '')
  parsed.set(req, { header, cookies })
  return cookies
}
