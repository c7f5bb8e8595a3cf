import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../options/environment.ts'
import { standardPrefix } from '../options/environment.ts'
import { createSandbox } from '../sandbox/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { ledgerOf } from '../telemetry/tell-of-opening.ts'
import { foundIn, inOrder } from './finding.ts'
import type { ProofFinding } from './finding.ts'
import { isInMemory, whyOnNetwork } from './ledger/ledger-place.ts'
import { postgresLedger, sqliteLedger } from './ledger/temporary-ledger.ts'
import type { TemporaryLedger } from './ledger/temporary-ledger.ts'
import { play } from './play.ts'
import type { Proof } from './proof.ts'
import { makeStage } from './make-stage.ts'
import type { StagePlace } from './make-stage.ts'
import { baseUrlOf, storeEnvironment } from './store/environment.ts'
import { killGroup } from './store/life.ts'
import { openTales } from './store/tales.ts'
import type { Tales } from './store/tales.ts'
import { storyOf } from './story.ts'
import { UnfitStoreError } from './unfit-store.ts'
import type { Opened, WatchTerms } from './watch/told.ts'

export interface ProveTerms {
  /** The store's own program, an absolute path. */
  readonly program: string
  /** What the program is given. */
  readonly words: readonly string[]
  /** Programs that run beside it, with their words. */
  readonly beside: readonly (readonly string[])[]
  readonly folder: string
  /** The store's environment, as in production. */
  readonly environment: Environment
  readonly envPrefix?: string | undefined
  readonly seed: number
  /** How many rounds of chance come after the usual ones. */
  readonly rounds: number
  readonly sku?: string | undefined
  /** The way to the bank. */
  readonly path?: readonly string[] | undefined
  readonly port?: number | undefined
  /** A PostgreSQL database, for a store that needs one. */
  readonly database?: string | undefined
  /** Counts what was done for an order, where that cannot be watched. */
  readonly deedsOf?: ((orderNumber: string) => unknown) | undefined
  /** What is left out of the proof, by a part of its name. */
  readonly ignore: readonly string[]
  readonly onStep: (text: string) => void
  readonly interrupted: AbortSignal
}

const login = { user: 'prove-api', password: 'prove' } as const

/** How long the store may take until it listens, in milliseconds. */
const startPatienceMs = 30_000

/**
 * Proves that the store hands over what was paid, once and only then: with a bank and a ledger of its own.
 *
 * @throws UnfitStoreError if the store cannot be proved as it is, OutOfReachError if the database does not answer, and
 *   the reason of `interrupted`. Every process that was started has ended then, and nothing is left behind.
 */
export async function proveStore(terms: ProveTerms): Promise<Proof> {
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'checkout-prove-'))
  const running = new Set<ChildProcess>()
  const interruption = abortOf(terms.interrupted, running)
  let bank: Sandbox | undefined
  let ledger: TemporaryLedger | undefined
  const tales = openTales(join(folder, 'told.jsonl'))
  try {
    bank = await createSandbox(login)
    ledger = terms.database === undefined ? sqliteLedger(folder) : await postgresLedger(terms.database)
    const port = terms.port ?? (await freePort())
    const place = { ...placeOf(terms, { folder, bank, ledger, port, tales }), running, bank, ledger, tales }
    return await Promise.race([prove(terms, place, startedAt), interruption.aborted])
  } finally {
    interruption.stop()
    for (const child of running) killGroup(child)
    await bank?.close()
    await ledger?.close().catch(() => undefined)
    tales.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Ends every process at once: an interrupted command must leave nothing running. */
function abortOf(signal: AbortSignal, running: ReadonlySet<ChildProcess>) {
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      for (const child of running) killGroup(child)
      reject(signal.reason instanceof Error ? signal.reason : new Error('interrupted'))
    }
  })
  aborted.catch(() => undefined)
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  return { aborted, stop: () => signal.removeEventListener('abort', onAbort) }
}

interface Made {
  readonly folder: string
  readonly bank: Sandbox
  readonly ledger: TemporaryLedger
  readonly port: number
  readonly tales: Tales
}

