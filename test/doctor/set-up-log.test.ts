import { readOptions } from '../../src/options/read-options.ts'
import { startWarnings } from '../../src/options/start-warnings.ts'
import { options } from './store-options.ts'
import { openStore } from '../support/store.ts'

const good = '9f1c03b7d2a84e65b1f0c7e8d93a2b64'
const warnings = (given: object, environment: Record<string, string> = {}): readonly string[] =>
  startWarnings(readOptions(options({ secret: good, ...given }), {}), environment)

describe('a store at its start', () => {
  it('is warned through its logger, once', async () => {
    const store = await openStore({ options: { secret: 'x'.repeat(32) } })
    await store.browser().get('/checkout/mug').expect(302)
    await store.checkout.start()
    await store.close()

    expect(store.log.filter((line) => line.includes('openssl rand'))).toHaveLength(1)
  })

  it('gets no warning if all is well', () => {
    expect(warnings({ databaseUrl: 'sqlite:/var/lib/shop/checkout.db' }, { NODE_ENV: 'production' })).toEqual([])
    expect(warnings({ databaseUrl: 'sqlite:checkout.db' }, { NODE_ENV: 'development' })).toEqual([])
  })

  it('is warned once about guessable secrets, and is shown none of them', () => {
    const lines = warnings({ secret: [good, 'x'.repeat(32), 'the-secret-of-our-little-shop-for-now'] })

    expect(lines).toEqual([expect.stringMatching(/^secret \(CHECKOUT_SECRET\): .*openssl rand -hex 32$/)])
    expect(lines.join()).not.toMatch(/xxxx|little/)
  })

  it.each([
    ['sqlite::memory:', 'production', 'in memory'],
    ['sqlite::memory:?mode=0600', 'prod', 'in memory'],
    ['sqlite:checkout.db', 'production', 'whole path'],
    ['sqlite:data/checkout.db?mode=0640', 'PROD', 'whole path'],
    [undefined, 'Production', 'whole path'],
  ])('is warned about a ledger in %s if NODE_ENV is %s', (databaseUrl, NODE_ENV, telling) => {
    expect(warnings({ databaseUrl }, { NODE_ENV })).toEqual([expect.stringContaining(telling)])
    expect(warnings({ databaseUrl }, { NODE_ENV: 'test' })).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['postgres://u:hunter2@db.example/shop', {}],
    ['postgresql://10.0.0.5/shop?application_name=a', {}],
    ['postgres://db.example/shop?sslmode=disable', {}],
    ['postgres://db.example/shop?ssl=false', {}],
    ['postgres:///shop?host=db.example', {}],
    ['postgres:///shop', { PGHOST: 'db.example' }],
  ])('is warned about a plain connection to another host: %s', (databaseUrl, environment) => {
    const lines = warnings({ databaseUrl }, environment)

    expect(lines).toEqual([expect.stringContaining('sslmode=verify-full')])
    expect(lines.join()).not.toContain('hunter2')
  })

  it.each<[string, Record<string, string>]>([
    ['postgres://localhost/shop', {}],
    ['postgres://127.0.0.1:5433/shop', {}],
    ['postgres://[::1]/shop', {}],
    ['postgres:///shop', {}],
    ['postgres:///shop?host=/var/run/postgresql', {}],
    ['postgres:///shop', { PGHOST: '/var/run/postgresql' }],
    ['postgres://db.example/shop?sslmode=verify-full', {}],
    ['postgres://db.example/shop?sslmode=require', {}],
    ['postgres://db.example/shop?ssl=true', {}],
    ['postgres://db.example/shop', { PGSSLMODE: 'require' }],
  ])('is not warned about %s', (databaseUrl, environment) => {
    expect(warnings({ databaseUrl }, environment)).toEqual([])
  })
})
