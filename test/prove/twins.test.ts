import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { twins } from './twins.ts'

jest.setTimeout(3_600_000)

const root = resolve(__dirname, '../..')
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
      const folder = mkdtempSync(join(tmpdir(), 'checkout-twin-'))
      try {
        for (const file of execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')) {
          cpSync(join(root, file), join(folder, file), { recursive: true })
        }
        symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
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
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
