import express, { Router } from 'express'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { operations } from './operations.ts'
import type { Controlled, Operation } from './operations.ts'
import { ControlRefusal } from './refusal.ts'

/**
 * The bank for tests in any language: JSON over HTTP, docs/sandbox-control.openapi.json. Whatever is refused was not
 * done.
 *
 * No page can use it: a browser sends an `Origin` with whatever it sends for another site, and cannot send JSON without
 * asking first.
 */
export function controlRoutes(controlled: () => Controlled): Router {
  // Strict: without its id, `DELETE /faults/{key}` must not drop all of them.
  const router = Router({ strict: true })
  router.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  router.use(noBrowsers, jsonOnly, express.json({ limit: '64kb', strict: false }))
  for (const operation of operations) router[operation.method](operation.path, answer(controlled, operation))
  router.use((req) => {
    throw new ControlRefusal(404, `There is no ${req.method} of this path. See docs/sandbox-control.openapi.json.`)
  })
  router.use(refuse)
  return router
}

function answer(controlled: () => Controlled, { act, status = 200 }: Operation): RequestHandler {
  return (req, res, next) => {
    const { key = '' } = req.params as Readonly<Record<string, string>>
    const query = Object.fromEntries(new URL(req.originalUrl, 'http://sandbox').searchParams)
    // No body at all is an empty one, however the client sends it.
    const body: unknown = req.body === undefined ? {} : req.body
    Promise.resolve()
      .then(() => act(controlled(), { key, query, body }))
      .then((told) => {
        if (told === undefined) res.status(204).end()
        else res.status(status).json(told)
      })
      .catch(next)
  }
}

/** Any page that a developer has open may send requests to this machine; its browser names it. */
const noBrowsers: RequestHandler = (req, _res, next) => {
  if (req.headers.origin !== undefined) throw new ControlRefusal(403, 'A request with an Origin header is refused.')
  next()
}

/** A form of any page could else be sent here. */
const jsonOnly: RequestHandler = (req, _res, next) => {
  const isJson = /^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')
  if (req.method === 'POST' && !isJson) throw new ControlRefusal(415, 'Wanted Content-Type: application/json.')
  next()
}

/** What is wrong with a request, by Express or by the API; or what the bank refuses. */
type Refusing = Partial<Record<'message' | 'type', string>> & {
  readonly status?: number
  readonly refusedBy?: keyof typeof statuses
}

const statuses = { request: 400, state: 409 } as const

const refuse: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const { type, message, refusedBy, status = refusedBy && statuses[refusedBy] } = error as Refusing
  if (res.headersSent) return next(error)
  if (status === undefined || status >= 500) {
    process.emitWarning(error instanceof Error ? error : String(error))
    res.status(500).json({ error: `The sandbox itself has failed: ${message}.` })
    return
  }
  const isUnreadable = type === 'entity.parse.failed'
  res.status(status).json({ error: isUnreadable ? `The body is no JSON: ${message}.` : message })
}
