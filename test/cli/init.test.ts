import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { readOptions } from '../../src/options/read-options.ts'
import { run } from './a-world.ts'
import type { Ran } from './a-world.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'checkout-init-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const init = (...words: readonly string[]): Promise<Ran> => run(['init', ...words], {}, undefined, { folder })
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)

describe('init', () => {
  it('writes variables that a store can start with, for its owner alone, and says what to do next', async () => {
    const { exitCode, out, err } = await init()

    expect([exitCode, err]).toEqual([0, ''])
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
    const variables = parseEnv(read('.env'))
    expect(readOptions({ catalog: {} }, variables)).toMatchObject({
      baseUrl: 'http://localhost:3000',
      databaseUrl: 'sqlite:checkout.db',
      gateway: { url: 'http://127.0.0.1:4000/payment/rest/', login: { user: 'sandbox-api', password: 'sandbox' } },
      warnings: [],
    })
    expect(variables.SESSION_SECRET).toMatch(/^[0-9a-f]{64}$/)
    for (const next of [
      'npx express-hosted-checkout sandbox',
      'hostedCheckout({',
      'node --env-file=.env',
      '/checkout/mug',
    ])
      expect(out).toContain(next)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  it('makes new secrets each time, and prints none of them', async () => {
    const { out } = await init()
    const { CHECKOUT_SECRET: first, SESSION_SECRET: session } = parseEnv(read('.env'))
    rmSync(join(folder, '.env'))
    await init()

    expect(parseEnv(read('.env')).CHECKOUT_SECRET).not.toBe(first)
    expect(first).not.toBe(session)
    expect(out).not.toContain(first)
    expect(out).not.toContain(session)
  })

  it('takes the address of the shop and the port of the sandbox', async () => {
    const { out } = await init('--base-url', 'http://localhost:8080/shop/', '--port', '4100')

    expect(parseEnv(read('.env'))).toMatchObject({
      CHECKOUT_BASE_URL: 'http://localhost:8080/shop',
      CHECKOUT_GATEWAY_URL: 'http://127.0.0.1:4100/payment/rest/',
    })
    for (const next of ['sandbox --port 4100', "app.use('/shop', checkout)", 'listen(8080', 'open /shop/checkout/mug'])
      expect(out).toContain(next)
  })

  it('takes the port of a store that is there from its .env, and keeps the ledger out of its git', async () => {
    write('.env', 'PORT=5000\n')
    write('.gitignore', 'node_modules\n.env\n')

    const { out } = await init()

    expect(out).toMatch(/^CHECKOUT_BASE_URL=http:\/\/localhost:5000$/m)
    expect(out).toContain('listen(5000')
    expect(read('.gitignore')).toBe('node_modules\n.env\ncheckout.db*\n')
  })

  it.each(['/run/shop.sock', 'abc', '0', '70000', '3000/x'])('takes no PORT that is none: %s', async (port) => {
    write('.env', `PORT=${port}\n`)

    const { out, err } = await init()

    expect(err).toBe('')
    expect(out).toMatch(/^CHECKOUT_BASE_URL=http:\/\/localhost:3000$/m)
    expect(out).toContain('listen(3000')
  })

  it.each([
    ['--base-url', 'localhost:3000'],
    ['--base-url', 'shop'],
    ['--base-url', ''],
    ['--port', '0'],
    ['--port', '65536'],
    ['--port', '4e3'],
    ['--port', '-1'],
  ])('refuses %s %j and writes nothing', async (option, value) => {
    const { exitCode, err } = await init(`${option}=${value}`)

    expect(exitCode).toBe(2)
    expect(err).toContain(JSON.stringify(value))
    expect(readdirSync(folder)).toEqual([])
  })

  it('leaves an .env alone that is there, and says what it lacks', async () => {
    const own = 'CHECKOUT_GATEWAY_URL=https://bank.example/payment/rest/\nCHECKOUT_SECRET=\nDATABASE=shop\n'
    write('.env', own)

    const { exitCode, out } = await init()
    const { out: document } = await init('--json')

    expect(exitCode).toBe(1)
    expect(read('.env')).toBe(own)
    expect(out).toContain('It stays as it is.')
    expect(out).toMatch(/^CHECKOUT_SECRET=[0-9a-f]{64}$/m)
    expect(out).toMatch(/^CHECKOUT_BASE_URL=http:\/\/localhost:3000$/m)
    expect(out).not.toContain('CHECKOUT_GATEWAY_URL')
    expect(JSON.parse(document)).toMatchObject({ schemaVersion: 1, isNew: false })
  })

  it('lets a second init change nothing, and lack nothing', async () => {
    await init()
    const before = [read('.env'), read('.gitignore')]

    const { exitCode, out } = await init()

    expect([exitCode, out]).toEqual([1, 'There is an .env here already. It stays as it is.\n'])
    expect([read('.env'), read('.gitignore')]).toEqual(before)
  })

  it.each([
    [undefined, '.env\ncheckout.db*\n'],
    ['', '.env\ncheckout.db*\n'],
    ['node_modules', 'node_modules\n.env\ncheckout.db*\n'],
    ['node_modules\r\n.env\r\n', 'node_modules\r\n.env\r\ncheckout.db*\n'],
    ['/.env\n  checkout.db*\n', '/.env\n  checkout.db*\n'],
    ['.env.example\n', '.env.example\n.env\ncheckout.db*\n'],
  ])('keeps secrets and ledger out of git: %j becomes %j', async (before, after) => {
    if (before !== undefined) write('.gitignore', before)

    await init()

    expect(read('.gitignore')).toBe(after)
  })

  it('fails clearly where it may not write', async () => {
    const { exitCode, err } = await run(['init'], {}, undefined, { folder: join(folder, 'nowhere') })

    expect(exitCode).toBe(1)
    expect(err).toContain('ENOENT')
  })
})
