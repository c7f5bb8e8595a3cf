import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Order, Usage } from '../stores/serve.ts'

/** A process under measurement, or a bank for one. */
export interface Running {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts `bench/stores/<name>.ts` and waits until it listens. */
export async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = fork(join(import.meta.dirname, '..', 'stores', `${name}.ts`), {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { port } = (await nextMessage(child)) as { readonly port: number }
  const ask = async (order: Order): Promise<Usage> => {
    const answered = nextMessage(child)
    child.send(order)
    return (await answered) as Usage
  }
  return {
    url: `http://127.0.0.1:${port}`,
    usage: () => ask('usage'),
    async stop() {
      const exited = once(child, 'exit')
      child.send('stop')
      await exited
    },
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
