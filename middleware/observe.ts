import type { Request, RequestHandler } from 'express'
import { isLoopback } from '../src/loopback.ts'
import { observeRoutes } from './observe-routes.ts'
import { observeSession } from './observe-session.ts'
import type { ObserveOptions } from './observe-session.ts'

/**
 * Looks at the store around the router in passing, for the doctor: proxy, host, session, routes. Reads a few properties
 * of a request and changes nothing of it. Whatever it meets, the request goes on.
 */
export function observe(options: ObserveOptions): RequestHandler {
  let areRoutesSeen = false
  return function observe(req, _res, next) {
    try {
      options.tellRest()
      if (req.method === 'GET' || req.method === 'POST') {
        observeProxy(req, options)
        observeHost(req, options)
        observeSession(req, options)
        if (!areRoutesSeen) observeRoutes(req, options.observations)
        areRoutesSeen = true
      }
    } catch {
      // A store may hang anything on a request, even what throws when it is read.
    }
    next()
  }
}

/** The headers in which a proxy tells Express of the client. */
const forwarding = ['x-forwarded-for', 'x-forwarded-proto', 'forwarded'] as const

function observeProxy(req: Request, { observations }: ObserveOptions): void {
  const header = forwarding.find((name) => name in req.headers)
  if (header === undefined) return
  const trusted: unknown = req.app.get('trust proxy')
  if (trusted === true) observations.note('proxy-trusts-everybody')
  const doesTrust = req.app.get('trust proxy fn') as ((address: string, hop: number) => boolean) | undefined
  const peer = req.socket.remoteAddress
  if (peer !== undefined && doesTrust?.(peer, 0) !== true) observations.note('proxy-not-trusted', header)
}

/**
 * Only a public name: many proxies send the name of the machine behind them. The name of the request counts that the
 * proxy names, whether Express trusts it or not: it is shown, and decides nothing.
 */
function observeHost(req: Request, { baseUrl, observations }: ObserveOptions): void {
  const [forwarded] = String(req.headers['x-forwarded-host'] ?? req.headers.host ?? '').split(',')
  const address = `http://${(forwarded ?? '').trim()}`
  if (!URL.canParse(address)) return
  const { hostname } = new URL(address)
  const isPublic =
    /\.[a-z][a-z0-9-]*$/.test(hostname) && !isLoopback(hostname) && !/\.(?:local|internal|lan)$/.test(hostname)
  if (isPublic && hostname !== new URL(baseUrl).hostname) observations.note('base-url-host', hostname)
}
