import type { Server } from 'node:http'
import type { Express } from 'express'
import type { CheckoutError } from '../errors.ts'
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

/**
 * Has the store sell.
 *
 * @throws Error if the checkout is closed, and what its `start()` throws.
 */
export async function startStore({ app, checkout, bank, server }: StartTerms): Promise<void> {
  tested.add(checkout)
  server.on('request', app)
  // A test that throws before it closes the store does not keep the run waiting.
  server.unref().on('connection', (socket) => socket.unref())
  bank.unref()
  await checkout.start().catch(whyClosed)
}

function whyClosed(error: unknown): never {
  if ((error as Partial<CheckoutError>).code !== 'CHECKOUT_CLOSED') throw error
  throw new Error(
    'The checkout is closed, perhaps by another test store of this app: close() ends every checkout of the app that ' +
      'no open test store tests. Open both before you close one, or give testStore a function that makes the app.',
    { cause: error },
  )
}

/** Of a test store's own checkout. */
export function closeTested(checkout: HostedCheckout): Promise<void> {
  tested.delete(checkout)
  return checkout.close()
}

/** Of any other checkout of the app, unless a test store has it open. */
export async function closeUntested(checkout: HostedCheckout): Promise<void> {
  if (!tested.has(checkout)) await checkout.close()
}
