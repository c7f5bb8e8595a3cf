import { isDeepStrictEqual } from 'node:util'
import type { Request } from 'express'
import type { SessionData, Store } from 'express-session'
import { systemClock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { within } from '../within.ts'

/**
 * The orders that a session has started, newest last. Written under one name of our own, which never clashes with the
 * store's.
 */
export interface SessionBinding {
  /** Remembers what the session store holds now, so that `write` can tell what others wrote since. */
  watch(req: Request): Promise<void>
  read(req: Request): readonly StartedOrder[]
  /** The order numbers that version 0.1.0 wrote. They name no browser, so they prove only orders of 0.1.0. */
  readFormer(req: Request): readonly string[]
  /** Saves the order in the session, before the buyer is sent away. Never rejects: the order's cookie backs it up. */
  write(req: Request, order: StartedOrder): Promise<void>
}

/** An order in a session, and the browser in which it was started. */
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
 * The same for a session that is itself a cookie, as cookie-session makes it. An entry takes about 150 of the 4096
 * bytes that browsers accept for one cookie, and the store needs those.
 */
const keptInCookieCount = 3

/**
 * How long such a session may be, in characters of JSON, and still get an entry of ours. The resulting cookie, a third
 * longer, is then well under 4096 bytes. A browser drops a longer one, and the store's login and cart with it.
 */
const maxCookieSessionCharacters = 2_000

/** A session store that hangs must not keep a buyer from paying. In milliseconds. Chosen by feel. */
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
      logger.warn({ orderNumber, err: error }, 'session store failed, only the order cookie identifies the browser')
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
 * A save writes the whole session, and the registration took a while. What others wrote meanwhile (a cart in another
 * tab, a logout) is therefore taken over first; what this request wrote stays. A session that was destroyed meanwhile
 * stays destroyed.
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
    // iron-session returns a promise, and takes no callback.
    if (isThenable(saved)) void Promise.resolve(saved).then(() => resolve(), reject)
  })
}

/** Whether a session must be saved by a call. One that is itself a cookie goes out with the response. */
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

/** Takes over what others changed since `before` and this request did not. */
function takeOver(session: Record<string, unknown>, before: Stored, now: Stored): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const isOwnWrite = !isDeepStrictEqual(asStored(session[name]), before[name])
    if (name === 'cookie' || isOwnWrite) continue
    if (name in now) session[name] = now[name]
    else Reflect.deleteProperty(session, name)
  }
}

/** As the store would return it: a `Date` in a session comes back as text. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)
}

/** The stored session, without what lives only in memory; undefined if the store has none. */
async function storedNow(req: Request): Promise<Stored | undefined> {
  const store = req.sessionStore as Store | undefined
  // A browser without any cookie has a session of this very request, which nobody else can have written.
  if (!store || req.headers.cookie === undefined) return undefined
  const session = await new Promise<SessionData | null | undefined>((resolve, reject) => {
    store.get(req.sessionID, (error: unknown, found) => (error ? reject(asError(error)) : resolve(found)))
  })
  return session ? (asStored(session) as Stored) : undefined
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
