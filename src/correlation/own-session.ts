import type { RequestHandler } from 'express'
import session from 'express-session'
import type { SessionData } from 'express-session'

export interface OwnSessionOptions {
  readonly secrets: readonly string[]
}

/** How long the router's own session lasts, in milliseconds: a day, as long as an order's cookie. */
const maxAgeMs = 24 * 60 * 60 * 1000

/**
 * A session for stores that have none, and for requests whose session store is out of reach (express-session then
 * leaves `req.session` undefined, safety 3.1). The store's own session is never touched.
 */
export function ownSession({ secrets }: OwnSessionOptions): RequestHandler {
  const own = session({
    name: 'checkout.sid',
    secret: [...secrets],
    resave: false,
    saveUninitialized: false,
    store: new BoundedStore(),
    // 'auto' because behind a proxy that Express does not trust a Secure cookie would silently not be set at all.
    // For the whole site, because express-session ignores a request outside the path, as one behind a proxy may look.
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', path: '/', maxAge: maxAgeMs },
  })
  return function checkoutSession(req, res, next) {
    if (req.session as unknown) return next()
    own(req, res, next)
  }
}

/**
 * How many sessions of its own one process keeps: each is about 300 bytes, and a buyer whose session was dropped still
 * has the order's cookie. express-session's MemoryStore has no bound at all.
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
