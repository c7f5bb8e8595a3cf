import type { AddressInfo } from 'node:net'
import type { Express, RequestHandler } from 'express'
import helmet from 'helmet'

/** What a store's process tells of itself when it is asked. */
export interface Usage {
  /** Of user and system, in microseconds since the process began. */
  readonly cpuMicros: number
  /** Resident memory in bytes. */
  readonly residentBytes: number
}

export type Order = 'usage' | 'stop'

/** Counts what was handed over: every store here has a handler that does as much as this. */
export const handOvers = { count: 0 }

/** Listens on a free port of loopback, and answers the process that measures. */
export function serve(app: Express, close: () => Promise<unknown> = () => Promise.resolve()): void {
  const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
  process.on('message', (order: Order) => {
    if (order === 'stop') {
      server.closeAllConnections()
      server.close()
      void close().finally(() => process.exit(0))
      return
    }
    process.send?.(usage())
  })
  process.on('disconnect', () => process.exit(0))
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss } = process.memoryUsage()
  return { cpuMicros: user + system, residentBytes: rss }
}

/** Helmet, with the one line that lets a form of the shop lead to the bank: all stores here send the same policy. */
export function policy(): RequestHandler {
  return helmet({ contentSecurityPolicy: { directives: { formAction: ["'self'", given('BANK')] } } })
}

/** A setting that the process that measures gives. */
export function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`Wanted ${name} in the environment of a benched store.`)
  return value
}
