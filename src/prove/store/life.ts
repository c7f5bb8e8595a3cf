import { setTimeout as sleep } from 'node:timers/promises'
import { UnfitStoreError } from '../findings/unfit-store.ts'
import type { Listening, Opened, Told } from '../watch/told.ts'
import { answers } from './answers.ts'
import { paceOf } from './pace.ts'
import { startProgram } from './start-program.ts'
import type { StartedProgram, StartTerms } from './start-program.ts'
import type { Tales } from './tales.ts'

/** One run of the store's process, from its start to its end. */
export interface Life {
  readonly opened: Opened
  /** How many times as long as usual things take now, see `paceOf`. */
  readonly pace: number
  /** Resolves once the process has ended, however it did. */
  readonly ended: Promise<void>
  isAlive(): boolean
  /** @throws UnfitStoreError if a program beside it has failed by itself. */
  requireBeside(): void
  /** `kill -9`, of the process and of all that it has started. */
  kill(): Promise<void>
}

export interface LifeTerms extends StartTerms {
  /** What Node is called with, the program included. */
  readonly words: readonly string[]
  /** Programs that run beside it. */
  readonly beside: readonly (readonly string[])[]
  readonly port: number
  readonly tales: Tales
  /** How long the store may take until it listens, in milliseconds, where there is time to spare. */
  readonly patienceMs: number
  /** Nothing is started once it is aborted. */
  readonly interrupted: AbortSignal
}

/** What has been started, and what it has told. */
interface Running {
  readonly main: StartedProgram
  readonly beside: readonly StartedProgram[]
  readonly told: () => readonly Told[]
  /** The same without what the programs beside it have told. */
  readonly toldByStore: () => readonly Told[]
  readonly pace: () => number
}

/**
 * @throws UnfitStoreError if it does not start, does not listen at its port, or makes no checkout, and if a program
 *   beside it ends at once; the reason of `interrupted`.
 */
export async function beginLife(terms: LifeTerms): Promise<Life> {
  terms.interrupted.throwIfAborted()
  const running = startAll(terms)
  const { main, beside, told, pace } = running
  const kill = async (): Promise<void> => void (await Promise.all([main, ...beside].map((one) => one.kill())))
  const requireBeside = (): void => beside.forEach((one) => requireRunning(one, told()))
  try {
    await waitUntilItListens(terms, running)
    const opened = await waitUntilItIsMade(terms, running)
    for (const one of beside) await waitUntilItStands(one, running)
    requireBeside()
    return { opened, pace: pace(), ended: main.ended, isAlive: main.isAlive, requireBeside, kill }
  } catch (error) {
    // What cannot be ended is told at the end of the proof: here it would hide why the store does not start.
    await kill().catch(() => undefined)
    terms.interrupted.throwIfAborted()
    throw error
  }
}

function startAll(terms: LifeTerms): Running {
  const saidBefore = terms.tales.all().length
  const main = startProgram(terms.words, terms)
  const beside = terms.beside.map((words) => startProgram(words, terms))
  const told = (): readonly Told[] => terms.tales.all().slice(saidBefore)
  return {
    main,
    beside,
    told,
    toldByStore: () => told().filter((one) => !beside.some(({ pid }) => pid === one.pid)),
    pace: () => paceOf(main.startedAt, told()),
  }
}

/** How long a store that listens elsewhere may take to listen at its port, too, in milliseconds. Chosen by feel. */
const elsewhereMs = 3_000

/** How often the store is looked at while it starts, in milliseconds. */
const lookEveryMs = 30

/** Only what a process of this life tells of counts: anybody else's server may answer at the same port. */
async function waitUntilItListens(
  { port, patienceMs, interrupted }: LifeTerms,
  { main, toldByStore, pace }: Running,
): Promise<void> {
  let waitedMs = 0
  const listening = (): readonly Listening[] => toldByStore().filter((one) => one.kind === 'listening')
  while (!(listening().some((one) => one.port === port) && (await answers(port)))) {
    if (!main.isAlive()) throw whyEnded(main, toldByStore())
    const isOver = waitedMs > patienceMs * pace()
    const settled = listening().filter(({ at }) => isOver || Date.now() - at > elsewhereMs * pace())
    const where = whereElse(settled, port)
    if (where !== undefined) throw new UnfitStoreError(where)
    if (isOver) throw new UnfitStoreError(neverListened(settled, port, waitedMs), saidBy(main))
    const sleptAt = performance.now()
    await sleep(lookEveryMs, undefined, { signal: interrupted })
    // Where this process itself comes late, so do those that it waits for.
    waitedMs += Math.min(performance.now() - sleptAt, 2 * lookEveryMs)
  }
}

