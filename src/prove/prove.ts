import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standardPrefix } from '../options/environment.ts'
import { isProduction } from '../options/unwise.ts'
// Not from the sub-path's own file: what else imports it would be loaded before the look at Node's version.
import { createSandbox } from '../sandbox/sandbox.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { timesOf } from '../times-of.ts'
import { readStep } from './buyer/read-step.ts'
import { foundIn, inOrder } from './findings/finding.ts'
import type { ProofFinding } from './findings/finding.ts'
import { isInMemory, whyOnNetwork } from './ledger/ledger-place.ts'
import { postgresLedger, sqliteLedger } from './ledger/temporary-ledger.ts'
import type { TemporaryLedger } from './ledger/temporary-ledger.ts'
import { play } from './play.ts'
import type { Proof } from './proof.ts'
import type { ProveTerms } from './prove-terms.ts'
import { makeStage } from './make-stage.ts'
import type { StagePlace } from './make-stage.ts'
import { baseUrlOf, storeEnvironment } from './store/environment.ts'
import { freePort } from './store/free-port.ts'
import { eachByItself } from './store/each-by-itself.ts'
import { endAll } from './store/start-program.ts'
import { ledgersNamedBy } from './store/sources.ts'
import { openTales } from './store/tales.ts'
import type { Tales } from './store/tales.ts'
import { hasEnded, paid } from './scenes/purchase.ts'
import type { Note } from './scenes/stage.ts'
import { storyOf } from './story.ts'
import { NoAnswerError, UnfitStoreError } from './findings/unfit-store.ts'
import type { Opened, Told, WatchTerms } from './watch/told.ts'

const login = { user: 'prove-api', password: 'prove' } as const

/** How long the store may take until it listens, in milliseconds; longer where nothing is quick, see `paceOf`. */
const startPatienceMs = 60_000

/**
 * Proves that the store hands over what was paid, once and only then: with a bank and a ledger of its own.
 *
 * @throws UnfitStoreError if the store cannot be proved as it is, OutOfReachError if the database does not answer, and
 *   the reason of `interrupted`. Every process that was started has ended then, and nothing is left behind but what
 *   `onLeftBehind` is told.
 */
export async function proveStore(terms: ProveTerms): Promise<Proof> {
  // Before anything is started.
  terms.path?.forEach((words) => readStep(words, terms.environment))
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'checkout-prove-'))
  const running = new Set<ChildProcess>()
  const interruption = abortOf(terms.interrupted, running)
  let bank: Sandbox | undefined
  let ledger: TemporaryLedger | undefined
  const tales = openTales(join(folder, 'told.jsonl'))
  try {
    // First: whoever listens there already must not be bought from.
    const port = await freePort(terms.port)
    bank = await createSandbox(login)
    ledger = terms.database === undefined ? sqliteLedger(folder) : await postgresLedger(terms.database)
    const place = { ...placeOf(terms, { folder, bank, ledger, port, tales }), running, bank, ledger, tales }
    return await Promise.race([prove(terms, place, startedAt), interruption.aborted])
  } finally {
    const steps = [
      // What cannot be ended yet is tried again below, and told there.
      () => endAll(running).catch(() => undefined),
      () => bank?.close(),
      () => ledger?.close(),
      interruption.stop,
      // What was about to start as the first ones were ended.
      () => endAll(running),
      tales.close,
      () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
    ]
    await eachByItself(steps).catch((error: unknown) => terms.onLeftBehind((error as Error).message))
  }
}

/** Ends every process at once: an interrupted command must leave nothing running. */
function abortOf(signal: AbortSignal, running: ReadonlySet<ChildProcess>) {
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      // What cannot be ended is tried again as the proof takes away what it has made, and told there.
      endAll(running).catch(() => undefined)
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
  { program, words, beside, folder, environment, envPrefix, interrupted }: ProveTerms,
  { folder: own, bank, ledger, port, tales }: Made,
): Omit<StagePlace, 'running' | 'bank' | 'ledger' | 'tales'> {
  const termsFile = join(own, 'watch.json')
  const cacheFolder = join(own, 'cache')
  mkdirSync(cacheFolder)
  const watch: WatchTerms = {
    toldFile: tales.file,
    instructionFile: join(own, 'instruction.json'),
    gatewayOrigin: new URL(bank.url).origin,
    databaseUrl: ledger.databaseUrl,
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
    interrupted,
  }
}

