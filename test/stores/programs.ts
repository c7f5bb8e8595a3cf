import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

/** How a program exited, and what it printed. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  readonly node?: string
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
}

const running = new Set<ChildProcess>()

/** Runs a program until it exits, however it does. */
export function run(command: string, words: readonly string[], { folder, environment }: Program): Promise<Ending> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      words,
      { cwd: folder, env: { ...cleanEnvironment(), ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        running.delete(child)
        resolve({ exitCode: child.exitCode, signal: child.signalCode, stdout, stderr })
      },
    )
    running.add(child)
  })
}

/** Runs a program that must succeed, and resolves to its standard output. */
export async function succeed(command: string, words: readonly string[], program: Program): Promise<string> {
  const { exitCode, signal, stdout, stderr } = await run(command, words, program)
  if (exitCode === 0) return stdout
  throw new Error(`${command} ${words.join(' ')} exited with ${exitCode ?? signal}:\n${stdout}\n${stderr}`)
}

/** A program that serves, and that has printed its address as one line of JSON. */
export interface Serving<Said> {
  readonly said: Said
  /** Sends SIGTERM and resolves to how it exited. */
  stop(): Promise<Ending>
}

/** Starts a program that serves. @throws Error with its standard error, if it exits before it prints its address. */
export async function serve<Said>(node: string, words: readonly string[], program: Program): Promise<Serving<Said>> {
  const child = spawn(node, words, {
    cwd: program.folder,
    env: { ...cleanEnvironment(), ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const stderr = text(child.stderr)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const end = async (): Promise<Ending> => {
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    running.delete(child)
    return { exitCode, signal, stdout: lines.join('\n'), stderr: await stderr }
  }
  const ended = end()
  const endedFirst = ended.then((ending): never => {
    throw new Error(`${words.join(' ')} exited early with ${ending.exitCode ?? ending.signal}:\n${ending.stderr}`)
  })
  const [firstLine] = (await Promise.race([once(reader, 'line'), endedFirst])) as [string]

  return {
    said: JSON.parse(firstLine) as Said,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** For `afterEach` or `afterAll`: kills whatever a failed test has left running. */
export async function killWhatRuns(): Promise<void> {
  const left = [...running]
  await Promise.all(
    left.map(async (child) => {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }),
  )
}

/** The environment without what Jest and npm set for this repository. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_|JEST_|CHECKOUT_|NODE_ENV$|NODE_OPTIONS$|NODE_PATH$|INIT_CWD$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
}
