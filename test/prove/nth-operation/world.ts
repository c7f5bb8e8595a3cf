import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { hostedCheckout } from '../../../src/index.ts'
import type { HostedCheckout, Order } from '../../../src/index.ts'
import { makeLedger } from '../../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../../src/logger.ts'
import { makeRetentionPass } from '../../../src/personal-data/retention-pass.ts'
import { createSandbox } from '../../../src/sandbox/index.ts'
import type { Sandbox } from '../../../src/sandbox/index.ts'
import { childEnvironment } from '../../support/child-environment.ts'
import { atThisPace } from '../../support/pace.ts'
import type { OpenedLedger, OpenLedger } from '../../support/ledgers.ts'
import type { Fault, Operation } from './faults.ts'
import { storeOptions } from './store-options.ts'
import type { Mode } from './store-options.ts'
import type { Answer, Command, Verb } from './worker.ts'

const secret = 'a-secret-of-more-than-thirty-two-characters'

/** Deadline of one call to the gateway in the process that breaks, in milliseconds on an idle machine. */
const idleTimeoutMs = 500

/** The outcome of a call if the process is killed before it answers. */
export const died = 'the process died'

/** A process that runs the store. */
interface Worker {
  readonly process: ChildProcess
  readonly ended: Promise<unknown>
  readonly port: number
}

/** A bank, a ledger, a store that can be broken, and one without faults that recovers. */
export interface World {
  readonly bank: Sandbox
  readonly database: OpenedLedger
  /** The store without faults: it prepares, and it recovers afterwards. */
  readonly checkout: HostedCheckout
  /** A sku that no case has used. */
  nextSku(): string
  /** Presses Buy at the store without faults. */
  register(): Promise<Order>
  arm(next?: { readonly at: number; readonly fault: Fault }): Promise<void>
  /** What was counted. A process that died has met its fault. */
  disarm(): Promise<{ readonly operations: readonly Operation[]; readonly hasMet: boolean }>
  /** Sends a request to the store with the faults. @returns the HTTP status, or {@link died}. */
  get(path: string): Promise<{ readonly outcome: string; readonly location: string | null }>
  /** @returns `resolved`, an error's code, or {@link died}. */
  call(verb: Verb, ...parameters: readonly unknown[]): Promise<string>
  /** Ends every lease and every wait as if its time had passed. Then the store without faults reconciles. */
  recover(): Promise<void>
  /** A pass of the retention without faults: what is older than 31 days. */
  retain(): Promise<void>
  /** How often the goods of an order were packed. */
  packed(orderNumber: string): Promise<number>
  close(): Promise<void>
}

