import { cpSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { makeAtMost } from '../../src/at-most.ts'
import type { ProofCode } from '../../src/prove/findings/finding.ts'
import { ground } from './ground.ts'
import { killWhatRuns, run } from './programs.ts'
import type { Ending } from './programs.ts'

/** What each of the stores does wrong, once. */
const planted: Readonly<Record<string, ProofCode>> = {
  'not-repeatable.mjs': 'handed-over-twice',
  'swallows-errors.mjs': 'error-swallowed',
  'ships-on-success-page.mjs': 'ships-on-success-page',
  'ships-in-listener.mjs': 'ships-on-event',
  'trusts-order.mjs': 'order-parameter-trusted',
  'blocks-the-loop.mjs': 'loop-blocked',
  'forgets-start.mjs': 'no-sweep',
  'empties-cart-on-return.mjs': 'cart-kept',
  'session-strict.mjs': 'session-same-site-strict',
  'two-on-a-network-disk.mjs': 'ledger-on-network',
  'does-not-wait.mjs': 'not-awaited',
  'price-from-request.mjs': 'price-from-request',
  'ledger-in-memory.mjs': 'ledger-in-memory',
}

const good = ['good-plain.mjs', 'good-cart.mjs', 'good-commonjs.cjs']

interface Told {
  readonly seed: number
  readonly findings: readonly { code: ProofCode; level: string; story: readonly string[]; help: string }[]
}

/** As many proofs at once as find work on two cores: each of them mostly waits. */
const proofsAtOnce = makeAtMost(5)

const { folder: everything, stores } = ground()
let carrier: Server
let proofs: ReadonlyMap<string, Promise<Ending>>

beforeAll(async () => {
  // It takes any parcel and any mail.
  carrier = createServer((req, res) => void req.resume().on('end', () => res.end('{}')))
  await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve))
  proofs = new Map([...Object.keys(planted), ...good].map((name) => [name, proofsAtOnce(() => prove(name))]))
})

afterAll(async () => {
  await killWhatRuns()
  carrier.close()
})

async function prove(name: string): Promise<Ending> {
  // Express 4 for CommonJS.
  const { folder } = stores[name.endsWith('.cjs') ? 'lowest 4' : 'latest 5']!
  const goods = mkdtempSync(join(everything, 'goods-'))
  mkdirSync(join(folder, 'proved'), { recursive: true })
  cpSync(join(__dirname, 'proved', name), join(folder, 'proved', name))
  const { port } = carrier.address() as AddressInfo
  const cli = 'node_modules/express-hosted-checkout/dist/cli.mjs'
  return run(process.execPath, [cli, 'prove', `proved/${name}`, '--yes', '--json', '--seed', '19', '--runs', '0'], {
    folder,
    environment: { GOODS: goods, CARRIER: `http://127.0.0.1:${port}` },
  })
}

async function toldOf(name: string): Promise<Told & Pick<Ending, 'exitCode'>> {
  const { stdout, stderr, exitCode } = await proofs.get(name)!
  const told = stdout.startsWith('{') ? (JSON.parse(stdout) as Partial<Told>) : {}
  // An error says why in its own words.
  if (!told.findings) throw new Error(`prove ${name} ended with ${exitCode}:\n${stdout}${stderr}`)
  return { ...(told as Told), exitCode }
}

describe('prove', () => {
  it.each(Object.entries(planted))('says of the planted %s that it is %s, and of nothing else', async (name, code) => {
    const { findings, seed, exitCode } = await toldOf(name)

    const [first, ...others] = findings.filter(({ level }) => level === 'error')
    expect(others).toEqual([])
    expect(first).toMatchObject({ code, help: expect.any(String) as unknown })
    expect({ seed, exitCode }).toEqual({ seed: 19, exitCode: 1 })
  })

  it.each(good)('finds nothing in %s', async (name) => {
    expect(await toldOf(name)).toMatchObject({ findings: [], exitCode: 0 })
  })

  it('tells the story of the order that it happened to', async () => {
    const { findings } = await toldOf('not-repeatable.mjs')

    const story = findings[0]!.story.join('\n')
    expect(story).toMatch(/pays\n[^]*append to [^]*kill -9 after the handler, before its record\n[^]*append to /)
  })

  it('proves every store that is here', () => {
    expect(readdirSync(join(__dirname, 'proved')).sort()).toEqual([...Object.keys(planted), ...good].sort())
  })
})
