import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { isLoopback } from '../loopback.ts'

export interface OwnHostOptions {
  /** The address the sandbox listens on. */
  readonly host: string
  /** Further host names that reach the bank. */
  readonly hosts: readonly string[]
}

/**
 * Refuses requests for another host (421, RFC 9110, 15.5.20). A malicious page can point its own name at this machine
 * (DNS rebinding) and could then read the bank's answers. Only the `Host` header gives it away.
 */
export function ownHostOnly({ host, hosts }: OwnHostOptions): RequestHandler {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const own = new Set([host, ...hosts].map(hostnameOf))

  /** An IP address needs no DNS, so it cannot be rebound. */
  function isOwn(hostname: string | undefined): boolean {
    if (hostname === undefined) return false
    return isLoopback(hostname) || own.has(hostname) || (isEverywhere && isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0)
  }

  return function answerOwnHostOnly(req, res, next) {
    if (isOwn(hostnameOf(req.headers.host ?? ''))) return next()
    res.status(421).type('text').end('The sandbox does not answer to this host name. Add it to the option `hosts`.')
  }
}

/** Without the port, because a container's port can differ outside. Undefined if it is not a host. */
function hostnameOf(host: string): string | undefined {
  const bracketed = isIP(host) === 6 ? `[${host}]` : host
  if (!/^[\w.:[\]-]+$/.test(bracketed) || !URL.canParse(`http://${bracketed}`)) return undefined
  return new URL(`http://${bracketed}`).hostname
}
