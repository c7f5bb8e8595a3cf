import type { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../src/logger.ts'

describe('a ledger whose driver', () => {
  const addresses = { 'better-sqlite3': 'sqlite::memory:', pg: 'postgres://shop@127.0.0.1:1/shop' }
  beforeEach(() => jest.resetModules())
  afterEach(() => Object.keys(addresses).forEach((name) => jest.dontMock(name)))

  const failing = async (name: string, error: Error): Promise<ReturnType<typeof makeLedger>> => {
    jest.doMock(name, () => {
      throw error
    })
    const fresh = await import('../../src/ledger/kysely-ledger.ts')
    return fresh.makeLedger({ databaseUrl: addresses[name as keyof typeof addresses], logger: silentLogger })
  }

  for (const name of Object.keys(addresses)) {
    it(`is missing says to install ${name}`, async () => {
      const missing = Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' })
      const ledger = await failing(name, missing)

      await expect(ledger.open()).rejects.toMatchObject({
        code: 'CHECKOUT_CONFIGURATION',
        message: expect.stringContaining(`npm install ${name}`),
      })
    })

    it(`is there and broken says how ${name} is`, async () => {
      const ledger = await failing(name, new Error('built for another Node'))

      await expect(ledger.open()).rejects.toMatchObject({
        code: 'CHECKOUT_LEDGER_UNAVAILABLE',
        message: expect.stringContaining('built for another Node'),
      })
    })
  }

  it('has no native part says how to build it', async () => {
    jest.doMock('better-sqlite3', () =>
      jest.fn(() => {
        throw new Error('Could not locate the bindings file. Tried: build/better_sqlite3.node')
      }),
    )
    const fresh = await import('../../src/ledger/kysely-ledger.ts')
    const ledger = fresh.makeLedger({ databaseUrl: 'sqlite::memory:', logger: silentLogger })

    await expect(ledger.open()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringContaining('npm rebuild better-sqlite3'),
    })
  })
})
