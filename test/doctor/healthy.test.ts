import { randomUUID } from 'node:crypto'
import { mounts } from '../support/store.ts'
import type { Store } from '../support/store.ts'
import { describeOver } from '../support/prerequisites.ts'
import { startPostgres } from '../support/postgres.ts'
import type { RunningPostgres } from '../support/postgres.ts'
import { codesOf, examine, openHealthyStore, planted, sell } from './a-healthy-store.ts'

let store: Store
afterEach(() => store.close())

describe.each(mounts)('the doctor of a healthy store %s', (_title, mount) => {
  it('finds nothing, in the store and from outside, before and after a sale', async () => {
    store = await openHealthyStore({ mount })
    await store.checkout.start()
    expect(planted(await store.checkout.doctor())).toEqual([])

    await sell(store)

    expect(planted(await store.checkout.doctor())).toEqual([])
    const { exitCode, findings, err } = await examine(store)
    expect([planted(findings), exitCode, err]).toEqual([[], 0, ''])
    expect(store.log.filter((line) => line.startsWith('warn') && !line.includes('callback refused'))).toEqual([])
  })

  it('changes nothing: no order, no entry, no call that registers', async () => {
    store = await openHealthyStore({ mount })
    await sell(store)
    const read = async () => [
      await store.database.sql('select * from checkout_orders'),
      await store.database.sql('select * from checkout_entries'),
      store.bank.orders(),
    ]
    const before = await read()

    await store.checkout.doctor()
    await examine(store)

    expect(await read()).toEqual(before)
  })

  it('takes less than 20 s, bank and ledger silent included', async () => {
    store = await openHealthyStore({ mount })
    await store.checkout.start()
    store.bank.fault({ kind: 'silence-before', method: 'getOrderStatusExtended.do' })
    const startedAt = performance.now()

    expect(codesOf(await store.checkout.doctor())).toContain('bank-unreachable')

    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })
})

describe('the words of the command', () => {
  it('say that all is well, and name code, message and help of each finding in 80 columns', async () => {
    store = await openHealthyStore()
    await sell(store)

    const well = await examine(store, {}, ['doctor'])
    const ill = await examine(store, { CHECKOUT_GATEWAY_PASSWORD: 'wrong' }, ['doctor'])

    expect(well).toMatchObject({ exitCode: 0, out: 'All is well.\n' })
    const { exitCode, out } = ill
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^error {4}bank-login-refused\n {2}The bank refuses the login: [^]*\n {2}→ Check CHECKOUT_/)
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describeOver('postgres')('the doctor of a healthy store on a server of its own', () => {
  let server: RunningPostgres
  beforeAll(async () => void (server = await startPostgres({ isDurable: true })), 60_000)
  afterAll(() => server.stop())

  it('finds nothing at all where the role has what it needs and commits last', async () => {
    const role = `shop_${randomUUID().slice(0, 8)}`
    const pg = await import('pg')
    const client = new pg.default.Client({ connectionString: server.url })
    await client.connect()
    await client.query(`create role ${role} login; create schema ${role} authorization ${role}`)
    await client.end()
    const databaseUrl = server.url.replace('postgres@', `${role}@`)
    store = await openHealthyStore({ options: { databaseUrl } })
    await store.checkout.start()

    expect(await store.checkout.doctor()).toEqual([])
    const { findings, exitCode } = await examine(store, { CHECKOUT_DATABASE_URL: databaseUrl })
    expect([findings, exitCode]).toEqual([[], 0])
  })
})
