import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeChance } from '../../src/chance.ts'
import { inCopy, root } from './copy.ts'
import { scaleOf } from './scale.ts'
import { readSource } from './source.ts'
import { countPlaces, twins, withMistake } from './twins.ts'
import type { Twin } from './twins.ts'

jest.setTimeout(3_600_000)

/** How long the tests of one twin may take, in milliseconds: several times longer than the slowest. */
const longestMs = 5 * 60_000

/** Chooses `count` different twins, the same for the same seed, in the order of the list. */
function chosenBy({ count, seed }: { readonly count: number; readonly seed: number }): readonly Twin[] {
  const chance = makeChance(seed)
  const left = [...twins]
  const chosen = new Set<Twin>()
  while (chosen.size < count && left.length > 0) chosen.add(left.splice(chance.below(left.length), 1)[0]!)
  return twins.filter((twin) => chosen.has(twin))
}

describe('twins of the library, each with one classic mistake', () => {
  it('can still be made: the place of each mistake is in the code exactly once', () => {
    const places = twins.map((twin) => [twin.mistake, countPlaces(twin, readSource(join(root, twin.file)))])

    expect(places).toEqual(twins.map(({ mistake }) => [mistake, 1]))
    expect(twins.length).toBeGreaterThanOrEqual(38)
    expect(new Set(twins.map(({ mistake }) => mistake)).size).toBe(twins.length)
  })

  it('can each be the one that a test run makes', () => {
    const seeds = Array.from({ length: 1_000 }, (_, seed) => seed)

    expect(new Set(seeds.flatMap((seed) => chosenBy({ count: 1, seed })))).toEqual(new Set(twins))
  })

  // One of them in every test run, all of them in a proof.
  const scale = scaleOf('twins', { slice: 1, full: twins.length })
  const tried = chosenBy(scale)
  it.each(tried.map((twin) => [twin.mistake, twin] as const))(
    'one that %s is caught by the ordinary tests',
    (_mistake, twin) => {
      inCopy((folder) => {
        const path = join(folder, twin.file)
        writeFileSync(path, withMistake(twin, readSource(path)))

        const { status, stderr } = spawnSync(
          process.execPath,
          [
            join(dirname(require.resolve('jest/package.json')), 'bin/jest.js'),
            '--forceExit',
            // One failed test is enough: in this environment no other test starts after it.
            '--bail',
            `--env=${join(folder, 'test/prove/mutation/environment.cjs')}`,
            ...twin.tests.split(' '),
          ],
          {
            cwd: folder,
            encoding: 'utf8',
            timeout: longestMs,
            killSignal: 'SIGKILL',
            env: { ...process.env, PROVE: '', PROVE_SEED: String(scale.seed), JEST_WORKER_ID: undefined },
          },
        )

        expect(status).toBe(1)
        // A test failed, not the start of Jest.
        expect(stderr).toMatch(/^\s+● .+ › /m)
      })
    },
  )
})
