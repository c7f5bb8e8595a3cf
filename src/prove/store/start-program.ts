import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../../options/environment.ts'
import { showProgram } from '../shown/show-program.ts'
import { eachByItself } from './each-by-itself.ts'

/** A program that was started, and what has become of it. */
export interface StartedProgram {
  readonly pid: number | undefined
  /** The name of its file alone: what it is given may be a secret. */
  readonly name: string
  /** A time in milliseconds since 1970. */
  readonly startedAt: number
  /** Resolves once it has ended, and where it could not be started. */
  readonly ended: Promise<void>
  readonly isAlive: () => boolean
  /** `code 1`, `SIGKILL`; undefined while it runs, and for a program that has done its work. */
  readonly howFailed: () => string | undefined
  readonly said: () => string
  readonly kill: () => Promise<void>
}

export interface StartTerms {
  readonly folder: string
  readonly environment: Environment
  /** Every process that was started and has not ended. */
  readonly running: Set<ChildProcess>
}

/** As much of what a program says as a person reads, in characters. */
const maxSaidCharacters = 2_000

/** @param words - what Node is called with, the program included. */
export function startProgram(words: readonly string[], { folder, environment, running }: StartTerms): StartedProgram {
  // A group of its own, so that what it starts ends with it, and Ctrl-C is ours alone.
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const startedAt = Date.now()
  running.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-maxSaidCharacters)))
  }
  const ended = once(child, 'exit')
    .catch((error: unknown) => void (said += (error as Error).message))
    // Whatever it has started and left behind. What cannot be ended stays among those that run, for the end to tell.
    .then(() => killGroup(child))
    .then(
      () => void running.delete(child),
      () => undefined,
    )
  return {
    pid: child.pid,
    name: nameOf(words),
    startedAt,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    howFailed: () => child.signalCode ?? (child.exitCode ? `code ${child.exitCode}` : undefined),
    said: () => said.trim(),
    async kill() {
      killGroup(child)
      await ended
    },
  }
}

/** Where options come first, nobody but Node knows which word is the program, and which is given to one of them. */
function nameOf(words: readonly string[]): string {
  const [first = '', module, ...others] = words
  if (first === '--import' && module?.startsWith('file:')) return nameOf(others)
  return first.startsWith('-') ? '#' : showProgram([first])
}

/** Ends a process and all that it has started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // It has ended: some systems refuse where nothing but corpses is left of a group.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH' || (code === 'EPERM' && isOver(child))) return
    throw new Error(`Process ${child.pid} and what it has started could not be ended (${code}).`, { cause: error })
  }
}

/** How long the system may take to end what was killed, in milliseconds: a disk that hangs keeps a process. */
const endPatienceMs = 5_000

/**
 * Ends them all, whatever becomes of one of them, and waits until they have ended.
 *
 * @throws Error naming the process that could not be ended; AggregateError if there were several.
 */
export async function endAll(running: ReadonlySet<ChildProcess>): Promise<void> {
  const ends = [...running].filter((child) => !isOver(child)).map((child) => once(child, 'exit'))
  await eachByItself([
    ...[...running].map((child) => () => killGroup(child)),
    () => Promise.race([Promise.all(ends), sleep(endPatienceMs, undefined, { ref: false })]),
  ])
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null
