import { inspect } from 'node:util'
import { readOptions } from '../../src/options/read-options.ts'
import { showKind, showValue } from '../../src/show-value.ts'
import { longSecret, nothing, options, problems } from './store-options.ts'
import { certificate, rows } from './table.ts'

const noLogin = { 'gateway.user': undefined, 'gateway.password': undefined }
const byToken = { ...noLogin, 'gateway.token': 'token' }

describe('the settings', () => {
  it('hold one login, joined from code and environment', () => {
    const joined = readOptions(options({ 'gateway.password': undefined }), { CHECKOUT_GATEWAY_PASSWORD: 'hunter2' })

    expect(joined.gateway.login).toEqual({ user: 'shop-api', password: 'hunter2' })
    expect(readOptions(options(byToken), {}).gateway.login).toEqual({ token: 'token' })
  })

  it('hold a secret in one place', () => {
    expect(inspect(readOptions(options(), {})).split(longSecret)).toHaveLength(2)
  })

  it("send buyers to the gateway's own host and port, unless others are named", () => {
    const { gateway } = readOptions(options({ 'gateway.url': 'http://localhost:4000/rest/' }), {})

    expect(gateway.formHosts).toEqual(['localhost:4000'])
  })

  it("hold the store's own logger and catalog, not copies", () => {
    // With methods on the prototype, like pino's.
    const logger = Object.create(console) as Console
    const catalog = { mug: { amountMinor: 1 } }

    const settings = readOptions(options({ logger, catalog }), {})

    expect(settings.logger).toBe(logger)
    expect(settings.catalog).toBe(catalog)
  })
})

