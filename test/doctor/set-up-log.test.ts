import { readOptions } from '../../src/options/read-options.ts'
import { cheapFindings } from '../../src/doctor/set-up-log.ts'
import { options } from '../options/store-options.ts'
import { silentLogger } from '../../src/logger.ts'
import { openStore } from '../support/store.ts'
import type { Store } from '../support/store.ts'

const good = '9f1c03b7d2a84e65b1f0c7e8d93a2b64'
const warnings = (given: object, environment: Record<string, string> = {}): readonly string[] =>
  cheapFindings({
    settings: readOptions(options({ secret: good, ...given }), {}),
    environment,
    now: new Date(),
  }).atStart.map(({ message, help }) => `${message} ${help}`)

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

    expect(lines).toEqual([expect.stringMatching(/^The secret \(CHECKOUT_SECRET\) .*openssl rand -hex 32/)])
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

describe('a store at its first request', () => {
  const production = { NODE_ENV: 'production' }
  let store: Store | undefined
  const before = process.env.NODE_ENV
  afterEach(async () => {
    process.env.NODE_ENV = before
    await store?.close()
    store = undefined
  })
  const warned = (): string[] => (store?.log ?? []).filter((line) => line.startsWith('warn'))

  it('says, once and with its code, that a sandbox takes its money in production, and nothing before', async () => {
    const told: [object, string][] = []
    const logger = { ...silentLogger, warn: (about: object, message: string) => void told.push([about, message]) }
    store = await openStore({ options: { logger } })
    process.env.NODE_ENV = 'production'
    expect(told).toEqual([])

    for (let times = 0; times < 3; times += 1) await store.browser().get('/checkout/mug').expect(302)

    const ofSandbox = told.filter(([, message]) => message.includes('a sandbox on this machine'))
    expect(ofSandbox).toEqual([
      [{ code: 'sandbox-in-production' }, expect.stringMatching(/Goods would go out .* CHECKOUT_GATEWAY_URL/)],
    ])
  })

  it('says the same where a route of its own begins, and after a return', async () => {
    store = await openStore({ options: { baseUrl: 'http://127.0.0.1:9' } })
    process.env.NODE_ENV = 'production'
    await store.browser().get('/payment/return?orderId=nobody')

    expect(warned().filter((line) => line.includes('not https, in production'))).toHaveLength(1)
  })

  it('tells nothing of it twice, and no note', () => {
    const settings = readOptions(
      options({
        secret: 'x'.repeat(32),
        databaseUrl: 'sqlite::memory:',
        gateway: { url: 'https://bank.example/payment/rest/', token: 'a token' },
      }),
      {},
    )
    const { atStart, atFirstRequest } = cheapFindings({
      settings,
      environment: production,
      now: new Date('2040-01-01'),
    })

    expect(atStart.map(({ code }) => code)).toEqual(['secret-guessable', 'ledger-in-memory'])
    expect(atFirstRequest.map(({ code }) => code)).toContain('node-unsupported')
    expect([...atStart, ...atFirstRequest].map(({ code }) => code)).not.toContain('token-login')
    const both = atStart.filter((one) => atFirstRequest.some(({ code }) => code === one.code))
    expect(both).toEqual([])
  })

  it('has nothing to say where all is well', async () => {
    store = await openStore()
    await store.checkout.start()

    await store.browser().get('/checkout/mug').expect(302)

    expect(warned()).toEqual([])
  })
})
