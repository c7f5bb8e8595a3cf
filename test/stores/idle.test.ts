import { supportedNodes } from './cells.ts'
import { ground } from './ground.ts'
import { endedWell, newLedgerFolder } from './open-cell.ts'
import { killWhatRuns, run } from './programs.ts'

const { nodes, stores } = ground()
afterEach(killWhatRuns)

const titled = supportedNodes.map((name) => [nodes[name]!.version, nodes[name]!.path] as const)

describe('an idle store over SQLite', () => {
  // better-sqlite3 12 crashed the process here, with SIGABRT.
  it.each(titled)('survives garbage collections on Node %s, and sells again', async (_version, node) => {
    const ledger = newLedgerFolder()
    const { folder } = stores['latest 5']!

    const ending = await run(node, ['--expose-gc', 'idle.cjs'], { folder, environment: ledger.environment })

    expect(ending).toMatchObject({ ...endedWell, stdout: 'sold 1\nsold 2\nsold 3\n' })
    expect(ledger.parcels()).toHaveLength(3)
    ledger.close()
  })
})
