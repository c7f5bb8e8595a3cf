import { appendFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { hostedCheckout } from '../../../src/index.ts'
import type { CheckoutError, HostedCheckout } from '../../../src/index.ts'
import { arm, breakEverything, disarm } from './faults.ts'
import type { Fault, Operation } from './faults.ts'
import { storeOptions } from './store-options.ts'
import type { Mode } from './store-options.ts'

/** What the parent may ask of the store in this process. */
export type Command =
  | { readonly do: 'arm'; readonly next: { readonly at: number; readonly fault: Fault } | undefined }
  | { readonly do: 'disarm' }
  | { readonly do: 'call'; readonly verb: Verb; readonly parameters: readonly unknown[] }

export type Verb = 'reconcile' | 'settle' | 'capture' | 'reverse' | 'refund' | 'decline'

/** What it answers; of a call the error's code, or `resolved`. */
export type Answer =
  | { readonly port: number }
  | { readonly operations: readonly Operation[]; readonly hasMet: boolean }
  | { readonly outcome: string }

/** A store whose every statement and request can be made to fail; its parent talks to it, and may see it die. */
async function main(): Promise<void> {
  await breakEverything()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { MODE, EFFECTS = '' } = process.env
  const checkout = hostedCheckout({
    ...storeOptions(MODE as Mode, (orderNumber) => appendFileSync(EFFECTS, `${orderNumber}\n`), { breaks: true }),
    baseUrl: `http://127.0.0.1:${port}`,
  })
  server.on('request', express().use(checkout))
  // Without a sweep: whatever is counted belongs to what the parent asked for.
  await checkout.verify()

  process.on('message', (command: Command) => void carryOut(checkout, command).then((answer) => tell(answer)))
  process.once('disconnect', () => process.exit(0))
  tell({ port })
}

async function carryOut(checkout: HostedCheckout, command: Command): Promise<Answer> {
  switch (command.do) {
    case 'arm':
      arm(command.next)
      return { outcome: 'resolved' }
    case 'disarm':
      return disarm()
    case 'call': {
      const verb = checkout[command.verb] as (...parameters: readonly unknown[]) => Promise<unknown>
      return verb(...command.parameters).then(
        () => ({ outcome: 'resolved' }),
        (error: unknown) => ({ outcome: (error as Partial<CheckoutError>).code ?? String(error) }),
      )
    }
  }
}

function tell(answer: Answer): void {
  process.send?.(answer)
}

void main()
