import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { withoutCheckout } from './child-environment.ts'
import { runSqlite } from './sqlite.ts'
import { startMs, until } from './until.ts'

/** A folder for one store's ledger, kept between runs of the store. */
export interface StoreFolder {
  readonly path: string
  /** Runs one statement on the ledger, on a separate connection. */
  sql(statement: string): Record<string, unknown>[]
  remove(): void
}

/** `example/start.ts` in its own process, as `npm start` runs it. */
export interface ExampleStore {
  /** Every non-empty line on its console, including standard error. */
  readonly lines: readonly string[]
  /** Its lines about orders that were handed over. */
  handOvers(): readonly string[]
  /** Resolves with the exit code when the process exits. */
  readonly ended: Promise<number | null>
  /** Sends SIGTERM and resolves to the exit code. */
  stop(): Promise<number | null>
}

const root = resolve(__dirname, '../..')

export function makeStoreFolder(): StoreFolder {
  const path = mkdtempSync(join(tmpdir(), 'checkout-example-'))
  return {
    path,
    sql: (statement) => runSqlite(join(path, 'checkout.db'), statement),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Starts the store without waiting for it. Its bank runs in the same process, so killing it leaves nothing behind. */
export function runExample(folder: StoreFolder, ports: { readonly shop: number; readonly bank: number }): ExampleStore {
  const child = spawn(process.execPath, ['--import', 'tsx', 'example/start.ts'], {
    cwd: root,
    env: {
      ...withoutCheckout(process.env),
      PORT: String(ports.shop),
      BANK_PORT: String(ports.bank),
      CHECKOUT_DATABASE_URL: `sqlite:${join(folder.path, 'checkout.db')}`,
      SHOP_DATABASE: join(folder.path, 'shop.db'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  collect(child, lines)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    lines,
    handOvers: () => lines.filter((line) => line.startsWith('handed over: ')),
    ended,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Starts the store and waits until it prints where it listens. Fails at once if it ends instead. */
export async function openExample(
  folder: StoreFolder,
  ports: { readonly shop: number; readonly bank: number },
): Promise<ExampleStore> {
  const store = runExample(folder, ports)
  let hasEnded = false
  void store.ended.then(() => (hasEnded = true))
  const isOpen = (): boolean => store.lines.some((line) => line.includes('Ctrl-C'))
  try {
    await until(
      () => isOpen() || hasEnded,
      () => store.lines,
      startMs,
    )
    if (!isOpen()) throw new Error(`The store ended instead of starting:\n${store.lines.join('\n')}`)
    return store
  } catch (error) {
    // Nobody else knows of it yet.
    await store.stop()
    throw error
  }
}

export async function freePorts(): Promise<{ shop: number; bank: number }> {
  const probes = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')]
  await Promise.all(probes.map((probe) => once(probe, 'listening')))
  const [shop = 0, bank = 0] = probes.map((probe) => (probe.address() as AddressInfo).port)
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')))
  return { shop, bank }
}

function collect({ stdout, stderr }: ChildProcess, lines: string[]): void {
  for (const stream of [stdout, stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts.filter((line) => line.trim() !== ''))
    })
  }
}
