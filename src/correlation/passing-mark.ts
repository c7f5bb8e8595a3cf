import type { Request } from 'express'

/**
 * What the two requests of a double click have in common before the browser has a key of its own: its cookies, its
 * session, and where it comes from. Undefined where the request comes without a session: nothing would tell two
 * browsers apart then.
 *
 * Another browser can have the same: a session that is a cookie itself (cookie-session) holds nothing but what the
 * store wrote, and any session can be planted. So it is good for as long as the first request is under way, and no
 * longer.
 */
export function passingMarkOf(req: Request): string | undefined {
  const { cookie } = req.headers
  if (cookie === undefined || !isInSession(req)) return undefined
  return JSON.stringify([req.sessionID as string | undefined, cookie, req.ip, req.get('user-agent')])
}

/**
 * express-session tells by an id. A session that is a cookie is empty as long as the store has written nothing to it.
 */
function isInSession(req: Request): boolean {
  if (req.sessionID as string | undefined) return true
  const session = req.session as object | null | undefined
  return session !== null && session !== undefined && Object.keys(session).length > 0
}