/** Where the store listens instead, and what to do about it; undefined if at no port. */
function whereElse(listening: readonly Listening[], port: number): string | undefined {
  if (listening.some((one) => one.port === port)) {
    return `The store listens at port ${port}, but not at 127.0.0.1: let it listen there, or at all addresses.`
  }
  const elsewhere = listening.find((one) => one.port !== undefined)
  if (!elsewhere) return undefined
  return (
    `The store listens at port ${elsewhere.port}, not at ${port}: let it listen at the one in PORT, or say where it ` +
    `listens: --port ${elsewhere.port}.`
  )
}

/** A socket file may be somebody else's, of a tool that loads the store: it is named only where nothing else came. */
function neverListened(listening: readonly Listening[], port: number, waitedMs: number): string {
  const within = `within ${Math.ceil(waitedMs / 1000)} s`
  if (listening.length === 0) return `The store did not listen ${within}.`
  return `The store did not listen at port ${port} ${within}, only at a socket file: let it listen at the one in PORT.`
}

/** How long after it listens the store may make its checkout, in milliseconds. */
const makingPatienceMs = 5_000

async function waitUntilItIsMade({ tales }: LifeTerms, { main, toldByStore, pace }: Running): Promise<Opened> {
  const isOpened = (one: Told): one is Opened => one.kind === 'opened' && toldByStore().includes(one)
  const opened = await tales.find(isOpened, makingPatienceMs * pace())
  // Whoever makes a checkout that is not ours is ended at that very moment, and tells of it before.
  await sleep(lookEveryMs)
  if (!main.isAlive() || toldByStore().some(isForeign)) throw whyEnded(main, toldByStore())
  if (opened) return opened
  throw new UnfitStoreError(
    'The store listens, but has made no checkout: wanted a call of hostedCheckout() of this version of ' +
      'express-hosted-checkout.',
    saidBy(main),
  )
}

/** How long a program beside the store may take until it does something, in milliseconds. Chosen by feel. */
const besidePatienceMs = 1_500

/** A program that does nothing with the checkout is not waited for. */
async function waitUntilItStands(beside: StartedProgram, { told, pace }: Running): Promise<void> {
  const until = performance.now() + besidePatienceMs * pace()
  const stands = (): boolean => told().some(({ kind, pid }) => kind === 'opened' && pid === beside.pid)
  while (beside.isAlive() && !stands() && performance.now() < until) await sleep(30)
  if (stands()) await sleep(lookEveryMs)
}

/** Whoever is killed for a proof has not failed. */
function requireRunning(beside: StartedProgram, told: readonly Told[]): void {
  const how = beside.howFailed()
  const own = told.filter(({ pid }) => pid === beside.pid)
  const who = `The program beside it (${beside.name})`
  if (own.some(isForeign)) throw whyEnded(beside, own, who)
  if (how === undefined || own.some(({ kind }) => kind === 'died')) return
  if (!own.some(({ kind }) => kind === 'opened')) throw whyEnded(beside, own, who)
  throw new UnfitStoreError(`${who} ended by itself (${how}): nothing more can be proved.`, saidBy(beside))
}

function whyEnded(ended: StartedProgram, told: readonly Told[], who = 'The store'): UnfitStoreError {
  const died = told.find(isForeign)
  const opened = died && told.find((one) => one.kind === 'opened' && one.pid === died.pid)
  if (opened?.kind === 'opened') return new UnfitStoreError(overridden(who, opened))
  const how = ended.howFailed()
  if (how !== undefined || ended.isAlive()) {
    return new UnfitStoreError(`${who} does not start${how === undefined ? '' : ` (${how})`}.`, saidBy(ended))
  }
  return new UnfitStoreError(
    `${who} does not start: its program has come to its end (code 0). It must be the one that listens, not one that ` +
      'starts it and leaves.',
    saidBy(ended),
  )
}

const isForeign = (told: Told): boolean => told.kind === 'died' && told.why === 'not ours'

function overridden(who: string, { gatewayUrl, ledger }: Opened): string {
  return (
    `${who} names its own bank or ledger in code: ${new URL(gatewayUrl).origin} and ${ledger}. They may be real, ` +
    'so it was ended before it sent anything. Leave gateway.url, gateway.user, gateway.password (and gateway.token, ' +
    'gateway.preset) and databaseUrl to the environment.'
  )
}

function saidBy({ said }: StartedProgram): string {
  return said() === '' ? ' It said nothing.' : ` It said:\n\n${said()}`
}
