import { cpSync, readFileSync, readdirSync, statSync } from 'node:fs'
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

/** What a store downloads, and what then lies on its disk. Chosen by feel, when there were 1.15 and 4.3 MB. */
const maxPackedBytes = 1_400_000
const maxUnpackedBytes = 5_200_000

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
      ownWords.includes(file) ||
      /^dist\/[\w-]+\.(mjs|cjs|d\.mts|d\.cts)$|^docs\/(banks\/)?[\w-]+\.(md|svg|webp|openapi\.json)$/.test(file)

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
        'dist/testing.mjs',
        'dist/testing.cjs',
        'dist/testing.d.mts',
        'dist/testing.d.cts',
        'docs/sandbox-control.openapi.json',
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

  it('is small', () => {
    const packed = statSync(tarball).size
    const unpacked = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
    console.log(`the tarball: ${(packed / 1e6).toFixed(2)} MB, unpacked ${(unpacked / 1e6).toFixed(2)} MB`)

    expect(packed).toBeLessThan(maxPackedBytes)
    expect(unpacked).toBeLessThan(maxUnpackedBytes)
  })

  it('has no fault that publint knows, not even a suggestion', async () => {
    const publint = join(root, 'node_modules/publint/src/cli.js')

    const told = await succeed(process.execPath, [publint, '--strict', tarball], { folder: everything })

    expect(told).toContain('All good!')
  })

  it('has types for each sub-path that every resolution of TypeScript finds, and that tell the truth', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')

    const told = await succeed(process.execPath, [attw, tarball, '--format', 'json'], { folder: everything })

    const { analysis } = JSON.parse(told) as { analysis: { entrypoints: object; problems: readonly object[] } }
    expect(analysis.problems).toEqual([])
    expect(Object.keys(analysis.entrypoints)).toEqual(['.', './sandbox', './testing', './package.json'])
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
