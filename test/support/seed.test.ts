import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { scaleOf } from '../prove/scale.ts'
import { runSeed } from './seed.ts'

describe('the seed of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-seed-'))
  afterEach(() => jest.restoreAllMocks())
  afterAll(() => rmSync(folder, { recursive: true }))

  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@shop.example', ...words], {
      cwd: folder,
      encoding: 'utf8',
    })
  const seeds = (environment: NodeJS.ProcessEnv): readonly number[] =>
    Array.from({ length: 20 }, () => runSeed(environment, folder))

  it('is the given one, in CI too', () => {
    expect(runSeed({ PROVE_SEED: '7' })).toBe(7)
    expect(runSeed({ PROVE_SEED: '0', CI: 'true' })).toBe(0)
  })

  it('differs every time by default', () => {
    expect(new Set(seeds({})).size).toBe(20)
    expect(new Set(seeds({ CI: '' })).size).toBe(20)
  })

  it('comes from the commit in CI, if there is one', () => {
    expect(new Set(seeds({ CI: 'true' })).size).toBe(20)

    git('init', '--quiet')
    for (const message of ['one', 'another']) {
      git('commit', '--quiet', '--allow-empty', '--message', message)
      const half = BigInt(`0x${git('rev-parse', 'HEAD').slice(0, 8)}`) / 2n

      expect(new Set(seeds({ CI: 'true' }))).toEqual(new Set([Number(half)]))
    }
  })

  it('is used by a proof, which prints it', () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
    const { seed } = scaleOf('this', { slice: 1, full: 2 })

    expect(write).toHaveBeenCalledWith(expect.stringContaining(`PROVE_SEED=${seed}`))
    if (process.env.PROVE_SEED) expect(seed).toBe(Number(process.env.PROVE_SEED))
  })

  it('is used by a property that names none', () => {
    const { seed } = fc.readConfigureGlobal()

    expect(seed).toEqual(expect.any(Number))
    expect(fc.check(fc.property(fc.nat(), () => true)).seed).toBe(seed)
    if (process.env.PROVE_SEED) expect(seed).toBe(Number(process.env.PROVE_SEED))
  })
})
