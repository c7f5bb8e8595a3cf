import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
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

/** Has the store sell. */
export async function startStore({ app, checkout, bank, server }: StartTerms): Promise<void> {
  server.on('request', app)
  // A test that throws before it closes the store does not keep the run waiting.
  server.unref().on('connection', (socket) => socket.unref())
  bank.unref()
  await checkout.start()
}

/** @returns the port. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host.replaceAll(/[[\]]/g, ''), () => resolve((server.address() as AddressInfo).port))
  })
}

/** Also drops open connections. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
