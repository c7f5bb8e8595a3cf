import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { UnfitStoreError } from '../../src/prove/findings/unfit-store.ts'
import { freePort } from '../../src/prove/store/free-port.ts'
import { beginLife } from '../../src/prove/store/life.ts'
import type { LifeTerms } from '../../src/prove/store/life.ts'
import { openTales } from '../../src/prove/store/tales.ts'
import type { Tales } from '../../src/prove/store/tales.ts'
import type { Told } from '../../src/prove/watch/told.ts'
import { run } from '../cli/a-world.ts'
import type { Ran, RunOptions } from '../cli/a-world.ts'
import { until } from '../support/until.ts'

const shop = resolve(__dirname, 'stores/shop.mjs')
const worker = resolve(__dirname, 'stores/worker.mjs')

let folder: string
/** Somebody's real server: a bank, or a store that runs already. */
let live: Server
let livePort: number
const asked: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prove-safety-'))
  live = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    res.end('{}')
  }).listen(0, '127.0.0.1')
  await once(live, 'listening')
  livePort = (live.address() as AddressInfo).port
})

afterAll(() => {
  live.close()
  rmSync(folder, { recursive: true })
})

beforeEach(() => void asked.splice(0))

function prove(variables: Record<string, string>, options: readonly string[] = [], how: RunOptions = {}): Promise<Ran> {
  const { PATH, HOME } = process.env
  const words = ['prove', shop, '--yes', '--runs', '0', ...options]
  return run(words, { PATH, HOME, ...variables }, undefined, { folder, ...how })
}

function termsOf(tales: Tales, program: string, { patienceMs }: Pick<LifeTerms, 'patienceMs'>): LifeTerms {
  return {
    words: ['-e', program],
    beside: [],
    folder,
    environment: {},
    port: livePort,
    tales,
    patienceMs,
    running: new Set(),
    interrupted: new AbortController().signal,
  }
}

const idle = 'setInterval(() => undefined, 1_000)'

const started = (): string => join(folder, 'started')

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('prove', () => {
  it.each([
    ['a bank', 'own-bank', () => `http://127.0.0.1:${livePort}`],
    ['a ledger', 'own-ledger', () => join(folder, 'real.db')],
  ])('ends a store that names %s in code before it has asked or opened it', async (_what, store, other) => {
    const { err, exitCode } = await prove({ STORE: store, OTHER: other() })

    expect(err).toMatch(/names its own bank or ledger in code[^]*ended before it sent anything/)
    expect({ asked, exitCode, isOpened: existsSync(join(folder, 'real.db')) }).toEqual({
      asked: [],
      exitCode: 2,
      isOpened: false,
    })
  })

  it.each([
    ['does not start', 'does-not-start', [], /does not start[^]*no stock today/],
    ['never sells', '', ['--sku', 'mug'], /A buyer never got to the bank.*GET .*\/checkout\/mug answered 404/],
  ])('ends with 2 for a store that %s, and says why', async (_what, store, options, said) => {
    const { err, exitCode } = await prove({ STORE: store }, options)

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(said)
    expect(exitCode).toBe(2)
  })

  it("gives the store nothing of a file that it may not read: another shop's ledger", async () => {
    writeFileSync(join(folder, '.env'), 'OTHER_DATABASE_URL=sqlite:/mnt/nfs/other.db\n')
    const { err } = await prove({ STORE: 'does-not-start' })
    rmSync(join(folder, '.env'))

    expect(err).toMatch(/no stock today, and no other ledger/)
  })

  it('buys nothing from a server that has the port already, and starts nothing', async () => {
    const { err, exitCode } = await prove({ STARTED: started() }, ['--sku', 'mug', '--port', String(livePort)])

    expect(err).toMatch(/Port \d+ is taken on this machine/)
    expect({ asked, exitCode, isStarted: existsSync(started()) }).toEqual({ asked: [], exitCode: 2, isStarted: false })
  })

  it('takes no answer of a server for the store that does not listen', async () => {
    const tales = openTales(join(folder, 'told.jsonl'))
    const life = beginLife(termsOf(tales, idle, { patienceMs: 300 }))

    await expect(life).rejects.toThrow(UnfitStoreError)
    await expect(life).rejects.toThrow(/did not listen within 1 s/)
    tales.close()
  })

  it.each<[string, (port: number) => number | undefined, RegExp]>([
    ['a socket file', () => undefined, /did not listen at port \d+ within 1 s, only at a socket file/],
    ['another address', (port) => port, /listens at port \d+, but not at 127\.0\.0\.1: let it listen there/],
    ['another port', (port) => port + 1, /listens at port \d+, not at \d+: let it listen at the one in PORT/],
  ])('says where a store listens that listens at %s', async (_where, portOf, said) => {
    const tales = openTales(join(folder, 'elsewhere.jsonl'))
    const port = await freePort(undefined)
    const life = beginLife({ ...termsOf(tales, idle, { patienceMs: 300 }), port })
    const told: Told = { kind: 'listening', at: 0, pid: 1, port: portOf(port) }
    appendFileSync(tales.file, `${JSON.stringify(told)}\n`)

    await expect(life).rejects.toThrow(said)
    tales.close()
  })

  it('says that a program came to its end that starts the store and leaves', async () => {
    const tales = openTales(join(folder, 'ended.jsonl'))
    const life = beginLife(termsOf(tales, '', { patienceMs: 60_000 }))

    await expect(life).rejects.toThrow(/come to its end \(code 0\)\. It must be the one that listens/)
    tales.close()
  })

  it('ends what a program starts and leaves in a group of its own', async () => {
    const { exitCode } = await prove({ STORE: 'leaves-another', STARTED: started() })
    const { pid } = takeStarted()
    await until(() => !isRunning(pid))

    expect([exitCode, isRunning(pid)]).toEqual([2, false])
  })

  it('says of a store that dies whenever it hands over that it does', async () => {
    const { out, exitCode } = await prove({ STORE: 'dies' }, ['--sku', 'mug'])

    expect(out).toMatch(/^error +store-dies\n/)
    expect({ exitCode }).toEqual({ exitCode: 1 })
  })

  it('says what else was in the way of a store that has died once, and lives', async () => {
    const deeds = join(folder, 'deeds.cjs')
    writeFileSync(deeds, 'exports.deedsOf = () => Promise.reject(new Error("no such table"))\n')
    const variables = { STORE: 'dies-once', OTHER: join(folder, 'has-died') }
    const { err, exitCode } = await prove(variables, ['--sku', 'mug', '--deeds', deeds])

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(
      /deedsOf\(orderNumber\) of --deeds threw .*no such table.*Before that: The store's process ended by itself/,
    )
    expect({ exitCode }).toEqual({ exitCode: 2 })
  })

  it('waits longer for a store on a machine that takes its time to start a program', async () => {
    const tales = openTales(join(folder, 'slow.jsonl'))
    const [watched, others] = [
      { kind: 'watched', loadMs: 8_000 },
      ['listening', 'opened'].map((kind) => ({ kind, port: livePort })),
    ]
    const tell = (told: object): string =>
      `fs.appendFileSync(${JSON.stringify(tales.file)}, ${JSON.stringify(`${JSON.stringify(told)}\n`)});`
    const later = `setTimeout(() => { ${others.map(tell).join('')} }, 2_000)`
    const program = `${tell(watched)} setInterval(() => undefined, 9_000); ${later}`
    const life = await beginLife(termsOf(tales, program, { patienceMs: 1_000 }))

    expect(life).toMatchObject({ pace: 8, opened: { port: livePort } })
    await life.kill()
    tales.close()
  })

  it.each([
    ['crashes', /\(worker\.mjs\) does not start \(code 1\)\. Nothing was bought\..*no queue here/],
    ['names a bank in code', /\(worker\.mjs\) names its own bank or ledger in code/],
  ])('says why a program beside the store has ended that %s', async (what, said) => {
    const begun = join(folder, 'begun')
    const variables = { WORKER: what, WORKER_BEGUN: begun, OTHER: `http://127.0.0.1:${livePort}` }
    const { err, exitCode } = await prove(variables, ['--sku', 'mug', '--beside', worker])
    rmSync(begun)

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(said)
    expect({ asked, exitCode }).toEqual({ asked: [], exitCode: 2 })
  })
})

