import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inCopy, root } from './copy.ts'
import { twins } from './twins.ts'

jest.setTimeout(3_600_000)

const isFull = process.env.PROVE === 'full'

describe('twins of the library, each with one classic mistake', () => {
  it('are twenty-six, and each can still be made: its place is in the code, once', () => {
    const places = twins.map(({ mistake, file, from }) => [
      mistake,
      readFileSync(join(root, file), 'utf8').split(from).length - 1,
    ])

    expect(places).toEqual(twins.map(({ mistake }) => [mistake, 1]))
    expect(twins).toHaveLength(26)
    expect(new Set(twins.map(({ mistake }) => mistake)).size).toBe(26)
  })

  // One of them in every run of the tests, all of them in a proof.
  const tried = isFull ? twins : twins.slice(0, 1)
  it.each(tried.map((twin) => [twin.mistake, twin] as const))(
    'one that %s is caught by the ordinary tests',
    (_mistake, twin) => {
      inCopy((folder) => {
        const path = join(folder, twin.file)
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(twin.from, () => twin.to),
        )

        const { status, stderr } = spawnSync(
          process.execPath,
          [join(dirname(require.resolve('jest/package.json')), 'bin/jest.js'), '--forceExit', ...twin.tests.split(' ')],
          { cwd: folder, encoding: 'utf8', env: { ...process.env, PROVE: '', JEST_WORKER_ID: undefined } },
        )

        expect(status).toBe(1)
        // By a test, and not because it does not start.
        expect(stderr).toMatch(/^\s+● .+ › /m)
      })
    },
  )
})