describe('options that need or exclude each other', () => {
  const callback = { key: 'key', publicKey: certificate }
  const twoHandlers = { onPaid: nothing, onPaidInTransaction: nothing, databaseUrl: 'postgres://db.example/shop' }

  it.each([
    [noLogin, ['gateway.user', 'gateway.password', 'gateway.token'], 'user and password, or the token', 'nothing'],
    [{ 'gateway.password': undefined }, ['gateway.user', 'gateway.password'], 'both or neither', 'one'],
    [{ 'gateway.user': undefined }, ['gateway.password', 'gateway.user'], 'both or neither', 'one'],
    [{ 'gateway.token': 'token' }, ['gateway.user', 'gateway.token'], 'user and password, or the token', 'both'],
    [{ callback }, ['callback.key', 'callback.publicKey'], 'one of them', 'both'],
    [{ success: nothing }, ['success', 'successUrl'], 'one of them', 'both'],
    [{ failure: nothing, failureUrl: '/page' }, ['failure', 'failureUrl'], 'one of them', 'both'],
    [twoHandlers, ['onPaid', 'onPaidInTransaction'], 'one of them', 'both'],
  ])('are refused in one line, with their variables: %p', (changes, names, wanted, got) => {
    const variables = names.flatMap((name) => rows.find(({ option }) => option === name)!.variable ?? [])
    const line = { options: names.join(', '), variables: variables.join(', ') || undefined, wanted, got }

    expect(problems(options(changes), { CHECKOUT_SUCCESS_URL: '/page' })).toEqual([line])
  })

  it('include the two colours of the shop, and no third', () => {
    const wanted = expect.stringMatching(/two of them/) as string

    expect(problems(options({ 'shop.accent': ['#fff', '#000', '#abc'] }))).toMatchObject([
      { options: 'shop.accent', wanted, got: 'a list of 3' },
    ])
    expect(problems(options(), { CHECKOUT_SHOP_ACCENT: 'fff,000,abc' })).toMatchObject([
      { options: 'shop.accent', variables: 'CHECKOUT_SHOP_ACCENT', wanted, got: '"fff,000,abc"' },
    ])
  })

  it('include shop.homeUrl, which is baseUrl unless it is given', () => {
    const homeOf = (baseUrl: string): string => readOptions(options({ baseUrl }), {}).shop.homeUrl

    expect(homeOf('https://shop.example')).toBe('https://shop.example/')
    expect(homeOf('https://shop.example/shop')).toBe('https://shop.example/shop')
  })

  it('include onPaidInTransaction, which needs a ledger in PostgreSQL', () => {
    const given = options({ onPaidInTransaction: nothing })
    const wanted = expect.stringMatching(/PostgreSQL.*databaseUrl.*`onPaid`/) as string

    expect(problems(given)).toMatchObject([{ options: 'onPaidInTransaction', wanted }])
    expect(readOptions(given, { CHECKOUT_DATABASE_URL: 'postgresql:///shop' }).onPaidInTransaction).toBe(nothing)
  })

  it('include gateway.basic, which needs a user without a colon, and no token', () => {
    const basic = { 'gateway.basic': true }

    expect(readOptions(options(basic), {}).gateway).toMatchObject({ basic: true, login: { user: 'shop-api' } })
    expect(problems(options({ ...basic, ...byToken }))).toMatchObject([
      { options: 'gateway.basic', wanted: 'false beside gateway.token, which goes in the body', got: 'true' },
    ])
    expect(problems(options({ ...basic, 'gateway.user': 'shop:api' }))).toMatchObject([
      { options: 'gateway.user', wanted: expect.stringMatching(/without a colon.*RFC 7617/) as string },
    ])
    expect(readOptions(options({ 'gateway.user': 'shop:api' }), {}).gateway.login).toMatchObject({ user: 'shop:api' })
  })

  it('include gateway.proxy, which needs a bank on https', () => {
    const given = options({ 'gateway.proxy': 'http://proxy.example', 'gateway.url': 'http://localhost:4000/' })

    expect(problems(given)).toMatchObject([
      { options: 'gateway.proxy', wanted: expect.stringMatching(/^an https gateway\.url/) as string },
    ])
  })

  it('include retention.personalDays, which must outlast the checks of paid orders', () => {
    const wanted = expect.stringMatching(/^more days than watchPaidForDays/) as string
    const days = (personalDays: number, watchPaidForDays?: number) =>
      options({ 'retention.personalDays': personalDays, watchPaidForDays })

    expect(problems(days(30))).toMatchObject([{ options: 'retention.personalDays', wanted, got: '30' }])
    expect(problems(days(90, 90))).toMatchObject([{ options: 'retention.personalDays', wanted }])
    expect(problems(days(29, 0))).toMatchObject([{ wanted: 'a whole number of days from 30 to 36500' }])
    expect(readOptions(days(31), {}).retention.personalDays).toBe(31)
    expect(
      readOptions(options({ 'retention.personalDays': 91 }), { CHECKOUT_WATCH_PAID_FOR_DAYS: '90' }).retention,
    ).toEqual({ personalDays: 91 })
    expect(readOptions(options(), {}).retention.personalDays).toBeUndefined()
  })

  it.each(['refund', 'other'])('include a token, which excludes refunds of late payments: %s', (latePayment) => {
    const wanted = expect.stringMatching(/^`hand-over` or `review`, .*gateway\.token cannot refund/) as string
    const line = { options: 'latePayment', wanted, got: `"${latePayment}"` }

    expect(problems(options({ ...byToken, latePayment }))).toMatchObject([line])
    expect(readOptions(options({ ...byToken, latePayment: 'review' }), {}).latePayment).toBe('review')
  })
})

describe('a group of options', () => {
  it.each([
    ['gateway', ['url', 'user', 'password', 'token']],
    ['callback', ['key', 'publicKey']],
    ['sweep', ['everyMs', 'concurrency', 'looksAtSecs', 'jitterPercent']],
    ['retention', ['personalDays']],
    ['breaker', ['failures', 'openMs', 'maxOpenMs', 'maxRetryAfterMs']],
    ['shop', ['name', 'contact', 'timeZone', 'key']],
  ])('must be an object: %s', (name, members) => {
    for (const value of ['https://bank.example/', null, [], 7]) {
      const all = problems(options({ [name]: value }), { CHECKOUT_GATEWAY_URL: '/', CHECKOUT_CALLBACK_KEY: 'key' })
      expect(all).toMatchObject([{ options: name, variables: undefined, got: showValue(value) }])
      expect(members.filter((member) => !all[0]!.wanted.includes(`\`${member}\``))).toEqual([])
    }
  })

  it('must be an object as a whole too', () => {
    for (const given of [undefined, null, 'hunter2', [], nothing])
      expect(problems(given)[0]).toEqual({ options: 'options', wanted: 'an object', got: showKind(given) })
  })
})
