import type { Request, RequestHandler } from 'express'
import session from 'express-session'
import type { SessionData } from 'express-session'
import type { CookieNames } from './cookie-names.ts'

export interface OwnSessionOptions {
  readonly secrets: readonly string[]
  readonly names: CookieNames
}

/** How long the router's own session lasts, in milliseconds: a day, as long as an order's cookie. */
const maxAgeMs = 24 * 60 * 60 * 1000

/**
 * A session for stores that have none, and for requests whose session store cannot be reached (express-session then
 * leaves `req.session` undefined). The store's own session is never touched.
 */
export function ownSession({ secrets, names }: OwnSessionOptions): RequestHandler {
  const own = session({
    name: `${names.prefix}checkout.sid`,
    secret: [...secrets],
    resave: false,
    saveUninitialized: false,
    store: new BoundedStore(),
    cookie: { ...names.attributes, maxAge: maxAgeMs },
  })
  return function checkoutSession(req, res, next) {
    if (isSessionOfStore(req)) return next()
    own(names.attributes.secure ? seenAsSecure(req) : req, res, next)
  }
}

/**
 * Also true for a session that the store has just ended: cookie-session leaves a setter in its place, which would take
 * ours for the store's.
 */
function isSessionOfStore(req: Request): boolean {
  return Boolean(req.session as unknown) || Object.getOwnPropertyDescriptor(req, 'session')?.set !== undefined
}

/**
 * The request as the browser made it. express-session sets no `Secure` cookie on a request that reached us over plain
 * http, as it does behind a proxy that Express does not trust. `baseUrl` says that the browser used https. Writes go to
 * the request itself.
 */
function seenAsSecure(req: Request): Request {
  return new Proxy(req, {
    get: (target, name) => (name === 'secure' ? true : (Reflect.get(target, name, target) as unknown)),
  })
}

/**
 * How many sessions of its own one process keeps. Each is about 300 bytes, and a buyer whose session was dropped still
 * has the order's cookie. express-session's MemoryStore has no limit at all.
 */
const maxSessions = 10_000

/** Keeps the most recently written sessions in memory. Losing one loses convenience, never money. */
class BoundedStore extends session.Store {
  readonly #sessions = new Map<string, string>()

  override get(sessionId: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    const text = this.#sessions.get(sessionId)
    setImmediate(callback, null, text === undefined ? null : (JSON.parse(text) as SessionData))
  }

  override set(sessionId: string, data: SessionData, callback?: (error?: unknown) => void): void {
    this.#sessions.delete(sessionId)
    this.#sessions.set(sessionId, JSON.stringify(data))
    const oldest = this.#sessions.keys().next()
    if (this.#sessions.size > maxSessions && !oldest.done) this.#sessions.delete(oldest.value)
    if (callback) setImmediate(callback)
  }

  override destroy(sessionId: string, callback?: (error?: unknown) => void): void {
    this.#sessions.delete(sessionId)
    if (callback) setImmediate(callback)
  }
}
