import { makeLedger } from '../../src/ledger/kysely-ledger.ts'
import { silentLogger } from '../../src/logger.ts'

describe('a ledger in PostgreSQL whose driver', () => {
  beforeEach(() => jest.resetModules())
  afterEach(() => jest.dontMock('pg'))

  const failing = async (error: Error): Promise<ReturnType<typeof makeLedger>> => {
    jest.doMock('pg', () => {
      throw error
    })
    const fresh = await import('../../src/ledger/kysely-ledger.ts')
    return fresh.makeLedger({ databaseUrl: 'postgres://shop@127.0.0.1:1/shop', logger: silentLogger })
  }

  it('is missing says to install pg', async () => {
    const ledger = await failing(Object.assign(new Error("Cannot find module 'pg'"), { code: 'MODULE_NOT_FOUND' }))

    await expect(ledger.open()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringContaining('npm install pg'),
      cause: expect.objectContaining({ code: 'MODULE_NOT_FOUND' }),
    })
  })

  it('is installed but broken says what is wrong', async () => {
    const ledger = await failing(new Error('built for another Node'))

    await expect(ledger.open()).rejects.toMatchObject({
      code: 'CHECKOUT_LEDGER_UNAVAILABLE',
      message: expect.stringContaining('built for another Node'),
    })
  })
})

describe('a ledger in SQLite', () => {
  afterEach(() => jest.restoreAllMocks())

  it('in a Node without SQLite says so, and what would work', async () => {
    jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    const ledger = makeLedger({ databaseUrl: 'sqlite::memory:', logger: silentLogger })

    await expect(ledger.open()).rejects.toMatchObject({
      code: 'CHECKOUT_CONFIGURATION',
      message: expect.stringMatching(/has no node:sqlite.*postgres:\/\/ ledger/),
    })
  })
})
