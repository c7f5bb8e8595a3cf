import { UsageError } from './exit-codes.ts'

/** The login of the sandbox that `sandbox` runs and `init` writes down. */
export const sandboxLogin = { user: 'sandbox-api', password: 'sandbox' } as const

/** Where both expect it. */
export const defaultPort = '4000'

/** @throws UsageError for anything but a port. */
export function portOf(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port > 0 && port <= 65_535) return port
  throw new UsageError(`--port wants a port from 1 to 65535, got ${JSON.stringify(text)}.`)
}
