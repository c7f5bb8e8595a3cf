import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { until } from './until.ts'

/** A private PostgreSQL server. */
export interface RunningPostgres {
  readonly url: string
  /**
   * Shuts it down immediately, which drops every connection. Resolves when it has recovered and answers again.
   */
  restartAtOnce(): Promise<void>
  stop(): Promise<void>
}

/** Where Debian and Homebrew keep versions side by side. The newest wins. */
const versionFolders = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']

/** The folder with `initdb` and `postgres`, from `PATH` or from where packages install them. */
export function findPostgres(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter)
  const folders = [...onPath, ...versionFolders.flatMap(versionsIn), '/usr/pgsql/bin', '/usr/local/pgsql/bin']
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

function versionsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const version = (name: string) => Number(/[0-9]+$/.exec(name)?.[0] ?? 0)
  return readdirSync(folder)
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(folder, name, 'bin'))
}

/**
 * Runs the server and restarts it whenever it exits, until standard input closes. Then stops it and removes the folder.
 *
 * The input is a pipe from this process, so the server stops with us even if we are killed.
 */
const guard = `
  exec 3<&0
  {
    cat <&3 >/dev/null
    touch "$FOLDER/over"
    while kill -INT "$(head -n 1 "$FOLDER/data/postmaster.pid")" || [ -d "$FOLDER" ]; do sleep 0.2; done
  } 2>/dev/null &
  while [ ! -e "$FOLDER/over" ]; do "$@"; sleep 0.1; done
  rm -rf "$FOLDER"
`

export interface PostgresOptions {
  /** Commits survive {@link RunningPostgres.restartAtOnce}, as on a shop's own server. */
  readonly isDurable?: boolean
}

/** Starts a server with an empty data folder on a free port of 127.0.0.1. Nothing in it outlives the test run. */
export async function startPostgres({ isDurable = false }: PostgresOptions = {}): Promise<RunningPostgres> {
  const programs = findPostgres()
  if (!programs) throw new Error('PostgreSQL was not found.')
  const folder = mkdtempSync(join(tmpdir(), 'checkout-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(folder, owner.uid, owner.gid)

  const data = join(folder, 'data')
  const initialize = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  execFileSync(join(programs, 'initdb'), initialize, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })

  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    // Data that need not survive a crash need not wait for the disk.
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' }),
  }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Not a pipe: if this process is busy and reads nothing, every session of the server waits to write a line.
  const log = join(folder, 'log')
  const logFile = openSync(log, 'w')
  const server = spawn('sh', ['-c', guard, 'guard', join(programs, 'postgres'), '-D', data, ...words], {
    ...owner,
    cwd: folder,
    // In its own process group: Ctrl-C reaches only the tests, and closing the pipe then stops the server.
    detached: true,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', logFile],
  })
  closeSync(logFile)

  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const exited = once(server, 'exit')
  const stop = async (): Promise<void> => {
    server.stdin?.end()
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  const untilReady = async (): Promise<void> => {
    for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt += 1) {
      if (await answers(url)) return
      await sleep(100)
    }
    throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`)
  }
  await untilReady().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const restartAtOnce = async (): Promise<void> => {
    const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGQUIT')
    await until(async () => !(await answers(url)))
    await untilReady()
  }
  return { url, restartAtOnce, stop }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** The server refuses to run as root: use the user its package created, or `nobody`. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = ['postgres', 'nobody'].find(isUser)
  if (!user) throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody".')
  return { uid: idOf('-u', user), gid: idOf('-g', user) }
}

function isUser(name: string): boolean {
  try {
    return idOf('-u', name) > 0
  } catch {
    return false
  }
}

function idOf(which: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [which, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
