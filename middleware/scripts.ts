import type { Request } from 'express'

const json = ['json', 'application/problem+json']

/** Whether JSON is preferred to HTML; a client that takes both alike is a browser. */
export function prefersJson(req: Request): boolean {
  return json.includes(req.accepts(['html', ...json]) || '')
}

/** Whether HTML is asked for by name, and at least as much as JSON. */
export function prefersHtml(req: Request): boolean {
  return req.accepts([...json, 'html']) === 'html'
}

/**
 * Whether a browser says that a script sent the request, whatever it wants to have. Node's own `fetch` sends a mode and
 * no site, and is no browser.
 */
export function isByScript(req: Request): boolean {
  const isFetched = req.get('sec-fetch-site') !== undefined && req.get('sec-fetch-mode') !== 'navigate'
  return isScript(req) || (isFetched && req.get('sec-fetch-mode') !== undefined)
}

/** Whether a page's script, or a program, posts for a JSON answer. No browser does so when it goes to an address. */
export function isScript(req: Request): boolean {
  return req.method === 'POST' && req.get('sec-fetch-mode') !== 'no-cors' && prefersJson(req)
}
