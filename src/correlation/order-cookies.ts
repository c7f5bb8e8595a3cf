import type { Request, Response } from 'express'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Signer } from './signature.ts'

/**
 * A signed cookie per order, beside the session: it outlives a session store that was restarted, a session that a login
 * renewed, and two tabs that wrote one session at the same time (safety 3.1).
 */
export interface OrderCookies {
  /** The orders that this browser proves with a genuine cookie, newest first. */
  read(req: Request): readonly ProvenOrder[]
  /** Adds the order's cookie to the answer, and drops the oldest ones beyond {@link keptCount}. */
  write(req: Request, res: Response, order: Omit<ProvenOrder, 'writtenAtSecs'>): void
}

export interface ProvenOrder {
  readonly orderNumber: string
  /** Digest of what the order was opened for, so that the same browser finds it again for the same wish only. */
  readonly wishDigest: string
  /** Seconds since 1970. */
  readonly writtenAtSecs: number
}

export interface OrderCookiesOptions {
  readonly signer: Signer
  /** The path under which the router is mounted, as the browser sees it. */
  readonly path: string
  /** Whether the shop is reached over https: the cookie is then `Secure`. */
  readonly isSecure: boolean
}

/** How many orders one browser proves at once. Each cookie is about 160 bytes and servers take 8 KiB of headers. */
export const keptCount = 8

/** How long the buyer may come back to the result page, in seconds: a day. */
const maxAgeSecs = 24 * 60 * 60

const prefix = 'checkout_'

/** Grammar: 1 to 36 letters and digits, as `makeOrderNumber` makes them; then time of writing, digest, signature. */
const name = /^checkout_([0-9A-Za-z]{1,36})$/
const value = /^([1-9][0-9]{0,11})\.([0-9A-Za-z_-]{43})\.([0-9A-Za-z_-]{43})$/

export function makeOrderCookies({ signer, path, isSecure }: OrderCookiesOptions): OrderCookies {
  const attributes = { httpOnly: true, sameSite: 'lax', secure: isSecure, path } as const

  function proven(req: Request): readonly ProvenOrder[] {
    const nowSecs = Math.floor(Date.now() / 1000)
    return Object.entries(parseCookie(req.headers.cookie ?? ''))
      .flatMap(([cookieName, cookieValue]) => {
        const orderNumber = name.exec(cookieName)?.[1]
        const [, writtenAt, wishDigest, signature] = value.exec(cookieValue ?? '') ?? []
        if (!orderNumber || !writtenAt || !wishDigest || !signature) return []
        const order = { orderNumber, wishDigest, writtenAtSecs: Number(writtenAt) }
        return signer.isSigned(textOf(order), signature) ? [order] : []
      })
      .filter(({ writtenAtSecs }) => writtenAtSecs + maxAgeSecs > nowSecs)
      .sort((one, other) => other.writtenAtSecs - one.writtenAtSecs)
  }

  return {
    read: proven,
    write(req, res, { orderNumber, wishDigest }) {
      const writtenAtSecs = Math.floor(Date.now() / 1000)
      const signature = signer.sign(textOf({ orderNumber, wishDigest, writtenAtSecs }))
      const fresh = {
        name: prefix + orderNumber,
        value: `${writtenAtSecs}.${wishDigest}.${signature}`,
        maxAge: maxAgeSecs,
      }
      res.append('Set-Cookie', stringifySetCookie({ ...attributes, ...fresh }))
      const others = proven(req).filter((other) => other.orderNumber !== orderNumber)
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
