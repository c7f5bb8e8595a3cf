import { isDeepStrictEqual } from 'node:util'
import type { Request } from 'express'
import type { SessionData, Store } from 'express-session'
import { systemClock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { within } from '../within.ts'

/** The orders a session has started, newest last. Written under one name, so that it never meets the store's own. */
export interface SessionBinding {
  /** Remembers what the session store holds now, so that `write` can tell what others wrote since. */
  watch(req: Request): Promise<void>
  read(req: Request): readonly StartedOrder[]
  /**
   * The order numbers that version 0.1.0 has written. They name no browser, so that they prove orders of 0.1.0 alone.
   */
  readFormer(req: Request): readonly string[]
  /** Saves the order in the session, before the buyer is sent away. Never rejects: the order's cookie backs it up. */
  write(req: Request, order: StartedOrder): Promise<void>
}

/** An order in a session, and in which browser it was started. */
export interface StartedOrder {
  readonly orderNumber: string
  /** Digest of the browser's key. */
  readonly keyDigest: string
}

declare module 'express-session' {
  interface SessionData {
    hostedCheckout?: { orders?: unknown }
  }
}

/** A session as its store keeps it. */
type Stored = Readonly<Record<string, unknown>>

/** How many orders a session remembers. */
const keptCount = 8

/**
 * The same where the session is itself a cookie, as cookie-session makes it: an entry is about 150 bytes of the 4096
 * that browsers take for one cookie, and those are the store's.
 */
const keptInCookieCount = 3

/**
 * How long such a session may be, in characters of JSON, and still get an entry of ours: the cookie that comes of it, a
 * third longer, is then well under 4096 bytes. A browser drops a longer one, and the store's login and cart with it.
 */
const maxCookieSessionCharacters = 2_000

/** A session store that hangs must not keep a buyer from paying; in milliseconds, chosen by feel. */
const patienceMs = 2_000

export function makeSessionBinding({ logger }: { readonly logger: Logger }): SessionBinding {
  const watched = new WeakMap<Request, Stored | undefined>()

  /** Whatever the session store does, the checkout goes on: it is a witness, never a judge. */
  async function despite(work: Promise<void>, orderNumber?: string): Promise<void> {
    try {
      const isInTime = await within(
        systemClock,
        patienceMs,
        work.then(() => true),
      )
      if (!isInTime) throw new Error(`The session store did not answer within ${patienceMs} ms.`)
    } catch (error) {
      logger.warn({ orderNumber, err: error }, 'session store failed, the order cookie alone tells the browser')
    }
  }

  return {
    watch: (req) => despite(storedNow(req).then((stored) => void watched.set(req, stored))),
    read: (req) => entriesOf(req.session).filter(isStartedOrder),
    readFormer: (req) => entriesOf(req.session).filter((entry) => typeof entry === 'string'),
    write: (req, order) => despite(save(req, order, watched), order.orderNumber),
  }
}

function entriesOf(session: Partial<SessionData> | null | undefined): readonly unknown[] {
  const orders = session?.hostedCheckout?.orders
  return Array.isArray(orders) ? orders : []
}

function isStartedOrder(entry: unknown): entry is StartedOrder {
  const { orderNumber, keyDigest } = (entry ?? {}) as Partial<StartedOrder>
  return typeof orderNumber === 'string' && typeof keyDigest === 'string'
}

/**
 * Saves explicitly: express-session otherwise writes only after `Location` has reached the browser.
 *
 * A save writes the session whole, and the registration took a while: what others wrote meanwhile (a cart in another
 * tab, a logout) is taken over first, what this very request wrote stands. A session that was destroyed meanwhile stays
 * so.
 */
async function save(req: Request, order: StartedOrder, watched: WeakMap<Request, Stored | undefined>): Promise<void> {
  const session = req.session as Request['session'] | null | undefined
  if (!session) return
  if (!isSaved(session)) return putInCookie(session, order)
  if (watched.has(req)) {
    const before = watched.get(req)
    const now = await storedNow(req)
    if (before && !now) return
    takeOver(session as unknown as Record<string, unknown>, before ?? {}, now ?? {})
  }
  remember(session, order, keptCount)
  await new Promise<void>((resolve, reject) => {
    const saved: unknown = session.save((error: unknown) => (error ? reject(asError(error)) : resolve()))
    // iron-session answers with a promise, and knows no callback.
    if (isThenable(saved)) void Promise.resolve(saved).then(() => resolve(), reject)
  })
}

/** Whether a session must be saved by a call. One that is a cookie itself goes out with the answer. */
function isSaved(session: object): boolean {
  return typeof (session as Partial<Request['session']>).save === 'function'
}

function putInCookie(session: Partial<SessionData>, order: StartedOrder): void {
  if (JSON.stringify(session).length <= maxCookieSessionCharacters) remember(session, order, keptInCookieCount)
}

function remember(session: Partial<SessionData>, order: StartedOrder, count: number): void {
  const others = entriesOf(session).filter((other) => !isDeepStrictEqual(other, order))
  session.hostedCheckout = { orders: [...others, order].slice(-count) }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

/** What others changed since `before` and this request did not. */
function takeOver(session: Record<string, unknown>, before: Stored, now: Stored): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const isOwnWrite = !isDeepStrictEqual(asStored(session[name]), before[name])
    if (name === 'cookie' || isOwnWrite) continue
    if (name in now) session[name] = now[name]
    else Reflect.deleteProperty(session, name)
  }
}

/** As the store would give it back: a `Date` in a session comes back as text. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)
}

/** Without what only lives in memory; undefined where the store holds no such session. */
async function storedNow(req: Request): Promise<Stored | undefined> {
  const store = req.sessionStore as Store | undefined
  if (!store) return undefined
  const session = await new Promise<SessionData | null | undefined>((resolve, reject) => {
    store.get(req.sessionID, (error: unknown, found) => (error ? reject(asError(error)) : resolve(found)))
  })
  return session ? (asStored(session) as Stored) : undefined
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
