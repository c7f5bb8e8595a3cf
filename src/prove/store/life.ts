import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../options/environment.ts'
import { UnfitStoreError } from '../findings/unfit-store.ts'
import type { Listening, Opened, Told } from '../watch/told.ts'
import type { Tales } from './tales.ts'

/** One run of the store's process, from its start to its end. */
export interface Life {
  readonly opened: Opened
  /** Resolves once the process has ended, however it did. */
  readonly ended: Promise<void>
  isAlive(): boolean
  /** `kill -9`, of the process and of all that it has started. */
  kill(): Promise<void>
}

export interface LifeTerms {
  /** What Node is called with, the program included. */
  readonly words: readonly string[]
  /** Programs that run beside it. */
  readonly beside: readonly (readonly string[])[]
  readonly folder: string
  readonly environment: Environment
  readonly port: number
  readonly tales: Tales
  /** How long the store may take until it listens, in milliseconds. */
  readonly patienceMs: number
  /** Every process that was started and has not ended. */
  readonly running: Set<ChildProcess>
}

/** As much of what the store says as a person reads, in characters. */
const maxSaidCharacters = 2_000

/** @throws UnfitStoreError if it does not start, does not listen at its port, or makes no checkout. */
export async function beginLife(terms: LifeTerms): Promise<Life> {
  const saidBefore = terms.tales.all().length
  const children = [terms.words, ...terms.beside].map((words) => start(words, terms))
  const [main] = children as [Started, ...Started[]]
  const told = (): readonly Told[] => terms.tales.all().slice(saidBefore)
  try {
    await waitUntilItListens(terms, main, told)
    const opened = await waitUntilItIsMade(terms, main, told)
    return {
      opened,
      ended: main.ended,
      isAlive: main.isAlive,
      kill: async () => void (await Promise.all(children.map(({ kill }) => kill()))),
    }
  } catch (error) {
    await Promise.all(children.map(({ kill }) => kill()))
    throw error
  }
}

interface Started {
  readonly ended: Promise<void>
  readonly isAlive: () => boolean
  readonly said: () => string
  readonly kill: () => Promise<void>
}

function start(words: readonly string[], { folder, environment, running }: LifeTerms): Started {
  // A group of its own, so that what it starts ends with it, and Ctrl-C is ours alone.
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-maxSaidCharacters)))
  }
  const ended = once(child, 'exit').then(() => {
    // Whatever it has started and left behind.
    killGroup(child)
    running.delete(child)
  })
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    ended,
    isAlive,
    said: () => said.trim(),
    async kill() {
      killGroup(child)
      await ended
    },
  }
}

/** Ends a process and all that it has started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** How long a store that listens elsewhere may take to listen at its port, too, in milliseconds. Chosen by feel. */
const elsewhereMs = 3_000

async function waitUntilItListens(
  { port, patienceMs }: LifeTerms,
  main: Started,
  told: () => readonly Told[],
): Promise<void> {
  const until = performance.now() + patienceMs
  while (!(await answers(port))) {
    if (!main.isAlive()) throw whyEnded(main, told())
    const elsewhere = told().find((one): one is Listening => one.kind === 'listening' && one.port !== port)
    if (performance.now() > until || (elsewhere && Date.now() - elsewhere.at > elsewhereMs)) {
      throw new UnfitStoreError(
        elsewhere
          ? `The store listens at port ${elsewhere.port}, not at ${port}: let it listen at the one in PORT, or say ` +
              `where it listens: --port ${elsewhere.port}. Nothing was bought.`
          : `The store did not listen within ${patienceMs / 1000} s. Nothing was bought.${saidBy(main)}`,
      )
    }
    await sleep(30)
  }
}

/** How long after it listens the store may make its checkout, in milliseconds. */
const makingPatienceMs = 5_000

async function waitUntilItIsMade({ tales }: LifeTerms, main: Started, told: () => readonly Told[]): Promise<Opened> {
  const isOpened = (one: Told): one is Opened => one.kind === 'opened' && told().includes(one)
  const opened = await tales.find(isOpened, makingPatienceMs)
  if (!main.isAlive()) throw whyEnded(main, told())
  if (opened) return opened
  throw new UnfitStoreError(
    'The store listens, but has made no checkout: wanted a call of hostedCheckout() of this version of ' +
      `express-hosted-checkout. Nothing was bought.${saidBy(main)}`,
  )
}

function whyEnded(main: Started, told: readonly Told[]): UnfitStoreError {
  const opened = told.find((one): one is Opened => one.kind === 'opened')
  const died = told.find((one) => one.kind === 'died')
  if (opened && died) return new UnfitStoreError(overridden(opened))
  return new UnfitStoreError(`The store does not start. Nothing was bought.${saidBy(main)}`)
}

function overridden({ gatewayUrl, ledger }: Opened): string {
  return (
    `The store names its own bank or ledger in code: ${new URL(gatewayUrl).origin} and ${ledger}. They may be real, ` +
    'so it was ended before it sent anything. Leave gateway.url, gateway.user, gateway.password (and gateway.token, ' +
    'gateway.preset) and databaseUrl to the environment.'
  )
}

function saidBy({ said }: Started): string {
  return said() === '' ? ' It said nothing.' : ` It said:\n\n${said()}`
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
