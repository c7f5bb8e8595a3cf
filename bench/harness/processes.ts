import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { extname, join } from 'node:path'
import type { CallCount } from '../stores/bank.ts'
import type { ForgedAnswers } from '../stores/forgers.ts'
import type { Usage } from '../stores/serve.ts'

/** What processes may be asked, and what they answer. */
interface Answers {
  readonly usage: Usage
  /** The same once the garbage is collected. */
  readonly 'collected usage': Usage
  readonly 'status calls': CallCount
  readonly 'forged answers': ForgedAnswers
  /** From the first `require` to the end of the first answer, in milliseconds. */
  readonly 'cold start': number
}

/** A process that a measurement has started. */
export interface Child {
  /** One question at a time. */
  ask<Asked extends keyof Answers>(asked: Asked): Promise<Answers[Asked]>
  /** Idempotent. */
  stop(): Promise<void>
}

/** A store under measurement, or a bank for one. */
export interface Running extends Child {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  usage(): Promise<Usage>
}

type Environment = Readonly<Record<string, string>>

/** Starts `bench/stores/<name>.ts`, or the file itself where the name has an ending, and waits until it listens. */
export async function start(name: string, env: Environment = {}): Promise<Running> {
  const { hello, ...child } = await startChild(name, env)
  const { port } = hello as { readonly port: number }
  return { ...child, url: `http://127.0.0.1:${port}`, usage: () => child.ask('usage') }
}

/** Starts a process of `bench/stores/`, and waits for its first message. */
export async function startChild(name: string, env: Environment): Promise<Child & { readonly hello: unknown }> {
  const child = fork(join(import.meta.dirname, '..', 'stores', extname(name) === '' ? `${name}.ts` : name), {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let stopping: Promise<void> | undefined
  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.send('stop')
    await exited
  }
  return {
    hello: await nextMessage(child),
    async ask(asked) {
      const answered = nextMessage(child)
      child.send(asked)
      return (await answered) as never
    },
    stop: () => (stopping ??= stop()),
  }
}

/** @throws Error where the process ends instead. */
async function nextMessage(child: ChildProcess): Promise<unknown> {
  const given = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', { signal: given.signal }).then(([message]: unknown[]) => message),
      once(child, 'exit', { signal: given.signal }).then(([code]) => {
        throw new Error(`A benched process ended with ${String(code)}.`)
      }),
    ])
  } finally {
    given.abort()
  }
}
