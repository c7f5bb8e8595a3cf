import type { Request, Response } from 'express'
import { stringifySetCookie } from 'cookie'
import { orderNumberGrammar } from '../ids.ts'
import type { CookieNames } from './cookie-names.ts'
import { cookiesOf } from './request-cookies.ts'
import type { Signer } from './signature.ts'

/**
 * A signed cookie per order, beside the session. It survives a restart of the session store, a session renewed by a
 * login, and two tabs that wrote one session at the same time.
 */
export interface OrderCookies {
  /** The orders that this browser proves with a genuine cookie, newest first. */
  read(req: Request): readonly ProvenOrder[]
  /**
   * The same, under the names of version 0.1.0. Another host of the site can plant those, so they prove only orders of
   * 0.1.0.
   */
  readFormer(req: Request): readonly ProvenOrder[]
  /** Adds the order's cookie to the response, and drops the oldest ones beyond {@link keptCount}. */
  write(req: Request, res: Response, order: Omit<ProvenOrder, 'writtenAtSecs'>): void
}

export interface ProvenOrder {
  readonly orderNumber: string
  /** Digest of what the order was opened for: the same browser finds it again only for the same wish. */
  readonly wishDigest: string
  /** Seconds since 1970. */
  readonly writtenAtSecs: number
}

export interface OrderCookiesOptions {
  readonly signer: Signer
  readonly names: CookieNames
}

/** How many orders one browser proves at once. Each cookie is about 170 bytes, and servers accept 8 KiB of headers. */
export const keptCount = 8

/** How long the buyer may come back to the result page, in seconds: a day. */
const maxAgeSecs = 24 * 60 * 60

/** What 0.1.0 put before the order number; since then the prefix of {@link CookieNames} goes before it. */
const formerPrefix = 'checkout_'

const orderNumberOf = new RegExp(`^${orderNumberGrammar}$`)

/** Time of writing, digest, signature. */
const value = /^([1-9][0-9]{0,11})\.([0-9A-Za-z_-]{43})\.([0-9A-Za-z_-]{43})$/

export function makeOrderCookies({ signer, names }: OrderCookiesOptions): OrderCookies {
  const { attributes } = names
  const prefix = names.prefix + formerPrefix

  function proven(req: Request, before: string): readonly ProvenOrder[] {
    const nowSecs = Math.floor(Date.now() / 1000)
    return Object.entries(cookiesOf(req))
      .flatMap(([cookieName, cookieValue]) => {
        const orderNumber = cookieName.startsWith(before) ? cookieName.slice(before.length) : ''
        const [, writtenAt, wishDigest, signature] = value.exec(cookieValue ?? '') ?? []
        if (!orderNumberOf.test(orderNumber) || !writtenAt || !wishDigest || !signature) return []
        const order = { orderNumber, wishDigest, writtenAtSecs: Number(writtenAt) }
        return signer.isSigned(textOf(order), signature) ? [order] : []
      })
      .filter(({ writtenAtSecs }) => writtenAtSecs + maxAgeSecs > nowSecs)
      .sort((one, other) => other.writtenAtSecs - one.writtenAtSecs)
  }

  return {
    read: (req) => proven(req, prefix),
    readFormer: (req) => proven(req, formerPrefix),
    write(req, res, { orderNumber, wishDigest }) {
      const writtenAtSecs = Math.floor(Date.now() / 1000)
      const signature = signer.sign(textOf({ orderNumber, wishDigest, writtenAtSecs }))
      const fresh = {
        name: prefix + orderNumber,
        value: `${writtenAtSecs}.${wishDigest}.${signature}`,
        maxAge: maxAgeSecs,
      }
      res.append('Set-Cookie', stringifySetCookie({ ...attributes, ...fresh }))
      const others = proven(req, prefix).filter((other) => other.orderNumber !== orderNumber)
      for (const old of others.slice(keptCount - 1)) {
        const dropped = { name: prefix + old.orderNumber, value: '', maxAge: 0 }
        res.append('Set-Cookie', stringifySetCookie({ ...attributes, ...dropped }))
      }
    },
  }
}

/** What is signed. */
function textOf({ orderNumber, wishDigest, writtenAtSecs }: ProvenOrder): string {
  return `${orderNumber}.${writtenAtSecs}.${wishDigest}`
}
