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

/** What the parent can tell the store in this process to do. */
export type Command =
  | { readonly do: 'arm'; readonly next: { readonly at: number; readonly fault: Fault } | undefined }
  | { readonly do: 'disarm' }
  | { readonly do: 'call'; readonly verb: Verb; readonly parameters: readonly unknown[] }

export type Verb = 'reconcile' | 'settle' | 'capture' | 'reverse' | 'refund' | 'decline' | 'forget'

/** The answer. For a call, the error's code or `resolved`. */
export type Answer =
  | { readonly port: number }
  | { readonly operations: readonly Operation[]; readonly hasMet: boolean }
  | { readonly outcome: string }

/** A store in which every statement and request can be made to fail. The parent controls it, and may see it die. */
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
  // Without a sweep: everything counted belongs to what the parent asked for.
  await checkout.verify()

  process.on('message', (command: Command) => void carryOut(checkout, command).then((answer) => reply(answer)))
  process.once('disconnect', () => process.exit(0))
  reply({ port })
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

function reply(answer: Answer): void {
  process.send?.(answer)
}

void main()
