import type { Request } from 'express'

/**
 * What the two requests of a double click share before the browser has a key of its own: its cookies, its session, and
 * where it comes from. Undefined if the request has no session: nothing would then tell two browsers apart.
 *
 * Another browser can share it: a session that is itself a cookie (cookie-session) holds only what the store wrote, and
 * any session can be planted. So it is valid only while the first request is in flight.
 */
export function passingMarkOf(req: Request): string | undefined {
  const { cookie } = req.headers
  if (cookie === undefined || !isInSession(req)) return undefined
  return JSON.stringify([req.sessionID as string | undefined, cookie, req.ip, req.get('user-agent')])
}

/** express-session has an id. A session that is itself a cookie is empty until the store writes to it. */
function isInSession(req: Request): boolean {
  if (req.sessionID as string | undefined) return true
  const session = req.session as object | null | undefined
  return session !== null && session !== undefined && Object.keys(session).length > 0
}
