import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './a-world.ts'

const withPassword =
  /--database has a password in it.*CHECKOUT_PROVE_DATABASE_URL, or into a file that CHECKOUT_PROVE_DATABASE_URL_FILE/

/** What the command needs before it starts anything; stores that it starts are in test/stores. */
describe('prove', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prove-'))
    for (const name of ['shop', 'shop.d']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'shop.js'), 'throw new Error("never started")\n')
    writeFileSync(join(folder, 'deeds.mjs'), 'export const deeds = 1\n')
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it.each<[string, readonly string[], RegExp]>([
    ['a file that is not there', ['./shp.js', '--yes'], /There is no file .*shp\.js: prove wants the program/],
    ['a folder', ['./shop', '--yes'], /There is no file .*shop: prove wants the program/],
    ['a folder with a dot', ['./shop.d', '--yes'], /There is no file .*shop\.d: prove wants the program/],
    ['a seed that is no number', ['./shop.js', '--yes', '--seed', 'x'], /--seed wants a whole number, got "x"/],
    ['a step that is no step', ['./shop.js', '--yes', '--path', 'cart'], /--path wants .*got 4 characters/],
    [
      'a port that is none',
      ['./shop.js', '--yes', '--port', '99999'],
      /--port wants a port from 1 to 65535, got "99999"/,
    ],
    ['a database with a password', ['./shop.js', '--yes', '--database', 'postgres://a:hush@h/d'], withPassword],
    [
      'a database with a password, said later',
      ['./shop.js', '--yes', '--database', 'postgres://h/d?password=hush'],
      withPassword,
    ],
    [
      'a database of another kind',
      ['./shop.js', '--yes', '--database', 'mysql://a:hush@h/d'],
      /wants postgres:\/\/host\/database/,
    ],
    [
      'a step whose secret is not set',
      ['./shop.js', '--yes', '--path', '/login/$WORD'],
      /names \$WORD, which is not set/,
    ],
    ['nobody who can be asked', ['./shop.js'], /mails and parcels are real.*--yes/],
    ['no program', [], /missing required argument 'program'/],
  ])('ends with 2 for %s, and starts nothing', async (_what, words, said) => {
    const { exitCode, err } = await run(['prove', ...words], {}, undefined, { folder })

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(said)
    expect(err).not.toContain('hush')
    expect(exitCode).toBe(2)
  })

  it('takes a database with a password from its own variable or file, and never shows it', async () => {
    const variable = 'CHECKOUT_PROVE_DATABASE_URL'
    const wrong = await run(['prove', './shop.js', '--yes'], { [variable]: 'mysql://a:hush@h/d' }, undefined, {
      folder,
    })
    const away = { [variable]: 'postgres://a:hush@127.0.0.1:1/d' }
    const { exitCode, err, out } = await run(['prove', './shop.js', '--yes'], away, undefined, { folder })

    expect(wrong).toMatchObject({ exitCode: 2 })
    expect(wrong.err).toMatch(/CHECKOUT_PROVE_DATABASE_URL wants postgres/)
    expect(err + out).toMatch(/database for the ledger cannot be used: .*ECONNREFUSED/)
    expect(exitCode).toBe(3)
    expect(err + out + wrong.err).not.toContain('hush')
  })

  it('asks first, and starts nothing unless it is told yes', async () => {
    const { exitCode, err } = await run(['prove', './shop.js'], {}, ['no'], { folder })

    expect(err.replaceAll(/\s+/g, ' ')).toMatch(/buys in it, up to 14 times: mails and parcels are real/)
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
