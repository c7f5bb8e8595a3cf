import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from '../logger.ts'
import type { Order } from '../order.ts'
import { perObject } from '../per-object.ts'
import { makeBrowserKey } from './browser-key.ts'
import { cookieNamesFor } from './cookie-names.ts'
import { makeOrderCookies } from './order-cookies.ts'
import { ownSession } from './own-session.ts'
import { passingMarkOf } from './passing-mark.ts'
import { makeSessionBinding } from './session-binding.ts'
import { makeSigner } from './signature.ts'

/**
 * Which browser started an order. Decides what is shown, never whether an order is paid.
 *
 * Two witnesses, either of which is enough: the session (the store's own, or one that the router makes) together with
 * the browser's own key, and a signed cookie per order. Neither can be planted under https. A session alone, or a
 * cookie under a name that another host of the site can set, shows nothing and leads nowhere.
 */
export interface Correlation {
  /** Gives a request without a session one of the router's own. Comes before everything else here. */
  readonly session: RequestHandler
  /** Call first in a checkout: what others write to the session from then on is preserved. */
  watch(req: Request): Promise<void>
  /** What identifies the browser's open order for a wish: a second one must not be opened. */
  openOrderOf(req: Request, wish: { readonly sku: string }, idempotencyKey?: string): OpenOrderTraces
  /** Binds an order to the browser. Resolves once the session is saved, so that the browser may be sent away. */
  remember(req: Request, res: Response, order: { readonly orderNumber: string; readonly wish: object }): Promise<void>
  /** Whether this browser started the order. */
  isStarter(req: Request, order: OrderOfBrowser): boolean
}

/** The fields of an order that are looked at. */
export type OrderOfBrowser = Pick<Order, 'orderNumber' | 'shop' | 'handsOver'>

/** Two ways to find the order that a browser has open for the same wish. */
export interface OpenOrderTraces {
  /**
   * The same for every checkout of one browser and wish, and for no other; undefined if nothing identifies the browser.
   * A client that sends an idempotency key is identified by that instead, because it may keep no cookies.
   */
  readonly browserKey: string | undefined
  /**
   * Whether the browser's key is valid only while the order is being registered: the browser has no key of its own yet,
   * and what identifies it may be planted.
   */
  readonly isBrowserKeyPassing: boolean
  /**
   * The same for every checkout of one sku with one idempotency key, whatever the catalog makes of it; undefined if the
   * client sent none.
   */
  readonly idempotencyMark: string | undefined
  /** The same for every checkout of one wish, by any browser. */
  readonly wishKey: string
  /** Order numbers whose cookies name this wish, newest first: they outlive the session. */
  readonly remembered: readonly string[]
}

export interface CorrelationOptions {
  /** The first signs, all verify. */
  readonly secrets: readonly [string, ...string[]]
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  /** What else must match for an order to be reused: gateway, login, allowed hosts. */
  readonly scope: string
  readonly logger: Logger
}

export function makeCorrelation({ secrets, baseUrl, scope, logger }: CorrelationOptions): Correlation {
  const names = cookieNamesFor(baseUrl)
  const browserKey = makeBrowserKey(names)
  const cookies = makeOrderCookies({ signer: makeSigner(secrets, 'order-cookie'), names })
  const sessions = makeSessionBinding({ logger })
  // Signed, so that neither the keys nor the wishes can be read from ledger, session or cookies.
  const keySigner = makeSigner(secrets, 'browser-key')
  const reuse = makeSigner(secrets, 'reuse-key')
  const digestOf = perObject((wish: object) => reuse.sign(JSON.stringify([scope, wish])))
  const reuseKeyOf = (wish: object, browser: string): string => reuse.sign(JSON.stringify([scope, wish, browser]))

  const isInSession = (req: Request, orderNumber: string): boolean => {
    const key = browserKey.read(req)
    if (key === undefined) return false
    const started = sessions.read(req).filter((order) => order.orderNumber === orderNumber)
    return started.some(({ keyDigest }) => keySigner.isSigned(key, keyDigest))
  }

  const isProvenAsIn010 = (req: Request, orderNumber: string): boolean =>
    sessions.readFormer(req).includes(orderNumber) || holds(cookies.readFormer(req), orderNumber)

  return {
    session: ownSession({ secrets, names }),
    watch: (req) => sessions.watch(req),
    openOrderOf(req, wish, idempotencyKey) {
      const wishDigest = digestOf(wish)
      const proven = cookies.read(req).filter((order) => order.wishDigest === wishDigest)
      const key = browserKey.read(req)
      const browser = key ?? passingMarkOf(req)
      return {
        wishKey: wishDigest,
        browserKey:
          idempotencyKey === undefined
            ? browser && reuseKeyOf(wish, browser)
            : reuse.sign(JSON.stringify([scope, wish, 'idempotency-key', idempotencyKey])),
        isBrowserKeyPassing: idempotencyKey === undefined && key === undefined,
        idempotencyMark:
          idempotencyKey && reuse.sign(JSON.stringify([scope, wish.sku, 'idempotency-mark', idempotencyKey])),
        remembered: proven.map(({ orderNumber }) => orderNumber),
      }
    },
    async remember(req, res, { orderNumber, wish }) {
      cookies.write(req, res, { orderNumber, wishDigest: digestOf(wish) })
      await sessions.write(req, { orderNumber, keyDigest: keySigner.sign(browserKey.issue(req, res)) })
    },
    isStarter: (req, order) =>
      holds(cookies.read(req), order.orderNumber) ||
      isInSession(req, order.orderNumber) ||
      (isOf010(order) && isProvenAsIn010(req, order.orderNumber)),
  }
}

function holds(orders: readonly { readonly orderNumber: string }[], orderNumber: string): boolean {
  return orders.some((order) => order.orderNumber === orderNumber)
}

/** Version 0.1.0 wrote neither field. A shop that took over its orders has since written its own name. */
function isOf010({ shop, handsOver }: OrderOfBrowser): boolean {
  return shop === undefined || handsOver === undefined
}
