// One command where PostgreSQL and Redis are installed: starts both for this store alone, on free ports and with a
// folder of their own, and then the store. All of it ends with this process, and nothing is left.
import cluster from 'node:cluster'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** The input is a pipe from this process: it closes when this process ends, even by kill -9. */
const servers = `
  "$PROGRAMS/initdb" -D data -U postgres -A trust -E UTF8 --no-locale --no-sync >/dev/null || exit 1
  "$PROGRAMS/postgres" -D data -p "$POSTGRES_PORT" -h 127.0.0.1 -k "$PWD" -c log_min_messages=panic &
  postgres=$!
  redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --save '' --loglevel warning >/dev/null &
  redis=$!
  cat >/dev/null
  kill -INT "$postgres" "$redis"
  wait
  rm -rf "$PWD"
`

const folder = mkdtempSync(join(tmpdir(), 'postgres-cluster-'))
const owner = ownerOfServers()
if (owner) chownSync(folder, owner.uid, owner.gid)
const [postgresPort, redisPort] = [await freePort(), await freePort()]
const running = spawn('sh', ['-c', servers], {
  ...owner,
  cwd: folder,
  // In a group of their own: Ctrl-C reaches the store alone, which still needs them then.
  detached: true,
  env: { PATH: process.env.PATH, PROGRAMS: findPostgres(), POSTGRES_PORT: postgresPort, REDIS_PORT: redisPort },
  stdio: ['pipe', 'ignore', 'inherit'],
})
process.env.CHECKOUT_DATABASE_URL = `postgres://postgres@127.0.0.1:${postgresPort}/postgres`
process.env.REDIS_URL = `redis://127.0.0.1:${redisPort}`
await untilPostgresAnswers()
running.unref()
running.stdin.unref()

cluster.setupPrimary({ exec: new URL('server.mjs', import.meta.url).pathname })
await import('./server.mjs')

/** Where PATH, Debian and Homebrew have it; the newest first. */
function findPostgres() {
  const versions = '/usr/lib/postgresql'
  const installed = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...process.env.PATH.split(delimiter),
    ...installed.map((version) => join(versions, version, 'bin')),
    '/opt/homebrew/opt/postgresql/bin',
  ]
  const found = folders.find((one) => existsSync(join(one, 'initdb')) && existsSync(join(one, 'postgres')))
  if (!found) throw new Error('PostgreSQL is not installed: sudo apt-get install postgresql redis-server')
  return found
}

/** PostgreSQL does not run as root: its package has a user for it, who owns this folder. */
function ownerOfServers() {
  if (process.getuid() !== 0) return undefined
  const { uid, gid } = statSync('/var/lib/postgresql')
  return { uid, gid }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  await once(probe.close(), 'close')
  return String(port)
}

async function untilPostgresAnswers() {
  for (let attempt = 0; attempt < 300 && running.exitCode === null; attempt += 1) {
    const client = new pg.Client({ connectionString: process.env.CHECKOUT_DATABASE_URL })
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (answers) return
    await sleep(100)
  }
  throw new Error('PostgreSQL did not start.')
}
