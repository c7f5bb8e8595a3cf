import type { Server } from 'node:http'
import type { Express } from 'express'
import type { HostedCheckout } from '../hosted-checkout.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

/** What a test has opened so far. */
export interface Closing {
  add(close: () => Promise<void>): void
  /** Closes all of it, what was opened last first, even if one of them fails. Rejects with the first failure. */
  closeAll(): Promise<void>
}

export function makeClosing(): Closing {
  const opened: (() => Promise<void>)[] = []
  return {
    add: (close) => void opened.unshift(close),
    async closeAll() {
      const failures: unknown[] = []
      for (const close of opened.splice(0)) await close().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}

export interface StartTerms {
  readonly app: Express
  readonly checkout: HostedCheckout
  readonly bank: Sandbox
  /** It listens already. */
  readonly server: Server
}

/** The checkouts of the test stores that are open: two of one app may be tested at the same time. */
const tested = new Set<HostedCheckout>()

/** Has the store sell. */
export async function startStore({ app, checkout, bank, server }: StartTerms): Promise<void> {
  tested.add(checkout)
  server.on('request', app)
  // A test that throws before it closes the store does not keep the run waiting.
  server.unref().on('connection', (socket) => socket.unref())
  bank.unref()
  await checkout.start()
}

export function closeTested(checkout: HostedCheckout): Promise<void> {
  tested.delete(checkout)
  return checkout.close()
}

/** Of the app's other checkouts, those that no test store has open. */
export async function closeUntested(other: HostedCheckout): Promise<void> {
  if (!tested.has(other)) await other.close()
}