function placeOf(
  { program, words, beside, folder, environment, envPrefix }: ProveTerms,
  { folder: own, bank, ledger, port, tales }: Made,
): Omit<StagePlace, 'running' | 'bank' | 'ledger' | 'tales'> {
  const termsFile = join(own, 'watch.json')
  const cacheFolder = join(own, 'cache')
  mkdirSync(cacheFolder)
  const watch: WatchTerms = {
    toldFile: tales.file,
    instructionFile: join(own, 'instruction.json'),
    gatewayOrigin: new URL(bank.url).origin,
    databaseUrl: ledgerOf(ledger.databaseUrl),
    program,
  }
  writeFileSync(termsFile, JSON.stringify(watch))
  const { databaseUrl } = ledger
  const given = { port, bankUrl: bank.url, ...login, databaseUrl, cacheFolder }
  const preload = ['--import', `${watcherUrl()}?terms=${encodeURIComponent(termsFile)}`]
  return {
    instructionFile: watch.instructionFile,
    baseUrl: baseUrlOf(environment, port, envPrefix ?? standardPrefix),
    bankOrigin: watch.gatewayOrigin,
    words: [...preload, program, ...words],
    beside: beside.map((one) => [...preload, ...one]),
    folder,
    environment: storeEnvironment(environment, given, envPrefix ?? standardPrefix),
    port,
    patienceMs: startPatienceMs,
  }
}

/** Beside this file in the package, in a folder of its own in the sources. */
function watcherUrl(): string {
  const isPackaged = import.meta.url.endsWith('.mjs')
  return new URL(isPackaged ? './prove-preload.mjs' : './watch/preload.ts', import.meta.url).href
}

async function prove(terms: ProveTerms, place: StagePlace, startedAt: number): Promise<Proof> {
  const findings = [...configuredLedger(terms)]
  const stage = makeStage(terms, place, (finding) => findings.push(finding))
  let deeds: Proof['deeds'] = []
  try {
    deeds = await play(stage, terms)
  } catch (error) {
    const own = place.tales.all().find((one): one is Opened => one.kind === 'opened')
    const why = own && whyOnNetwork(own.ledger, terms.folder)
    if (!(error instanceof UnfitStoreError) || why === undefined) throw error
    // It was ended before it opened the ledger: that is all there is to say of it.
    findings.push(foundIn(undefined, 'ledger-on-network', why, 1))
  }
  const told = place.tales.all()
  const sockets = stage.effects().filter(({ sort, run }) => sort === 'socket' && run !== undefined)
  return {
    findings: inOrder(
      withProcesses(
        findings,
        told.filter(({ kind }) => kind === 'opened').map(({ pid }) => pid),
        terms,
      ),
    ).map((one) => ({
      ...one,
      seed: terms.seed,
      story: one.order === undefined ? [] : storyOf(one.order, stage.notes(), told),
    })),
    seed: terms.seed,
    deeds,
    unwatched: [...new Set(sockets.map(({ what }) => what))],
    orderCount: place.bank.orders().length,
    killCount: told.filter(({ kind }) => kind === 'died').length,
    durationMs: Math.round(performance.now() - startedAt),
  }
}

/** The ledger that the store has in production, as its environment says. */
function configuredLedger({ environment, envPrefix = standardPrefix, folder }: ProveTerms): readonly ProofFinding[] {
  const databaseUrl = environment[`${envPrefix}DATABASE_URL`]
  if (databaseUrl === undefined) return []
  const why = whyOnNetwork(databaseUrl, folder)
  if (why !== undefined) return [foundIn(undefined, 'ledger-on-network', why, 1)]
  if (!isInMemory(databaseUrl)) return []
  const finding = foundIn(undefined, 'ledger-in-memory', `${envPrefix}DATABASE_URL`)
  const isProduction = /^prod(?:uction)?$/i.test(environment.NODE_ENV ?? '')
  return [isProduction ? finding : { ...finding, level: 'warning' }]
}

/** Says how many processes are at work on a ledger that bears one at most. */
function withProcesses(
  findings: readonly ProofFinding[],
  pids: readonly number[],
  { environment, envPrefix = standardPrefix, folder }: ProveTerms,
): readonly ProofFinding[] {
  const why = whyOnNetwork(environment[`${envPrefix}DATABASE_URL`] ?? '', folder)
  if (why === undefined) return findings
  return [
    ...findings.filter(({ code }) => code !== 'ledger-on-network'),
    foundIn(undefined, 'ledger-on-network', why, new Set(pids).size),
  ]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