/** Beside this file in the package, in a folder of its own in the sources. */
function watcherUrl(): string {
  const isPackaged = import.meta.url.endsWith('.mjs')
  return new URL(isPackaged ? './prove-preload.mjs' : './watch/preload.ts', import.meta.url).href
}

async function prove(terms: ProveTerms, place: StagePlace, startedAt: number): Promise<Proof> {
  const findings: ProofFinding[] = []
  const stage = makeStage(terms, place, (finding) => findings.push(finding))
  const told = (): readonly Told[] => place.tales.all()
  let deeds: Proof['deeds'] = []
  try {
    deeds = await play(stage, terms)
  } catch (error) {
    if (!(error instanceof UnfitStoreError)) throw error
    if (error instanceof NoAnswerError && (await hasEnded(stage))) {
      stage.add(foundIn(undefined, 'store-dies', 'while a buyer was in it'))
    }
    const own = told().find(isOpened)
    // It was ended before it opened a ledger of its own: where that is, is all there is to say.
    const isOnNetwork = whyOnNetwork(own?.ledger ?? '', terms.folder) !== undefined
    const death = findings.find(({ code }) => code === 'store-dies')
    // A store that dies again and again cannot be proved any further, and what was found says why. One that lives has
    // something else in the way.
    const isExplained = isOnNetwork || (death !== undefined && (await hasEnded(stage)))
    if (!isExplained) throw withWhatWasSeen(error, stage.notes(), death)
  }
  const sockets = stage.effects().filter(({ sort, run }) => sort === 'socket' && run !== undefined)
  return {
    findings: inOrder([...findings, ...judgeLedger(terms, told().filter(isOpened), told())]).map((one) => ({
      ...one,
      seed: terms.seed,
      story: one.order === undefined ? [] : storyOf(one.order, stage.notes(), told()),
    })),
    seed: terms.seed,
    deeds,
    unwatched: [...new Set(sockets.map(({ what }) => what))],
    orderCount: place.bank.orders().length,
    killCount: told().filter(({ kind }) => kind === 'died').length,
    durationMs: Math.round(performance.now() - startedAt),
  }
}

function withWhatWasSeen(error: UnfitStoreError, notes: readonly Note[], death?: ProofFinding): UnfitStoreError {
  const count = notes.filter(({ text }) => text === paid).length
  const bought =
    count === 0
      ? 'Nothing was bought.'
      : `It had been paid ${timesOf(count)} by the fake bank: what it sent then was sent.`
  const before = death === undefined ? '' : ` Before that: ${death.message}`
  return new UnfitStoreError(`${error.message} ${bought}${before}${error.said}`, '', { cause: error })
}

const isOpened = (told: Told): told is Opened => told.kind === 'opened'

/** The ledger that the store has in production: as its environment or its code says. */
function judgeLedger(
  { environment, configuredLedger: configured, envPrefix = standardPrefix, folder, program }: ProveTerms,
  opened: readonly Opened[],
  told: readonly Told[],
): readonly ProofFinding[] {
  const named = configured === undefined ? ledgersNamedBy(program) : [configured]
  const why = [...named, ...opened.map(({ ledger }) => ledger)]
    .map((one) => whyOnNetwork(one, folder))
    .find((one) => one !== undefined)
  if (why !== undefined) return [foundIn(undefined, 'ledger-on-network', why, processesOf(opened, told))]
  if (configured === undefined || !isInMemory(configured)) return []
  const finding = foundIn(undefined, 'ledger-in-memory', `${envPrefix}DATABASE_URL`)
  return [isProduction(environment) ? finding : { ...finding, level: 'warning' }]
}

/** How many processes made a checkout before the first one died. */
function processesOf(opened: readonly Opened[], told: readonly Told[]): number {
  const diedAt = told.find(({ kind }) => kind === 'died')?.at ?? Infinity
  return new Set(opened.filter(({ at }) => at < diedAt).map(({ pid }) => pid)).size
}
