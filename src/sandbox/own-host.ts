import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { isLoopback } from '../loopback.ts'

export interface OwnHostOptions {
  /** The address that is listened on. */
  readonly host: string
  /** Further names under which the bank may be reached. */
  readonly hosts: readonly string[]
}

/**
 * Refuses what was sent to another host (421, RFC 9110, 15.5.20). A page elsewhere can let its own name point to this
 * machine (DNS rebinding), and could then read the bank's answers; only the `Host` header tells.
 */
export function ownHostOnly({ host, hosts }: OwnHostOptions): RequestHandler {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const own = new Set([host, ...hosts].map(hostnameOf))

  /** An address in digits belongs to nobody's name server. */
  function isOwn(hostname: string | undefined): boolean {
    if (hostname === undefined) return false
    return isLoopback(hostname) || own.has(hostname) || (isEverywhere && isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0)
  }

  return function answerOwnHostOnly(req, res, next) {
    if (isOwn(hostnameOf(req.headers.host ?? ''))) return next()
    res.status(421).type('text').end('This is another host: see the option `hosts` of the sandbox.')
  }
}

/** Without its port: a container's may be another one outside. Undefined where it is no host. */
function hostnameOf(host: string): string | undefined {
  const bracketed = isIP(host) === 6 ? `[${host}]` : host
  if (!/^[\w.:[\]-]+$/.test(bracketed) || !URL.canParse(`http://${bracketed}`)) return undefined
  return new URL(`http://${bracketed}`).hostname
}
