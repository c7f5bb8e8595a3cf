import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { Effect, EffectSort, Instruction, Told, WatchTerms } from './told.ts'

// As they are before anybody watches them.
const { openSync, writeSync, readFileSync, rmSync } = fs

/** One try of the store's handler. */
export interface RunScope {
  readonly run: string
  readonly order: string
  readonly instruction: Instruction
  /** The paths of the files that it has read so far. */
  readonly filesRead: Set<string>
  doneCount: number
  hasFailed: boolean
  hasEnded: boolean
}

/** What an effect belongs to. */
export interface Scope {
  readonly run?: RunScope
  readonly page?: string
  /** The number of the order that the store's listener hears of. */
  readonly heardOf?: string
  /** An effect that is told already: what it does beneath is not told again. */
  readonly isTold?: boolean
}

type Fact = 'names' | 'mark' | 'isRepeatable' | 'path' | 'from' | 'mentions' | 'isMadeOfItself' | 'rows' | 'isLate'

/** An effect that is about to happen. */
export interface Begun extends Partial<Pick<Effect, Fact>> {
  readonly sort: EffectSort
  /** For a person, without anything that may be a secret. */
  readonly what: string
  /** The same in full, where that tells effects apart: it leaves the process as a digest alone. */
  readonly inFull?: string
}

type Untimed<One> = One extends Told ? Omit<One, 'at' | 'pid'> : never

export interface Watcher {
  readonly terms: WatchTerms
  readonly scopes: AsyncLocalStorage<Scope>
  /** What ran last, for whoever finds that it ran too long. */
  readonly recent: { order?: string; page?: string }
  tell(told: Untimed<Told>): void
  /** The hand-over or page that this belongs to, if any. */
  scope(): Scope | undefined
  beginRun(run: string, order: string): RunScope
  endRun(scope: RunScope): void
  /** Whether this effect is to fail now; asked once for each. */
  mustFail(begun: Begun): boolean
  /** Tells of an effect that begins; undefined if it belongs to nothing, or is told already. */
  begin(begun: Begun): Ending | undefined
  /** Tells of effects that happened at the same moment: a process dies after all of them. */
  together(tellAll: () => void): void
  kill(why: string): void
}

/** Tells how an effect ended. */
export type Ending = (phase: 'done' | 'failed', facts?: Partial<Pick<Effect, Fact | 'status'>>) => void

export function makeWatcher(terms: WatchTerms): Watcher {
  const scopes = new AsyncLocalStorage<Scope>()
  const running = new Set<RunScope>()
  const recent: Watcher['recent'] = {}
  const tell = makeTell(terms)

  function kill(why: string): void {
    tell({ kind: 'died', why })
    process.kill(process.pid, 'SIGKILL')
  }

  const kills = makeKills(kill)

  function scope(): Scope | undefined {
    const own = scopes.getStore()
    if (own) return own
    // A pooled connection works in the name of whoever opened it: where one order is handed over, it is that one.
    const [only, ...others] = running
    return only && others.length === 0 ? { run: only } : undefined
  }

  return {
    terms,
    scopes,
    recent,
    tell,
    scope,
    begin: makeBegin({ tell, scope, ...kills }),
    together: kills.together,
    kill,
    beginRun(run, order) {
      const instruction = takeInstruction(terms.instructionFile)
      const filesRead = new Set<string>()
      const opened = { run, order, instruction, filesRead, doneCount: 0, hasFailed: false, hasEnded: false }
      running.add(opened)
      recent.order = order
      return opened
    },
    endRun(ended) {
      ended.hasEnded = true
      running.delete(ended)
    },
    mustFail(begun) {
      const { run, isTold } = scope() ?? {}
      if (!run || isTold || run.hasFailed || run.instruction.fail !== keyOf(begun, run.order)) return false
      run.hasFailed = true
      return true
    },
  }
}

/** Written at once: the process may be killed in the next line. */
function makeTell({ toldFile }: WatchTerms): Watcher['tell'] {
  const descriptor = openSync(toldFile, 'a')
  // A line of its own, even after one that another process was killed in the middle of.
  return (told) => void writeSync(descriptor, `\n${JSON.stringify({ ...told, at: Date.now(), pid: process.pid })}\n`)
}

interface Kills extends Pick<Watcher, 'together'> {
  /** Kills the process, once everything is told that happened at this moment. */
  killSoon(why: string): void
}

function makeKills(kill: (why: string) => void): Kills {
  let depth = 0
  let due: string | undefined
  return {
    together(tellAll) {
      depth += 1
      tellAll()
      depth -= 1
      if (depth === 0 && due !== undefined) kill(due)
    },
    killSoon(why) {
      due = why
    },
  }
}

function makeBegin({ tell, scope, together, killSoon }: Pick<Watcher, 'tell' | 'scope'> & Kills): Watcher['begin'] {
  let lastId = 0
  return (begun) => {
    const within = scope() ?? {}
    const { run, page, heardOf, isTold } = within
    // A job of the store may do what an order has left to it.
    const isNobodys = !run && page === undefined && heardOf === undefined && !jobs.has(begun.sort)
    if (isTold || isNobodys) return undefined
    const effect = effectOf(begun, `${process.pid}.${(lastId += 1)}`, within)
    if (begun.sort !== 'row') tell({ ...effect, phase: 'begun' })
    return (phase, facts) => {
      tell({ ...effect, isLate: run?.hasEnded ?? false, ...facts, phase })
      if (!run || phase !== 'done' || begun.sort === 'socket') return
      run.doneCount += 1
      together(() => {
        if (run.instruction.killAt === `effect:${run.doneCount}`) killSoon(`after "${begun.what}"`)
      })
    }
  }
}

const jobs: ReadonlySet<EffectSort> = new Set(['request', 'mail', 'append', 'program', 'row'])

function effectOf(begun: Begun, id: string, { run, page, heardOf }: Scope) {
  const order = run?.order ?? heardOf
  return {
    kind: 'effect',
    id,
    sort: begun.sort,
    what: begun.what,
    key: keyOf(begun, order),
    run: run?.run,
    order,
    page: run ? undefined : page,
    isInListener: heardOf !== undefined,
    isLate: run?.hasEnded ?? false,
    names: begun.names,
    mark: begun.mark,
    isRepeatable: begun.isRepeatable ?? false,
    status: undefined,
    path: begun.path,
    from: begun.from,
    mentions: begun.mentions,
    isMadeOfItself: begun.isMadeOfItself ?? false,
    rows: begun.rows,
  } as const
}

/** What is the same for every order: without its number, without ids, digits and random words. */
function keyOf({ sort, what, inFull = what }: Begun, order: string | undefined): string {
  const named = order === undefined ? inFull : inFull.replaceAll(order, '#')
  const plain = named.replace(/\b(?=[\w-]*\d)[\w-]{6,}\b/g, '#').replace(/\d+/g, '#')
  return `${sort} ${digestOf(plain)}`
}

/** Tells texts apart that may be secrets: nothing else of them leaves the process. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function takeInstruction(file: string): Instruction {
  try {
    const instruction = JSON.parse(readFileSync(file, 'utf8')) as Instruction
    rmSync(file)
    return instruction
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** An error as the operating system or a network would give it. */
export function brokenBy(code: string, what: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${what} (made to fail by prove)`), { code, errno: -5 })
}
