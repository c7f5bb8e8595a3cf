import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { childEnvironment } from '../support/child-environment.ts'
import { asked, buy, openStore, timesAsked } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { environmentOf } from './a-world.ts'

const main = join(__dirname, '../../src/cli/main.ts')
const { version } = jest.requireActual<{ version: string }>('../../package.json')

describe('the process of the command line', () => {
  let store: Store
  beforeEach(async () => void (store = await openStore({ options: { sweep: { everyMs: 60_000 } } })))
  afterEach(() => store.close())

  interface Ended {
    readonly out: string
    readonly err: string
    readonly exitCode: number | null
    readonly signal: string | null
  }

  function start(words: readonly string[], environment: object = {}): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [main, ...words], {
      env: { ...childEnvironment, ...environmentOf(store), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const ended = once(child, 'close').then(([exitCode, signal]) => ({
      out,
      err,
      exitCode: exitCode as number | null,
      signal: signal as string | null,
    }))
    return { child, ended }
  }

  it('says which version it is', async () => {
    expect(await start(['--version']).ended).toMatchObject({ exitCode: 0, out: `${version}\n`, err: '' })
  })

  it('lists the orders of a fresh ledger: none', async () => {
    const { out, ...rest } = await start(['orders', '--json']).ended

    expect(rest).toEqual({ exitCode: 0, signal: null, err: '' })
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, orders: [] })
  })

  it('ends reconcile with 130 at the first Ctrl-C, once the order in hand is done', async () => {
    for (let count = 0; count < 3; count += 1) await buy(store, store.browser())
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'slow', delayMs: 1_000 })
    const { child, ended } = start(['reconcile'], { CHECKOUT_SWEEP_CONCURRENCY: '1' })
    await asked(store, 'getOrderStatusExtended.do')

    child.kill('SIGINT')

    const { exitCode, err, out } = await ended
    expect(exitCode).toBe(130)
    expect(err).toContain('Interrupted. The bank was asked about 1 of 3 orders; run reconcile again for the rest.\n')
    expect(out).toMatch(/^asked +1\n/)
  })

  it('ends at once at the second', async () => {
    await buy(store, store.browser())
    store.bank.fault({ method: 'getOrderStatusExtended.do', kind: 'slow', delayMs: 10_000 })
    const { child, ended } = start(['reconcile'])
    await asked(store, 'getOrderStatusExtended.do')

    child.kill('SIGINT')
    await once(child.stderr!, 'data')
    child.kill('SIGINT')

    expect(await ended).toMatchObject({ exitCode: null, signal: 'SIGINT', out: '' })
  })

  /** Runs a command on a terminal of its own, where a person answers its question with a key. */
  async function onTerminal(words: readonly string[], key: string): Promise<string> {
    const typed = [process.execPath, main, ...words].map((word) => `'${word}'`).join(' ')
    const child = spawn('script', ['-qec', `${typed}; echo "exit $?"`, '/dev/null'], {
      env: { ...childEnvironment, ...environmentOf(store), TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const hadAsked = out.includes('(…')
      out += chunk.toString()
      if (!hadAsked && out.includes('(…')) child.stdin.write(key)
    })
    await once(child, 'close')
    return out
  }

  // The program of util-linux: others of the name know other options.
  const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

  ;(hasTerminals ? it : it.skip).each([
    ['Ctrl-C', '\u0003', /Interrupted\. Nothing was sent, and nothing was changed\.\s+exit 130\s*$/],
    ['Ctrl-D', '\u0004', /got ""\. Nothing was sent\.\s+exit 2\s*$/],
    ['another word', 'no\r', /got "no"\. Nothing was sent\.\s+exit 2\s*$/],
  ])('sends nothing for %s at a question', async (_name, key, end) => {
    const { orderNumber } = await buy(store, store.browser())

    expect(await onTerminal(['decline', orderNumber], key)).toMatch(end)

    expect(timesAsked(store, 'decline.do')).toBe(0)
  })

  ;(hasTerminals ? it : it.skip)('has colours on a terminal', async () => {
    const { gatewayOrderId, orderNumber } = await buy(store, store.browser())
    await store.bank.pay(gatewayOrderId)
    await store.checkout.settle(orderNumber)

    expect(await onTerminal(['orders'], '')).toContain('\u001B[32mpaid\u001B[39m')
  })
})
