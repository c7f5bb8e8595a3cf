import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Express, RequestHandler } from 'express'
import session from 'express-session'
import helmet from 'helmet'

/** What a store's process tells of itself when it is asked. */
export interface Usage {
  /** Of user and system, in microseconds since the process began. */
  readonly cpuMicros: number
  /** Resident memory in bytes. */
  readonly residentBytes: number
  /** What JavaScript holds, its buffers included, in bytes. */
  readonly heapBytes: number
  /** How long the event loop has been busy and idle, in milliseconds. */
  readonly loopMs: { readonly busy: number; readonly idle: number }
}

/** Counts what was handed over: every store here has a handler that does as much as this. */
export const handOvers = { count: 0 }

/** Listens on a free port of loopback, and answers the process that measures. */
export function serve(app: Express, close: () => Promise<unknown> = () => Promise.resolve()): void {
  const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
  // A connection that ends just as a buyer uses it again would end the measurement.
  server.keepAliveTimeout = 60_000
  process.on('message', (asked) => {
    if (asked === 'stop') {
      server.closeAllConnections()
      server.close()
      void close().finally(() => process.exit(0))
      return
    }
    if (asked === 'collected usage') collectGarbage()
    process.send?.(usage())
  })
  process.on('disconnect', () => process.exit(0))
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const { active, idle } = performance.eventLoopUtilization()
  return {
    cpuMicros: user + system,
    residentBytes: rss,
    heapBytes: heapUsed + external,
    loopMs: { busy: active, idle },
  }
}

let collector: (() => void) | undefined

/** Without `--expose-gc` at the start, which the other measurements do not need. */
function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as () => void
  }
  // What the first one finalizes only goes with the second.
  collector()
  collector()
}

/** Helmet, with the one line that lets a form of the shop lead to the bank: all stores here send the same policy. */
export function policy(): RequestHandler {
  return helmet({ contentSecurityPolicy: { directives: { formAction: ["'self'", given('BANK')] } } })
}

/** The session of all stores here; with `SESSIONS=none` there is none, because its store in memory grows by itself. */
export function sessions(): RequestHandler {
  if (process.env.SESSIONS === 'none') return (_req, _res, next) => next()
  return session({ secret: 'a secret of the shop', resave: false, saveUninitialized: false })
}

/** A setting that the process that measures gives. */
export function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`Wanted ${name} in the environment of a benched store.`)
  return value
}
