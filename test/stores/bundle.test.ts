import { join } from 'node:path'
import { buyAndPay } from './buyer.ts'
import type { Cell } from './cells.ts'
import { ground, newFolder, root } from './ground.ts'
import { endedWell, newLedgerFolder, programOf, serveIn } from './open-cell.ts'
import type { BankPlace, OpenedLedgerFolder, StorePlace } from './open-cell.ts'
import { killWhatRuns, run, serve, succeed } from './programs.ts'

const { folder: everything, nodes, stores } = ground()
const cell: Cell = { express: 'latest 5', node: '26', modules: 'ES modules' }

/** ES modules have no `require`, which Express and others call. This is the usual workaround with esbuild. */
const banner =
  "--banner:js=import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url)"

const bundles = [
  { modules: 'CommonJS', words: ['--format=cjs'] },
  { modules: 'ES modules', words: ['--format=esm', banner] },
] as const

describe.each(bundles)('a store that esbuild has bundled into one file of $modules', ({ modules, words }) => {
  let ledger: OpenedLedgerFolder
  let folder: string
  const program = programOf('shop', { modules })

  beforeAll(async () => {
    ledger = newLedgerFolder()
    // Without any packages: everything the store needs must be in the file.
    folder = newFolder(join(everything, `bundle-${programOf('of', { modules })}`))
    const esbuild = join(root, 'node_modules/.bin/esbuild')
    const given = ['serve.mjs', '--bundle', '--platform=node', `--outfile=${join(folder, program)}`, ...words]
    await succeed(esbuild, given, { folder: stores['latest 5']!.folder })
  })
  afterAll(async () => {
    await killWhatRuns()
    ledger.close()
  })

  it('sells', async () => {
    const bank = await serveIn<BankPlace>('bank', cell)
    const environment = { ...ledger.environment, CHECKOUT_GATEWAY_URL: bank.said.url }
    const store = await serve<StorePlace>(nodes['26']!.path, [program], { folder, environment })

    const orderNumber = await buyAndPay(store.said.baseUrl)

    expect(ledger.parcels()).toEqual([`mug ${orderNumber}`])
    expect(await store.stop()).toMatchObject(endedWell)
    expect(await bank.stop()).toMatchObject(endedWell)
  })

  it('refuses a Node that is too old', async () => {
    const { exitCode, stderr } = await run(nodes['20']!.path, [program], { folder })

    expect(exitCode).toBe(1)
    expect(stderr).toContain('Error: express-hosted-checkout needs Node 22.16, 24 or later; this is Node 20.')
  })

  it('is told to install pg', async () => {
    const environment = {
      ...ledger.environment,
      CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:1/payment/rest/',
      CHECKOUT_DATABASE_URL: 'postgres://shop@127.0.0.1:1/shop',
    }

    const { stdout } = await run(nodes['26']!.path, [program], { folder, environment })

    expect(JSON.parse(stdout)).toMatchObject({ message: expect.stringContaining('npm install pg') })
  })
})
