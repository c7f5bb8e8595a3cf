import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from '../logger.ts'
import { makeOrderCookies } from './order-cookies.ts'
import { ownSession } from './own-session.ts'
import { makeSessionBinding } from './session-binding.ts'
import { makeSigner } from './signature.ts'

/**
 * Which browser started an order. Decides what is shown, never whether an order is paid.
 *
 * Two witnesses, either of which is enough: the session (the store's own, or one the router makes), and a signed cookie
 * per order.
 */
export interface Correlation {
  /** Gives a request without a session one of the router's own. Comes before everything else here. */
  readonly session: RequestHandler
  /** Call first in a checkout: what others write to the session from now on is theirs to keep. */
  watch(req: Request): Promise<void>
  /** What tells the browser's open order for a wish, of which a second one must not be opened. */
  openOrderOf(req: Request, wish: object, idempotencyKey?: string): OpenOrderTraces
  /** Binds an order to the browser. Resolves once the session is saved, so that the browser may be sent away. */
  remember(req: Request, res: Response, order: { readonly orderNumber: string; readonly wish: object }): Promise<void>
  /** Whether this browser started the order. */
  isStarter(req: Request, orderNumber: string): boolean
}

/** Two ways to find the order that a browser has open for the very same wish. */
export interface OpenOrderTraces {
  /**
   * The same for every checkout of one session and wish, and for no other; undefined where there is no session. A client that
   * brings an idempotency key is known by that instead, because it may keep no cookie.
   */
  readonly browserKey: string | undefined
  /** The same for every checkout of one wish, by whatever browser. */
  readonly wishKey: string
  /** Order numbers whose cookies name this wish, newest first: they outlive the session. */
  readonly remembered: readonly string[]
}

export interface CorrelationOptions {
  /** The first signs, all verify. */
  readonly secrets: readonly [string, ...string[]]
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  /** What else an order must have been opened under to be used again: gateway, login, allowed hosts. */
  readonly scope: string
  readonly logger: Logger
}

export function makeCorrelation({ secrets, baseUrl, scope, logger }: CorrelationOptions): Correlation {
  const { pathname: path, protocol } = new URL(baseUrl)
  const isSecure = protocol === 'https:'
  const cookies = makeOrderCookies({ signer: makeSigner(secrets, 'order-cookie'), path, isSecure })
  const sessions = makeSessionBinding({ logger })
  // Signed, so that neither session ids nor what was wished can be read from ledger and cookies.
  const reuse = makeSigner(secrets, 'reuse-key')
  const digestOf = (wish: object): string => reuse.sign(JSON.stringify([scope, wish]))

  return {
    session: ownSession({ secrets }),
    watch: (req) => sessions.watch(req),
    openOrderOf(req, wish, idempotencyKey) {
      const wishDigest = digestOf(wish)
      const sessionId = req.sessionID as string | undefined
      const proven = cookies.read(req).filter((order) => order.wishDigest === wishDigest)
      return {
        wishKey: wishDigest,
        browserKey:
          idempotencyKey === undefined
            ? sessionId && reuse.sign(JSON.stringify([scope, wish, sessionId]))
            : reuse.sign(JSON.stringify([scope, wish, 'idempotency-key', idempotencyKey])),
        remembered: proven.map(({ orderNumber }) => orderNumber),
      }
    },
    async remember(req, res, { orderNumber, wish }) {
      cookies.write(req, res, { orderNumber, wishDigest: digestOf(wish) })
      await sessions.write(req, orderNumber)
    },
    isStarter: (req, orderNumber) =>
      sessions.read(req).includes(orderNumber) || cookies.read(req).some((order) => order.orderNumber === orderNumber),
  }
}
