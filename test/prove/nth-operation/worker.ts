import { appendFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { hostedCheckout } from '../../../src/index.ts'
import type { CheckoutError, HostedCheckout } from '../../../src/index.ts'
import { makeLedger } from '../../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../../src/logger.ts'
import { makeRetentionPass } from '../../../src/personal-data/retention-pass.ts'
import type { RetentionPass } from '../../../src/personal-data/retention-pass.ts'
import { arm, breakEverything, disarm } from './faults.ts'
import type { Fault, Operation } from './faults.ts'
import { storeOptions } from './store-options.ts'
import type { Mode } from './store-options.ts'

/** What the parent can tell the store in this process to do. */
export type Command =
  | { readonly do: 'arm'; readonly next: { readonly at: number; readonly fault: Fault } | undefined }
  | { readonly do: 'disarm' }
  | { readonly do: 'call'; readonly verb: Verb; readonly parameters: readonly unknown[] }

export type Verb = 'reconcile' | 'settle' | 'capture' | 'reverse' | 'refund' | 'decline' | 'forget' | 'retain'

/** What the store does: its own verbs, and a pass of the retention, which only the sweep begins. */
type Deeds = Readonly<Record<Verb, (...parameters: readonly never[]) => Promise<unknown>>>

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

  const retain = await openRetention()
  const deeds: Deeds = { ...verbsOf(checkout), retain: () => retain({ isStopped: () => false }) }

  process.on('message', (command: Command) => void carryOut(deeds, command).then((answer) => reply(answer)))
  process.once('disconnect', () => process.exit(0))
  reply({ port })
}

function verbsOf({
  reconcile,
  settle,
  capture,
  reverse,
  refund,
  decline,
  forget,
}: HostedCheckout): Omit<Deeds, 'retain'> {
  return { reconcile, settle, capture, reverse, refund, decline, forget }
}

/** Its ledger is open before anything is counted. */
async function openRetention(): Promise<RetentionPass> {
  const { CHECKOUT_DATABASE_URL: databaseUrl = '', CHECKOUT_SECRET: secret = '' } = process.env
  const shop = { key: 'shop', formerKeys: [] }
  const ledger = makeLedger({ databaseUrl, shop, secrets: [secret], logger: silentLogger })
  await ledger.open()
  return makeRetentionPass({ ledger, personalDays: 31, logger: silentLogger })!
}

async function carryOut(deeds: Deeds, command: Command): Promise<Answer> {
  switch (command.do) {
    case 'arm':
      arm(command.next)
      return { outcome: 'resolved' }
    case 'disarm':
      return disarm()
    case 'call': {
      const verb = deeds[command.verb] as (...parameters: readonly unknown[]) => Promise<unknown>
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
