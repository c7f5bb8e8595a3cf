import type { Request, RequestHandler } from 'express'
import { OriginRefusedError } from '../src/errors.ts'
import type { Logger } from '../src/logger.ts'
import { isScript } from './scripts.ts'

/**
 * Where a request comes from.
 *
 * - `own`: our site, or a person who came from no page
 * - `other-site`: an allowed origin on another site; browsers drop Lax cookies from a response to its scripts
 * - `program`: not a browser, as far as it says
 * - `foreign`: a page on an origin that is not allowed
 */
export type Provenance = 'own' | 'other-site' | 'program' | 'foreign'

export interface Origins {
  provenanceOf(req: Request): Provenance
  /** Lets pages of our site and of allowed origins read the response, with cookies (CORS). */
  readonly share: RequestHandler
  /** Tells the browser whether a page may send a request at all (CORS preflight). */
  readonly preflight: RequestHandler
  /** Refuses a POST from a page on an origin that is not allowed. */
  readonly refuseForeign: RequestHandler
}

export interface OriginsOptions {
  /** Public address at which the router is mounted. */
  readonly baseUrl: string
  readonly allowedOrigins: readonly string[]
  readonly logger: Logger
}

/** How many origins one process logs: invented ones must not fill the log. Chosen by feel. */
const maxTold = 10

/** How long a browser may keep the preflight's answer, in seconds. Chosen by feel. */
const preflightMaxAgeSecs = 600

export function makeOrigins({ baseUrl, allowedOrigins, logger }: OriginsOptions): Origins {
  const provenanceOf = makeProvenanceOf(new URL(baseUrl), new Set(allowedOrigins))
  const tell = makeTell(logger)

  function mayRead(req: Request): boolean {
    const provenance = provenanceOf(req)
    return (provenance === 'own' || provenance === 'other-site') && URL.canParse(req.get('origin') ?? '')
  }

  return {
    provenanceOf,
    share(req, res, next) {
      res.vary('Origin')
      if (mayRead(req)) res.set({ ...shared, 'Access-Control-Allow-Origin': req.get('origin') })
      next()
    },
    preflight(req, res) {
      if (mayRead(req)) res.set(allowed)
      else tell(req)
      res.status(204).end()
    },
    refuseForeign(req, _res, next) {
      if (req.method !== 'POST' || provenanceOf(req) !== 'foreign') return next()
      tell(req)
      next(new OriginRefusedError())
    },
  }
}

/** What a page that may read a response gets besides its own origin. */
const shared = { 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Expose-Headers': 'Retry-After' }

/** What a page may send. */
const allowed = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'Accept, Authorization, Content-Type, Idempotency-Key',
  'Access-Control-Max-Age': String(preflightMaxAgeSecs),
}

function makeProvenanceOf(own: URL, allowedOrigins: ReadonlySet<string>): Origins['provenanceOf'] {
  function isOwnHost(origin: string, req: Request): boolean {
    if (origin === `${req.protocol}://${req.get('host') ?? ''}`) return true
    if (!URL.canParse(origin)) return false
    const { hostname, protocol } = new URL(origin)
    return hostname === own.hostname && protocol === own.protocol
  }

  /** Only the browser knows which hosts are one site. If it does not say so (Safari before 16.4), only our host is. */
  function isOfOurSite(site: string | undefined, origin: string, req: Request): boolean {
    return site === undefined ? isOwnHost(origin, req) : site === 'same-origin' || site === 'same-site'
  }

  return (req) => {
    const site = req.get('sec-fetch-site')
    const origin = req.get('origin')
    if (origin !== undefined && allowedOrigins.has(origin)) return isOfOurSite(site, origin, req) ? 'own' : 'other-site'
    if (site !== undefined) return site === 'cross-site' ? 'foreign' : 'own'
    if (origin === undefined) return 'program'
    // A form on a page with `no-referrer` sends null; a script that sends null comes from a sandbox.
    if (origin === 'null') return isScript(req) ? 'foreign' : 'own'
    return isOwnHost(origin, req) ? 'own' : 'foreign'
  }
}

/** Logs each origin that may not start a checkout once, with the line to add. */
function makeTell(logger: Logger): (req: Request) => void {
  const told = new Set<string>()
  return (req) => {
    const origin = req.get('origin') ?? ''
    if (!URL.canParse(origin) || told.has(origin) || told.size >= maxTold) return
    told.add(origin)
    logger.warn(
      { origin },
      `a page of ${origin} may not start a checkout; if it is yours, add it: allowedOrigins: ['${origin}'], or ` +
        `CHECKOUT_ALLOWED_ORIGINS=${origin}`,
    )
  }
}
