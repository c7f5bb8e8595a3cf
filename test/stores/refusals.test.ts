import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell, ModuleSystem, NodeName } from './cells.ts'
import { refusedNodesOfRun, supportedNodesOfRun } from './cells.ts'
import { ground, install, newFolder } from './ground.ts'
import { endedWell, newLedgerFolder, programOf } from './open-cell.ts'
import type { OpenedLedgerFolder, StorePlace } from './open-cell.ts'
import { killWhatRuns, run, serve, succeed } from './programs.ts'
import type { Ending } from './programs.ts'

const { folder: everything, nodes, stores } = ground()
const store = stores['latest 5']!.folder
const modules: readonly ModuleSystem[] = ['CommonJS', 'ES modules']
const deadPostgres = 'postgres://shop@127.0.0.1:1/shop'

let ledger: OpenedLedgerFolder
beforeEach(() => {
  ledger = newLedgerFolder()
})
afterEach(async () => {
  await killWhatRuns()
  ledger.close()
})

/** Runs the store's program in a folder, and resolves to how it exited. */
function start(
  folder: string,
  { node, modules, flags = [] }: Pick<Cell, 'node' | 'modules'> & { readonly flags?: readonly string[] },
  databaseUrl = ledger.environment.CHECKOUT_DATABASE_URL!,
): Promise<Ending> {
  return run(nodes[node]!.path, [...flags, programOf('serve', { modules })], {
    folder,
    environment: {
      ...ledger.environment,
      CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:1/payment/rest/',
      CHECKOUT_DATABASE_URL: databaseUrl,
    },
  })
}

const everySupported = supportedNodesOfRun.flatMap((node) => modules.map((one) => ({ node, modules: one })))

describe('a Node that is too old', () => {
  /** A copy of the store in which each dependency prints that it runs. */
  let talking: string
  const dependencies = ['axios', 'cookie', 'express-rate-limit', 'fastest-levenshtein', 'helmet', 'joi', 'kysely']
  const subPaths = ['express-hosted-checkout', 'express-hosted-checkout/sandbox', 'express-hosted-checkout/testing']

  beforeAll(async () => {
    talking = newFolder(join(everything, 'talking-store'))
    cpSync(join(store, 'node_modules'), join(talking, 'node_modules'), { recursive: true })
    const names = JSON.stringify(dependencies)
    const find = `
      import { createRequire } from 'node:module'
      import { fileURLToPath } from 'node:url'
      const { resolve } = createRequire(import.meta.url)
      console.log(JSON.stringify(${names}.flatMap((name) => [
        [fileURLToPath(import.meta.resolve(name)), name],
        [resolve(name), name],
      ])))`
    writeFileSync(join(talking, 'find.mjs'), find)
    const found = JSON.parse(await succeed(nodes['24']!.path, ['find.mjs'], { folder: talking })) as [string, string][]
    for (const [file, name] of new Map(found)) {
      writeFileSync(file, `console.log('${name} runs')\n${readFileSync(file, 'utf8')}`)
    }
    for (const [index, subPath] of subPaths.entries()) {
      writeFileSync(join(talking, `load-${index}.cjs`), `require('${subPath}')`)
      writeFileSync(join(talking, `load-${index}.mjs`), `import '${subPath}'`)
    }
  })

  const loads = subPaths.flatMap((subPath, index) => modules.map((one) => ({ subPath, index, modules: one })))
  const load = (node: NodeName, one: (typeof loads)[number]): Promise<Ending> =>
    run(nodes[node]!.path, [programOf(`load-${one.index}`, one)], { folder: talking })

  it.each(refusedNodesOfRun.flatMap((node) => loads.map((one) => ({ node, ...one }))))(
    'is told so in one sentence: Node $node loads $subPath in $modules, and nothing else in it runs',
    async ({ node, ...one }) => {
      const { exitCode, stdout, stderr } = await load(node, one)

      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
      expect(stderr.split('\n').filter((line) => line.startsWith('Error: '))).toEqual([
        `Error: express-hosted-checkout needs Node 22.16, 24 or later; this is Node ${nodes[node]!.version}.`,
      ])
    },
  )

  it.each(supportedNodesOfRun.flatMap((node) => loads.map((one) => ({ node, ...one }))))(
    'is not Node $node, which loads $subPath in $modules',
    async ({ node, ...one }) => {
      const { exitCode, stdout, stderr } = await load(node, one)

      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      // Both subpaths check their options with it.
      expect(stdout).toContain('joi runs')
    },
  )
})

describe('a store without a package that it must bring', () => {
  const peers = ['express', 'express-session'] as const

  it.each(peers.flatMap((peer) => modules.map((one) => ({ peer, modules: one }))))(
    'is told its name, $peer, in $modules',
    async ({ peer, modules: one }) => {
      const bare = newFolder(join(everything, `store-without-${peer}-${programOf('in', { modules: one })}`))
      cpSync(join(store, 'node_modules'), join(bare, 'node_modules'), { recursive: true })
      rmSync(join(bare, 'node_modules', peer), { recursive: true })
      writeFileSync(join(bare, 'load.cjs'), "require('express-hosted-checkout')")
      writeFileSync(join(bare, 'load.mjs'), "import 'express-hosted-checkout'")

      const { exitCode, stderr } = await run(nodes['26']!.path, [programOf('load', { modules: one })], { folder: bare })

      expect(exitCode).toBe(1)
      // Node says this itself, before anything of ours can run in an ES module.
      expect(stderr).toMatch(new RegExp(`^Error.*: Cannot find (?:package|module) '${peer}'`, 'm'))
      expect(stderr).toContain(join('express-hosted-checkout', 'dist'))
    },
  )
})

describe('a store that cannot open its ledger', () => {
  it.each(everySupported)('is told that its Node $node has no SQLite, in $modules', async (cell) => {
    const { exitCode, stdout } = await start(store, { ...cell, flags: ['--no-experimental-sqlite'] })

    expect(JSON.parse(stdout)).toEqual({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringContaining('has no node:sqlite'),
    })
    expect(exitCode).toBe(0)
  })

  it.each(everySupported)('is told to install pg, on Node $node in $modules', async (cell) => {
    const { exitCode, stdout } = await start(store, cell, deadPostgres)

    expect(JSON.parse(stdout)).toEqual({
      code: 'CHECKOUT_CONFIGURATION',
      message: 'A postgres:// ledger needs the package pg: npm install pg',
    })
    expect(exitCode).toBe(0)
  })

  describe('and has pg', () => {
    let withPg: string
    beforeAll(async () => {
      withPg = join(everything, 'store-with-pg')
      cpSync(store, withPg, { recursive: true })
      await install(withPg, ['pg@8'])
    })

    it.each(everySupported)('is told that PostgreSQL does not answer, on Node $node in $modules', async (cell) => {
      const served = await serve<StorePlace>(nodes[cell.node]!.path, [programOf('serve', cell)], {
        folder: withPg,
        environment: {
          ...ledger.environment,
          CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:1/payment/rest/',
          CHECKOUT_DATABASE_URL: deadPostgres,
        },
      })

      const ending = await served.stop()

      expect(ending).toMatchObject(endedWell)
      expect(ending.stderr).toContain('ECONNREFUSED')
    })
  })
})
