import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { bundledStoreProcess } from './bundled-store-process.ts'
import { childEnvironment } from './child-environment.ts'

/** A store in its own process. */
export interface Backend {
  readonly process: ChildProcess
  readonly port: number
  /** Resolves with its exit code and the signal that ended it. */
  readonly ended: Promise<unknown[]>
}

/** An event of a handler, or the killing of a process, in order of occurrence. */
export interface HandOverEvent {
  /** Only of `onClosed`. */
  readonly of?: 'closing' | undefined
  readonly event: 'start' | 'end' | 'throw' | 'killed'
  readonly orderNumber?: string
  readonly pid: number
}

/** Several processes of one store behind a load balancer. */
export interface Fleet {
  /** Where buyers and the bank reach the store. */
  readonly origin: string
  readonly backends: readonly Backend[]
  /** Resolves once it serves. */
  start(): Promise<Backend>
  /** kill -9. */
  kill(backend: Backend): Promise<void>
  /** SIGTERM. @returns its exit code and signal. */
  retire(backend: Backend): Promise<unknown[]>
  events(): readonly HandOverEvent[]
  close(): Promise<void>
}

export interface FleetOptions {
  readonly bank: Sandbox
  readonly databaseUrl: string
  readonly environment?: Readonly<Record<string, string>>
}

export async function openFleet({ bank, databaseUrl, environment = {} }: FleetOptions): Promise<Fleet> {
  const storeProcess = await bundledStoreProcess()
  const folder = mkdtempSync(join(tmpdir(), 'checkout-fleet-'))
  const handOvers = join(folder, 'hand-overs')
  writeFileSync(handOvers, '')
  let backends: Backend[] = []
  const retiring = new Set<Backend>()
  let turn = 0

  /**
   * Round robin; if a backend no longer listens, tries the next. So too if one that is retiring resets a connection
   * without a byte of an answer: the kernel had taken it, and the process has never seen it. (Nginx does the same.) One
   * that closes it in order has seen it, and owes an answer.
   */
  function balance(client: Socket, sent: Buffer[], [first, ...others]: readonly Backend[]): void {
    if (!first) return void client.destroy()
    const upstream = connect(first.port, '127.0.0.1')
    let isConnected = false
    let isAnswered = false
    const forward = (chunk: Buffer): void => {
      sent.push(chunk)
      upstream.write(chunk)
    }
    upstream.once('connect', () => (isConnected = true))
    upstream.once('error', () => {
      client.off('data', forward)
      const isUnseen = !isConnected || (!isAnswered && retiring.has(first))
      if (isUnseen && !client.destroyed) balance(client, sent, others)
      else client.destroy()
    })
    upstream.once('end', () => client.end())
    upstream.on('data', (chunk: Buffer) => {
      isAnswered = true
      client.write(chunk)
    })
    for (const chunk of sent) upstream.write(chunk)
    client.on('data', forward)
    client.once('close', () => upstream.destroy())
  }

  const balancer = createServer((client) => {
    client.on('error', () => undefined)
    turn = (turn + 1) % Math.max(1, backends.length)
    balance(client, [], [...backends.slice(turn), ...backends.slice(0, turn)])
  })
  balancer.listen(0, '127.0.0.1')
  await once(balancer, 'listening')
  const origin = `http://127.0.0.1:${portOf(balancer)}`

  async function remove(backend: Backend, signal: NodeJS.Signals): Promise<unknown[]> {
    backend.process.kill(signal)
    const how = await backend.ended
    // Only now: a real balancer gets no notice either.
    backends = backends.filter((one) => one !== backend)
    return how
  }

  return {
    origin,
    get backends() {
      return backends
    },
    async start() {
      const port = await freePort()
      const child = spawn(process.execPath, [storeProcess], {
        env: {
          ...childEnvironment,
          PORT: String(port),
          HAND_OVERS: handOvers,
          CHECKOUT_GATEWAY_URL: bank.url,
          CHECKOUT_GATEWAY_USER: 'sandbox-api',
          CHECKOUT_GATEWAY_PASSWORD: 'sandbox',
          // One shop, though each process has its own address.
          CHECKOUT_SHOP_KEY: 'shop',
          CHECKOUT_BASE_URL: origin,
          CHECKOUT_SECRET: 's'.repeat(40),
          CHECKOUT_DATABASE_URL: databaseUrl,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      await once(child.stdout, 'data')
      const backend = { process: child, port, ended }
      backends = [...backends, backend]
      return backend
    },
    async kill(backend) {
      await remove(backend, 'SIGKILL')
      const { pid = 0 } = backend.process
      appendFileSync(handOvers, `${JSON.stringify({ event: 'killed', pid } satisfies HandOverEvent)}\n`)
    },
    retire: (backend) => {
      retiring.add(backend)
      return remove(backend, 'SIGTERM')
    },
    events: () =>
      readFileSync(handOvers, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as HandOverEvent),
    async close() {
      for (const backend of backends) await remove(backend, 'SIGKILL')
      balancer.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The events of one handler, `onPaid` or `onClosed`, and the killings. */
export function eventsOf(of: HandOverEvent['of'], events: readonly HandOverEvent[]): readonly HandOverEvent[] {
  return events.filter((one) => one.of === of || one.event === 'killed')
}

/** Orders whose hand-over started while another of the same order ran in a live process. */
export function overlapsIn(events: readonly HandOverEvent[]): readonly string[] {
  const running = new Map<string, number>()
  const overlaps: string[] = []
  for (const { event, orderNumber = '', pid } of events) {
    if (event === 'start' && running.has(orderNumber)) overlaps.push(orderNumber)
    if (event === 'start') running.set(orderNumber, pid)
    else if (event !== 'killed') running.delete(orderNumber)
    else for (const [number, holder] of running) if (holder === pid) running.delete(number)
  }
  return overlaps
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const port = portOf(probe)
  await once(probe.close(), 'close')
  return port
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port
}
