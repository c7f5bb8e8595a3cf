import { isDeepStrictEqual } from 'node:util'
import type { Request } from 'express'
import type { SessionData, Store } from 'express-session'
import type { Observations } from '../src/observations.ts'

export interface ObserveOptions {
  /** Public address at which the router is said to be mounted. */
  readonly baseUrl: string
  readonly isProduction: boolean
  readonly observations: Observations
  /** Warns, the first time, of what options and environment show. */
  readonly tellRest: () => void
}

/** What a session says of its cookie, in express-session and in cookie-session. */
interface CookieTerms {
  readonly secure?: unknown
  readonly sameSite?: unknown
}

/** Looks at the store's own session, before the router makes one where there is none. */
export function observeSession(req: Request, options: ObserveOptions): void {
  const { observations, isProduction } = options
  const session = req.session as object | null | undefined
  if (!session) {
    // cookie-session leaves a setter behind where the store has ended a session.
    const isEnded = Object.getOwnPropertyDescriptor(req, 'session')?.set !== undefined
    if (!isEnded && !('sessionStore' in req)) observations.note('session-missing')
    return
  }
  const terms = termsOf(req, session)
  if (terms) observeCookie(req, terms, options)
  const store = req.sessionStore as Store | undefined
  if (isProduction && store?.constructor.name === 'MemoryStore') observations.note('session-in-memory')
  if (store) watchForResave(req, store, options)
}

function termsOf(req: Request, session: object): CookieTerms | undefined {
  const { cookie } = session as { readonly cookie?: CookieTerms }
  const { sessionOptions } = req as { readonly sessionOptions?: CookieTerms }
  return cookie ?? sessionOptions
}

function observeCookie(
  req: Request,
  { secure, sameSite }: CookieTerms,
  { baseUrl, observations }: ObserveOptions,
): void {
  const site = typeof sameSite === 'string' ? sameSite.toLowerCase() : sameSite
  const isHttps = baseUrl.startsWith('https:')
  if (site === 'strict' || site === true) observations.note('session-same-site-strict')
  if (site === 'none' && !secure) observations.note('session-same-site-none')
  if (isHttps && secure === false) observations.note('session-cookie-plain')
  // With its option `proxy`, express-session believes this header whatever Express trusts.
  const isSaidSecure = /^https\b/i.test(req.get('x-forwarded-proto') ?? '')
  if (secure === true && !req.secure && !isSaidSecure) observations.note('session-cookie-unsent')
}

/** How many requests are watched at most: each costs one look into the session store. Chosen by feel. */
const maxWatched = 20

const watchedCounts = new WeakMap<object, number>()

/**
 * Whether a session is saved although nobody has changed it: `resave: true` shows in nothing else. Watched for a few
 * returns of buyers, whose session was stored before; a store that changes sessions itself proves nothing.
 */
function watchForResave(req: Request, store: Store, { observations }: ObserveOptions): void {
  const count = watchedCounts.get(observations) ?? 0
  const isReturn = req.method === 'GET' && !req.path.startsWith('/checkout/')
  if (count >= maxWatched || !isReturn || req.headers.cookie === undefined) return
  const { session } = req
  if (typeof session.save !== 'function') return
  watchedCounts.set(observations, count + 1)
  const before = contentOf(session)
  store.get(req.sessionID, (error: unknown, stored) => {
    if (error || !stored || !isDeepStrictEqual(contentOf(stored), before)) return
    watchSave(session, () => {
      if (isDeepStrictEqual(contentOf(session), before)) observations.note('session-resaved')
    })
  })
}

/** Calls back when the session is saved, which goes on as always. */
function watchSave(session: Request['session'], onSave: () => void): void {
  const { save } = session
  Object.defineProperty(session, 'save', {
    configurable: true,
    enumerable: false,
    writable: true,
    value(this: Request['session'], ...given: Parameters<typeof save>) {
      onSave()
      return save.apply(this, given)
    },
  })
}

/** Without the cookie, whose end moves with every request. */
function contentOf(session: Partial<SessionData>): unknown {
  const { cookie: _cookie, ...content } = JSON.parse(JSON.stringify(session)) as Record<string, unknown>
  return content
}
