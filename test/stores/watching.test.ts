import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { supportedNodesOfRun } from './cells.ts'
import { ground, install, root } from './ground.ts'
import { newLedgerFolder, programOf } from './open-cell.ts'
import { killWhatRuns, succeed } from './programs.ts'

const { folder: everything, nodes, stores } = ground()
afterEach(killWhatRuns)

/** A store with OpenTelemetry's API and SDK, in the versions of our own tests. */
const folder = join(everything, 'watched')
beforeAll(async () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Readonly<Record<string, string>>
  }
  const names = ['api', 'context-async-hooks', 'sdk-trace'].map((name) => `@opentelemetry/${name}`)
  cpSync(stores['latest 5']!.folder, folder, { recursive: true })
  await install(
    folder,
    names.map((name) => `${name}@${devDependencies[name]}`),
  )
})

const runs = supportedNodesOfRun.flatMap((node) =>
  (['CommonJS', 'ES modules'] as const).map((modules) => ({ node, modules })),
)

describe('a store with OpenTelemetry', () => {
  // An ES module imports another copy of the API than the one we find: they meet in the SDK that is set up.
  it.each(runs)('in $modules on Node $node has a span for every operation', async ({ node, modules }) => {
    const ledger = newLedgerFolder()
    const { environment } = ledger

    const printed = await succeed(nodes[node]!.path, [programOf('watched', { modules })], { folder, environment })

    expect(JSON.parse(printed)).toEqual({
      spans: [
        ['checkout', 'POST register.do'],
        ['', 'checkout'],
        ['settle order', 'POST getOrderStatusExtended.do'],
        ['settle order', 'hand over'],
        ['payment return', 'settle order'],
        ['', 'payment return'],
      ],
      isLinked: true,
    })
    ledger.close()
  })
})
