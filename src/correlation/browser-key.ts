import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import { stringifySetCookie } from 'cookie'
import type { CookieNames } from './cookie-names.ts'
import { cookiesOf } from './request-cookies.ts'

/**
 * Identifies a browser, whatever session it sends. Another host of the same site can plant a session in a browser, but
 * not this key. It says nothing about orders.
 */
export interface BrowserKey {
  /** The key that came with the request; undefined if none did. */
  read(req: Request): string | undefined
  /** The key that came, or a fresh one. The response renews its lifetime. */
  issue(req: Request, res: Response): string
}

/** 192 random bits, which base64url writes without padding: nobody guesses one. */
const keyBytes = 24

/** What {@link keyBytes} look like as text. */
const key = /^[0-9A-Za-z_-]{32}$/

/**
 * How long a browser keeps its key, in seconds: 30 days from its last checkout. That is usually as long as a store's
 * session lives: an order in the session counts only with the key. Chosen by feel.
 */
const maxAgeSecs = 30 * 24 * 60 * 60

export function makeBrowserKey({ prefix, attributes }: CookieNames): BrowserKey {
  const name = `${prefix}checkout.key`

  function read(req: Request): string | undefined {
    const value = cookiesOf(req)[name]
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
