import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { supportedNodesOfRun } from './cells.ts'
import { ground, install, newFolder, root } from './ground.ts'
import { killWhatRuns, run } from './programs.ts'

const { folder: everything, nodes, stores } = ground()
afterEach(killWhatRuns)

const jestProgram = join(root, 'node_modules/jest/bin/jest.js')
const vitest = 'node_modules/vitest/vitest.mjs'

/** Each runner with the words that run its example, and how it says that both tests passed. */
const runners = {
  'Jest, CommonJS': {
    words: [jestProgram, '--ci', '-i', '--rootDir', '.', '--testMatch', '**/jest.test.cjs'],
    passed: /2 passed/,
  },
  'Jest, ES modules': {
    words: [
      '--experimental-vm-modules',
      jestProgram,
      '--ci',
      '-i',
      '--rootDir',
      '.',
      '--testMatch',
      '**/jest.test.mjs',
    ],
    passed: /2 passed/,
  },
  Vitest: { words: [vitest, 'run', 'vitest.test.mjs'], passed: /2 passed/ },
  'node:test': { words: ['--test', 'node.test.mjs'], passed: /pass 2/ },
} as const

describe('the test kit', () => {
  /** One store for all of them, with the packed library. */
  const folder = join(everything, 'tested-store')
  beforeAll(async () => {
    newFolder(folder, 'module')
    cpSync(stores['latest 5']!.folder, folder, { recursive: true })
    cpSync(join(root, 'example/testing'), folder, { recursive: true })
    await install(folder, ['vitest@5.1.2'])
  })

  const [lowest, newest] = supportedNodesOfRun
  const runs = [
    ['Jest, CommonJS', lowest],
    ['Jest, ES modules', newest],
    ['Vitest', newest],
    ['node:test', lowest],
  ] as const

  // A runner ends by itself only if nothing is left that runs.
  it.each(runs)('runs in %s on Node %s, and leaves nothing behind', async (runner, node) => {
    const { words, passed } = runners[runner]

    const { exitCode, stdout, stderr } = await run(nodes[node!]!.path, words, { folder })

    expect(stdout + stderr).toMatch(passed)
    expect(stdout + stderr).not.toMatch(/did not exit|fail [1-9]|open handle/i)
    expect(exitCode).toBe(0)
  })
})