describe('prove that cannot end a process', () => {
  afterEach(() => jest.restoreAllMocks())

  it('takes everything else away, and tells of it beside what it has to say', async () => {
    const { kill } = process
    jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      if (pid < 0) throw Object.assign(new Error('kill EACCES'), { code: 'EACCES' })
      return Reflect.apply(kill, process, [pid, signal])
    })
    const { err, exitCode } = await prove({ STORE: 'does-not-start', STARTED: started() })

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(/could not be ended \(EACCES\)\..*does not start.*no stock today/)
    expect([exitCode, existsSync(takeStarted().proofFolder)]).toEqual([2, false])
  })
})

describe('prove that is interrupted', () => {
  it('leaves no store running, and no folder', async () => {
    const interruption = new AbortController()
    const ending = prove({ STARTED: started() }, ['--sku', 'mug'], { interruption })
    await until(() => existsSync(started()))
    interruption.abort('interrupted')

    expect((await ending).exitCode).toBe(130)
    const { pid, proofFolder } = takeStarted()
    expect([isRunning(pid), existsSync(proofFolder)]).toEqual([false, false])
  })

  it.each([
    ['SIGKILL', null],
    ['SIGHUP', 130],
  ] as const)('leaves no store running when it gets %s', async (signal, exitCode) => {
    const main = resolve(__dirname, '../../src/cli/main.ts')
    const child = spawn(process.execPath, [main, 'prove', shop, '--yes'], {
      cwd: folder,
      env: { ...process.env, STORE: 'never-listens', STARTED: started() },
      stdio: 'ignore',
    })
    await until(() => existsSync(started()))
    const { pid } = takeStarted()
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([exitCode, exitCode === null ? signal : null])

    await until(() => !isRunning(pid))
    expect(isRunning(pid)).toBe(false)
  })
})

/** The store that was started last, and the folder of its proof. */
function takeStarted(): { readonly pid: number; readonly proofFolder: string } {
  const [pid, ledger = ''] = readFileSync(started(), 'utf8').split(' ')
  rmSync(started())
  return { pid: Number(pid), proofFolder: dirname(ledger.replace('sqlite:', '')) }
}
