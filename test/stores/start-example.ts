import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startMs, until } from '../support/until.ts'
import type { NodeName } from './cells.ts'
import { ground, root } from './ground.ts'

/** An example as a store runs it: its folder is copied beside the packed library. */
export interface RunningExample {
  readonly baseUrl: string
  readonly port: string
  readonly frontUrl: string
  /** What it has printed. */
  readonly said: () => string
  /** Sends SIGTERM. Resolves once it has exited, with its errors. */
  stop(): Promise<{ readonly stderr: string }>
}

export interface Example {
  /** Where the library is installed. */
  readonly folder: string
  readonly name: string
  /** The file to run; its `server.…` unless named. */
  readonly program?: string
  readonly node: NodeName
  readonly environment: Readonly<Record<string, string>>
}

const running = new Set<ChildProcess>()

export async function startExample({ folder, name, program, node, environment }: Example): Promise<RunningExample> {
  const [port, frontPort] = [await freePort(), await freePort()]
  cpSync(join(root, 'example', name), join(folder, name), { recursive: true })
  const file = program ?? readdirSync(join(folder, name)).find((one) => one.startsWith('server.'))!
  const [baseUrl, frontUrl] = [`http://localhost:${port}`, `http://localhost:${frontPort}`]
  const child = spawn(ground().nodes[node]!.path, [join(name, file)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      CHECKOUT_BASE_URL: baseUrl,
      SESSION_SECRET: 'the session secret of an example',
      PORT: port,
      FRONT_PORT: frontPort,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const closed = once(child, 'close').then(() => running.delete(child))
  const stderr = text(child.stderr)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (said += more))
  await until(
    () => said.includes('http://localhost') || child.exitCode !== null,
    () => said,
    startMs,
  )
  if (child.exitCode !== null) throw new Error(`${name} has exited:\n${await stderr}`)
  return {
    baseUrl,
    port,
    frontUrl,
    said: () => said,
    async stop() {
      child.kill('SIGTERM')
      await closed
      return { stderr: await stderr }
    },
  }
}

/** For `afterEach`: kills whatever a test has left running. */
export async function killExamples(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }),
  )
}

/** A free port of this machine. */
export async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return String(port)
}
