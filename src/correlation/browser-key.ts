import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { CookieNames } from './cookie-names.ts'

/**
 * What a browser is known by, whatever session it sends: a session can be planted in a browser by another host of the
 * same site, this key cannot. It says nothing about orders.
 */
export interface BrowserKey {
  /** The key that came with the request; undefined where none did. */
  read(req: Request): string | undefined
  /** The key that came, or a fresh one. The answer makes it last from now on. */
  issue(req: Request, res: Response): string
}

/** 192 random bits, as many as base64url writes without padding: nobody guesses one. */
const keyBytes = 24

/** As {@link keyBytes} are written. */
const key = /^[0-9A-Za-z_-]{32}$/

/**
 * How long a browser keeps its key, in seconds: 30 days from its last checkout. As long as a store's session lives, as
 * a rule, since an order in the session counts with the key only. Chosen by feel.
 */
const maxAgeSecs = 30 * 24 * 60 * 60

export function makeBrowserKey({ prefix, attributes }: CookieNames): BrowserKey {
  const name = `${prefix}checkout.key`

  function read(req: Request): string | undefined {
    const value = parseCookie(req.headers.cookie ?? '')[name]
    return value !== undefined && key.test(value) ? value : undefined
  }

  return {
    read,
    issue(req, res) {
      const value = read(req) ?? randomBytes(keyBytes).toString('base64url')
      res.append('Set-Cookie', stringifySetCookie({ ...attributes, name, value, maxAge: maxAgeSecs }))
      return value
    },
  }
}