export async function openWorld(openLedger: OpenLedger, mode: Mode): Promise<World> {
  const bank = await createSandbox()
  const database = await openLedger()
  if (mode === 'in a transaction') await database.sql('create table parcels (order_number text not null)')
  const folder = mkdtempSync(join(tmpdir(), 'checkout-nth-'))
  const effects = join(folder, 'packed')
  writeFileSync(effects, '')

  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const checkout = hostedCheckout({
    ...storeOptions(mode, (orderNumber) => writeFileSync(effects, `${orderNumber}\n`, { flag: 'a' })),
    gateway: { url: bank.url, user: 'sandbox-api', password: 'sandbox' },
    baseUrl: originOf(server),
    secret,
    databaseUrl: database.databaseUrl,
  })
  server.on('request', express().use(checkout))

  async function startWorker(): Promise<Worker> {
    const child = fork(join(__dirname, 'worker.ts'), {
      execArgv: [],
      env: {
        ...childEnvironment,
        MODE: mode,
        EFFECTS: effects,
        CHECKOUT_GATEWAY_URL: bank.url,
        CHECKOUT_GATEWAY_TIMEOUT_MS: String(atThisPace(idleTimeoutMs)),
        CHECKOUT_GATEWAY_USER: 'sandbox-api',
        CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
        CHECKOUT_SECRET: secret,
        CHECKOUT_DATABASE_URL: database.databaseUrl,
      },
    })
    const ended = once(child, 'exit')
    const early = ended.then(() => Promise.reject(new Error('The store with the faults did not start.')))
    const [{ port }] = (await Promise.race([once(child, 'message'), early])) as [{ port: number }]
    return { process: child, ended, port }
  }

  let worker = await startWorker()
  // The successor of a process that will be killed starts early.
  let spare: Promise<Worker> | undefined
  const isDead = (): boolean => worker.process.signalCode !== null

  async function ask(command: Command): Promise<Answer | undefined> {
    worker.process.send(command)
    const answer = once(worker.process, 'message').then(([message]) => message as Answer)
    return Promise.race([answer, worker.ended.then(() => undefined)])
  }

  async function replace(): Promise<void> {
    worker = await (spare ?? startWorker())
    spare = undefined
  }

  let skus = 0
  const nextSku = (): string => `sku-${(skus += 1)}`

  return {
    bank,
    database,
    checkout,
    nextSku,

    async register() {
      const sku = nextSku()
      const answer = await fetch(`${originOf(server)}/checkout/${sku}`, { redirect: 'manual' })
      if (answer.status !== 302) throw new Error(`The store without faults answered ${answer.status}.`)
      return onlyOne(checkout, sku)
    },

    async arm(next) {
      if (next?.fault.startsWith('kill')) spare ??= startWorker()
      await ask({ do: 'arm', next })
    },

    async disarm() {
      const answer = isDead() ? undefined : await ask({ do: 'disarm' })
      if (answer && 'hasMet' in answer) return answer
      await replace()
      return { operations: [], hasMet: true }
    },

    async get(path) {
      try {
        const answer = await fetch(`http://127.0.0.1:${worker.port}${path}`, {
          redirect: 'manual',
          headers: { connection: 'close' },
        })
        await answer.text()
        return { outcome: String(answer.status), location: answer.headers.get('location') }
      } catch (error) {
        // Waits for a process that died. The timeout for one that did not must not keep the test run alive.
        await Promise.race([worker.ended, sleep(20_000, undefined, { ref: false })])
        if (isDead()) return { outcome: died, location: null }
        throw error
      }
    },

    async call(verb, ...parameters) {
      const answer = await ask({ do: 'call', verb, parameters })
      return answer && 'outcome' in answer ? answer.outcome : died
    },

    async recover() {
      await database.sql('update checkout_orders set instructed_until = null')
      await database.sql('update checkout_hand_overs set lease_until = null')
      await database.age('checkout_orders', 'created_at', 30_000)
      for (let passes = 0; passes < 3; passes += 1) {
        await database.sql(
          "update checkout_refunds set lease_until = null, next_try_at = asked_at where state = 'asked'",
        )
        await checkout.reconcile()
      }
    },

    async retain() {
      const shop = { key: 'shop', formerKeys: [] }
      const ledger = makeLedger({ databaseUrl: database.databaseUrl, shop, secrets: [secret], logger: silentLogger })
      const pass = makeRetentionPass({ ledger, personalDays: 31, logger: silentLogger })
      try {
        await pass?.({ isStopped: () => false })
      } finally {
        await ledger.close()
      }
    },

    async packed(orderNumber) {
      if (mode === 'in a transaction') {
        return (await database.sql(`select 1 from parcels where order_number = '${orderNumber}'`)).length
      }
      return readFileSync(effects, 'utf8')
        .split('\n')
        .filter((line) => line === orderNumber).length
    },

    async close() {
      for (const each of spare ? [worker, await spare] : [worker]) {
        each.process.kill('SIGKILL')
        await each.ended
      }
      await checkout.close()
      server.closeAllConnections()
      server.close()
      await bank.close()
      await database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Every order of a sku, newest first. */
export async function ordersOf(checkout: HostedCheckout, sku: string): Promise<Order[]> {
  const orders: Order[] = []
  for await (const order of checkout.orders.find({ sku })) orders.push(order)
  return orders
}

async function onlyOne(checkout: HostedCheckout, sku: string): Promise<Order> {
  const [order, ...others] = await ordersOf(checkout, sku)
  if (!order || others.length > 0) throw new Error(`Expected exactly one order of ${sku}.`)
  return order
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
