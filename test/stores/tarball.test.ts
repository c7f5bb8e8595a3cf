import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expressesOfRun, isWhole, supportedNodesOfRun } from './cells.ts'
import { ground, install, newFolder, root } from './ground.ts'
import { newLedgerFolder } from './open-cell.ts'
import { killWhatRuns, succeed } from './programs.ts'

const { folder: everything, nodes, stores, tarball } = ground()
const installed = join(stores['latest 5']!.folder, 'node_modules/express-hosted-checkout')
const read = (file: string): string => readFileSync(join(installed, file), 'utf8')

/** More than anyone could audit in a morning. Chosen by feel, when there were 28. */
const tooManyPackages = 45

afterEach(killWhatRuns)

describe('the tarball', () => {
  it('contains what a store needs and nothing else', async () => {
    const listed = await succeed('tar', ['-tzf', tarball], { folder: everything })
    const files = listed
      .trim()
      .split('\n')
      .map((file) => file.replace('package/', ''))
    const documents = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'AGENTS.md', 'llms.txt']
    const ownWords = [...documents, 'package.json', '.env.example', 'sbom.cdx.json', 'dist/LICENSE-kysely']
    const isWanted = (file: string): boolean =>
      ownWords.includes(file) || /^dist\/[\w-]+\.(mjs|cjs|d\.mts|d\.cts)$|^docs\/[\w-]+\.(md|svg)$/.test(file)

    expect(files).toEqual(
      expect.arrayContaining([
        ...ownWords,
        'dist/index.mjs',
        'dist/index.cjs',
        'dist/index.d.mts',
        'dist/index.d.cts',
        'dist/sandbox.mjs',
        'dist/sandbox.cjs',
        'dist/sandbox.d.mts',
        'dist/sandbox.d.cts',
      ]),
    )
    expect(files.filter((file) => !isWanted(file))).toEqual([])
  })

  it('contains Kysely for CommonJS, with its licence, and no other package', () => {
    const packagesIn = (file: string): Set<string | undefined> =>
      new Set([...read(`dist/${file}`).matchAll(/^\/\/#region node_modules\/([^/]+)/gm)].map(([, name]) => name))
    const code = readdirSync(join(installed, 'dist')).filter((file) => /\.[cm]js$/.test(file))

    expect(packagesIn('index.cjs')).toEqual(new Set(['kysely']))
    expect(read('dist/index.cjs')).not.toContain('require("kysely")')
    for (const file of code.filter((name) => name !== 'index.cjs')) expect(packagesIn(file)).toEqual(new Set())
    expect(read('dist/LICENSE-kysely')).toBe(readFileSync(join(root, 'node_modules/kysely/LICENSE'), 'utf8'))
  })

  it('has types that import nothing but Express and Node', () => {
    const types = readdirSync(join(installed, 'dist')).filter((file) => /\.d\.[cm]ts$/.test(file))
    const named = types.flatMap((file) => [...read(`dist/${file}`).matchAll(/\bfrom "([^.][^"]*)"/g)])

    expect(new Set(named.map(([, name]) => name))).toEqual(new Set(['express']))
    for (const file of types) expect(read(`dist/${file}`)).not.toMatch(/kysely/i)
  })
})

describe('npm install of the tarball', () => {
  it.each(expressesOfRun)('adds few packages, none with an install script, to a store with Express %s', (name) => {
    const { packages, installScripts, installMs, expressVersion } = stores[name]!
    console.log(
      `npm install into a store with Express ${expressVersion}: ${(installMs / 1000).toFixed(1)} s, ` +
        `${packages.length} packages, ${installScripts.length} install scripts`,
    )

    expect(packages).toContain('node_modules/express-hosted-checkout')
    expect(packages.length).toBeLessThan(tooManyPackages)
    expect(installScripts).toEqual([])
    expect(packages.filter((path) => /better-sqlite3|\/pg$/.test(path))).toEqual([])
  })
})

/** What a store's compiler sees. `@ts-expect-error` proves that the types are really there. */
const typedShop = `
import { hostedCheckout, CheckoutError } from 'express-hosted-checkout'
import type { CheckoutOptions, HostedCheckout, Order } from 'express-hosted-checkout'
import { createSandbox } from 'express-hosted-checkout/sandbox'

const options: CheckoutOptions = { catalog: { mug: { amountMinor: 1999, currency: 'EUR' } } }
const checkout: HostedCheckout = hostedCheckout({ ...options, onPaid: (order) => order.orderNumber.length })
export const paid: Promise<Order> = checkout.settle('x')
// @ts-expect-error
export const wrong: number = checkout.settle('x')
// @ts-expect-error
hostedCheckout({ ...options, sucess: () => undefined })
export const bank = createSandbox({ port: 0 }).then(({ url }) => url.length)
export const isOurs = (error: unknown): boolean =>
  error instanceof CheckoutError && error.code === 'CHECKOUT_CONFIGURATION'
`

describe("a store's compiler", () => {
  it.each(isWhole ? ['4', '5'] : ['5'])(
    'accepts the types of either module system, beside those of Express %s',
    async (express) => {
      const folder = newFolder(join(everything, `typed-${express}`))
      const types = [`@types/express@${express}`, '@types/express-session@1', '@types/node@22']
      await install(folder, [tarball, `express@${express}`, 'express-session@1', ...types])
      const files = ['typed.cts', 'typed.mts']
      for (const file of files) writeFileSync(join(folder, file), typedShop)
      const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node']

      await succeed(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...files], { folder })
    },
  )
})

describe("a store's old compiler", () => {
  it('accepts the types in TypeScript 5.0, with target ES2016 and all library checks', async () => {
    const folder = newFolder(join(everything, 'typed-5.0'))
    // Type packages of Node and Express that this compiler can read.
    const types = ['@types/express@4', '@types/express-session@1', '@types/node@18.19.0']
    await install(folder, [tarball, 'express@4', 'express-session@1', 'typescript@5.0.4', ...types])
    const files = ['typed.cts', 'typed.mts']
    for (const file of files) writeFileSync(join(folder, file), typedShop)
    const target = ['--target', 'es2016', '--lib', 'es2016', '--module', 'node16', '--skipLibCheck', 'false']
    const flags = ['--noEmit', '--strict', '--types', 'node', ...target]

    await succeed(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), ...flags, ...files], { folder })
  })
})

describe("a store's CommonJS suite", () => {
  let jest29: string
  beforeAll(async () => {
    jest29 = newFolder(join(everything, 'jest-29'))
    await install(jest29, ['jest@29'])
  })

  const every = ['29', '30'].flatMap((jest) => supportedNodesOfRun.map((node) => ({ jest, node })))
  const jests = every.filter(({ jest, node }) => isWhole || (jest === '29') === (node === '22.16.0'))

  it.each(jests)('passes in Jest $jest on Node $node', async ({ jest, node }) => {
    const ledger = newLedgerFolder()
    // Jest looks for a configuration no further up than this.
    const folder = newFolder(join(everything, `suite-${jest}-${node}`))
    cpSync(stores['latest 5']!.folder, folder, { recursive: true })
    const bin = join(jest === '29' ? jest29 : root, 'node_modules/jest/bin/jest.js')
    const words = [bin, '--ci', '--rootDir', folder, '--testMatch', '**/*.test.cjs']

    await succeed(nodes[node]!.path, words, {
      folder,
      environment: { ...ledger.environment, CHECKOUT_DATABASE_URL: 'sqlite::memory:' },
    })

    expect(ledger.parcels()).toHaveLength(1)
    ledger.close()
  })
})
