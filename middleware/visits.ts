import type { IncomingHttpHeaders } from 'node:http'
import type { Request, RequestHandler } from 'express'
import { isbot } from 'isbot'
import { NotAVisitError } from '../src/errors.ts'
import { isScript } from './scripts.ts'

/**
 * Lets a person's visit through, and a script that asks for JSON. Everything else is refused before anything is read or
 * counted: prefetch and prerender, scripts, images and frames that name the address, crawlers and link previews.
 *
 * Never with 2xx: a browser that has prefetched a 204 uses it to answer the buyer's own click.
 */
export function visitsOnly(): RequestHandler {
  return function visitsOnly(req, res, next) {
    if (req.method === 'HEAD') return void res.status(204).end()
    next(isVisit(req) ? undefined : new NotAVisitError())
  }
}

/**
 * What of that holds for a route of the store's own, too: an order is opened by no prefetch, no crawler, and no `HEAD`.
 *
 * @throws NotAVisitError; nothing was registered.
 */
export function requireNoRobot(req: Request): void {
  const isRobot = isAhead(req.headers) || (!isScript(req) && isCrawler(req))
  // Express answers it by the route of a GET.
  if (isRobot || req.method === 'HEAD') throw new NotAVisitError()
}

function isVisit(req: Request): boolean {
  if (isAhead(req.headers)) return false
  return isScript(req) || (isNavigation(req) && !isCrawler(req))
}

/**
 * Whether the address is requested ahead of a click. The header has many names (`Sec-Purpose`, `Purpose`, `X-Purpose`,
 * `X-Sec-Purpose`, `Sec-Fetch-Purpose`, `Moz-Purpose`, `X-Moz`; `Next-Router-Prefetch`, `Next-Router-Segment-Prefetch`,
 * `X-Middleware-Prefetch`, `HX-Preloaded`, …) and gets new ones: we look for what they have in common.
 */
function isAhead(headers: IncomingHttpHeaders): boolean {
  return Object.entries(headers).some(([name, value]) => {
    const text = String(value)
    if (/(?:^|-)(?:purpose|moz)$/.test(name)) return /prefetch|prerender|preview|preload|instant/i.test(text)
    return /(?:^|-)(?:prefetch|prerender|preload)(?:ed|ing)?(?:-|$)/.test(name) && !/^(?:0|false|off|\?0)?$/i.test(text)
  })
}

/** Documents embedded in another document (Fetch Metadata, `Sec-Fetch-Dest`). */
const embedded = new Set(['object', 'embed', 'frame', 'fencedframe'])

/**
 * Whether this is a browser that navigates, as far as it says. A service worker that passes a click on sends `navigate`
 * with `empty`. Node's own `fetch` sends a mode and no site, and is not a browser; an old browser sends nothing.
 */
function isNavigation(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  const dest = req.get('sec-fetch-dest') ?? ''
  if (site !== undefined && (req.get('sec-fetch-mode') ?? 'navigate') !== 'navigate') return false
  return !embedded.has(dest) && (dest !== 'iframe' || site === 'same-origin')
}

/**
 * What isbot takes for a crawler but is a person: CUBOT makes phones, Alipay's screens are `390|780|3.0`, people read
 * news.
 */
const ofPeople = /\bcubot|\||\b(?:smart|apple)news\b|\bnewsbreak\b/gi

/**
 * Programs that open links by themselves, as isbot knows them by name. A browser that says a person clicked
 * (`Sec-Fetch-User`) is not one, whatever its name; no page can set that header. `node` is what Node's own `fetch`
 * calls itself, in a store's tests.
 */
function isCrawler(req: Request): boolean {
  if (req.get('sec-fetch-user') === '?1') return false
  const userAgent = (req.get('user-agent') ?? '').replace(ofPeople, ' ')
  return userAgent !== 'node' && isbot(userAgent)
}
