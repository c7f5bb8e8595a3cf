import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './a-world.ts'

/** What the command needs before it starts anything; stores that it starts are in test/stores. */
describe('prove', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prove-'))
    mkdirSync(join(folder, 'shop'))
    writeFileSync(join(folder, 'shop.js'), 'throw new Error("never started")\n')
    writeFileSync(join(folder, 'deeds.mjs'), 'export const deeds = 1\n')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it.each<[string, readonly string[], RegExp]>([
    ['a file that is not there', ['./shp.js', '--yes'], /There is no file .*shp\.js: prove wants the program/],
    ['a folder', ['./shop', '--yes'], /There is no file .*shop: prove wants the program/],
    ['a seed that is no number', ['./shop.js', '--yes', '--seed', 'x'], /--seed wants a whole number, got "x"/],
    ['a step that is no step', ['./shop.js', '--yes', '--path', 'cart'], /--path wants .*got cart/],
    ['nobody who can be asked', ['./shop.js'], /mails and parcels are real.*--yes/],
    ['no program', [], /missing required argument 'program'/],
  ])('ends with 2 for %s, and starts nothing', async (_what, words, said) => {
    const { exitCode, err } = await run(['prove', ...words], {}, undefined, { folder })

    expect(err).toMatch(said)
    expect(exitCode).toBe(2)
  })

  it('asks first, and starts nothing unless it is told yes', async () => {
    const { exitCode, err } = await run(['prove', './shop.js'], {}, ['no'], { folder })

    expect(err).toMatch(/mails and parcels are real/)
    expect(exitCode).toBe(2)
  })

  it('does not run in production', async () => {
    const { exitCode, err } = await run(['prove', './shop.js', '--yes'], { NODE_ENV: 'production' }, undefined, {
      folder,
    })

    expect(err).toMatch(/NODE_ENV is production.*Nothing was bought/)
    expect(exitCode).toBe(2)
  })
})
