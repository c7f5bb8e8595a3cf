import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../../src/options/environment.ts'
import { readOptions } from '../../src/options/read-options.ts'
import { lines, longSecret, nothing, options, problems, refused } from './store-options.ts'

describe('a refused start', () => {
  it('names every wrong option at once, in the order of the options', () => {
    const gateway = { url: 'http://bank.example/', usr: 'shop-api', timeoutMs: 0 }
    const given = { gateway, secret: 'hunter2', sucess: nothing, latePayment: 'ignore' }
    const [first, ...rest] = refused(given, { CHECKOUT_CURRENCY: 'eur', CHECKOUT_BASE_ULR: 'x' }).message.split('\n  ')

    expect(first).toBe('express-hosted-checkout cannot start: 10 options are invalid.')
    expect(rest.map((line) => line.split(/:| \(/)[0]).join('; ')).toBe(
      'gateway.url; gateway.timeoutMs; gateway.usr; gateway.user, gateway.password, gateway.token; ' +
        'baseUrl; secret; currency; catalog; latePayment; sucess; CHECKOUT_BASE_ULR',
    )
  })

  it('tells who has no bank yet where to find one, and nobody else', () => {
    const hint = /\n {2}To try it out: npx express-hosted-checkout init .* npx express-hosted-checkout sandbox .*\.$/

    expect(refused({}).message).toMatch(hint)
    expect(refused({ gateway: { user: 'shop-api' } }).message).toMatch(hint)
    expect(refused(options({ secret: 'short' })).message).not.toMatch(hint)
    expect(refused({}, { CHECKOUT_GATEWAY_URL: 'https://bank.example/rest/' }).message).not.toMatch(hint)
  })

  it('tells who has an .env that nobody has read how to have it read, and takes nothing from it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-unread-'))
    const file = (text: string): void => writeFileSync(join(folder, '.env'), text)
    const messageOf = (environment: Environment, given = {}): string => {
      try {
        readOptions({ catalog: {}, ...given }, environment, folder)
      } catch (error) {
        return (error as Error).message
      }
      throw new Error('was not refused')
    }

    expect(messageOf({})).toContain('npx express-hosted-checkout init')
    file(`CHECKOUT_SECRET=${longSecret}\nCHECKOUT_BASE_URL=https://shop.example\nPORT=3000\n`)
    expect(messageOf({})).toMatch(/\n {2}The \.env in this folder has CHECKOUT_\w+ and 1 more, but .*--env-file=\.env/)
    expect(messageOf({})).not.toContain(longSecret)
    expect(messageOf({})).not.toContain('init writes')
    file('PORT=3000\nCHECKOUT_BASE_URL=https://shop.example\n')
    expect(messageOf({ CHECKOUT_BASE_URL: 'https://shop.example' })).not.toContain('The .env')
    expect(messageOf({}, { baseUrl: 'https://shop.example' })).not.toContain('The .env')
    // What is wrong with a value that came is no matter of what did not.
    file('CHECKOUT_CALLBACK_DYNAMIC=true\n')
    expect(messageOf({}, options({ secret: 'short' }))).not.toContain('The .env')
    rmSync(folder, { recursive: true })
  })

  it('counts an option once, and says once what breaks several rules', () => {
    const { message } = refused(options({ checkoutsPerMinute: -0.5 }))

    expect(message).toMatch(/^express-hosted-checkout cannot start: 1 option is invalid\.\n {2}checkoutsPer.*$/)
  })
})

describe('an unknown option', () => {
  it.each([
    ['sucess', 'sucess', 'success'],
    ['onpaid', 'onpaid', 'onPaid'],
    ['baseURL', 'baseURL', 'baseUrl'],
    ['timeoutMs', 'timeoutMs', 'gateway.timeoutMs'],
    ['publickey', 'publickey', 'callback.publicKey'],
    ['gateway.pasword', 'gateway.pasword', 'gateway.password'],
    ['callback.dynamc', 'callback.dynamc', 'callback.dynamic'],
    ['gateway.secret', 'gateway.secret', 'secret'],
    ['gatway', 'gatway', 'gateway'],
    ['sandbox', 'sandbox', undefined],
    ['constructor', 'constructor', undefined],
    ['', '""', undefined],
    ['a b\u001b[2J', '"a b\\u001b[2J"', undefined],
  ])('is refused with the right spelling: %j', (name, shown, meant) => {
    const advice = meant === undefined ? '.' : `; did you mean \`${meant}\`?`

    expect(lines(options({ [name]: {} }))).toEqual([`${shown}: unknown option${advice}`])
  })

  it('may be named `__proto__`, and nothing is read through it', () => {
    const own = JSON.parse('{"__proto__":{"baseUrl":"https://shop.example"}}') as object
    const given = Object.assign(Object.create(null), options({ baseUrl: undefined }), own) as object

    expect(problems(given)).toMatchObject([{ options: 'baseUrl', got: 'nothing' }, { options: '__proto__' }])
  })
})

describe('a prefix of its own', () => {
  const north = { environmentPrefix: 'NORTH_CHECKOUT_', catalog: {} }
  const complete = {
    NORTH_CHECKOUT_GATEWAY_URL: 'https://bank.example/payment/rest/',
    NORTH_CHECKOUT_GATEWAY_TOKEN: 'token',
    NORTH_CHECKOUT_BASE_URL: 'https://shop.example/north',
    NORTH_CHECKOUT_SECRET: longSecret,
  }
  const south = { CHECKOUT_CURRENCY: 'EUR', CHECKOUT_GATEWAY_URL: 'https://other.example/' }

  it('reads the variables that begin with it, and no other', () => {
    const settings = readOptions(north, { ...south, ...complete, CHECKOUT_GATWAY_TOKEN: 'x' })

    expect(settings).toMatchObject({ baseUrl: 'https://shop.example/north', currency: undefined, warnings: [] })
    expect(settings.gateway).toMatchObject({ url: 'https://bank.example/payment/rest/', login: { token: 'token' } })
  })

  it('is in every name that a refusal tells', () => {
    const all = lines(north, { ...south, NORTH_CHECKOUT_BASE_URL: 'shop', NORTH_CHECKOUT_SECRET_FILE: '/none' })

    expect(all).toEqual([
      expect.stringMatching(/^gateway\.url \(NORTH_CHECKOUT_GATEWAY_URL\): wanted .*, got nothing\.$/),
      expect.stringMatching(
        /^gateway\.user, .* \(NORTH_CHECKOUT_GATEWAY_USER, NORTH_CHECKOUT_GATEWAY_PASSWORD, NORTH_/,
      ),
      expect.stringMatching(/^baseUrl \(NORTH_CHECKOUT_BASE_URL\): wanted .*, got "shop"\.$/),
      expect.stringMatching(/^secret \(NORTH_CHECKOUT_SECRET_FILE\): the file it names cannot be read/),
    ])
  })

  it('tells of a misspelt variable as without one', () => {
    // The other one is of a command.
    const some = { NORTH_CHECKOUT_CURENCY: 'EUR', NORTH_CHECKOUT_PROVE_DATABASE_URL: 'postgres://db.example/proofs' }
    const { warnings } = readOptions(north, { ...complete, ...some })

    expect(warnings).toEqual(['NORTH_CHECKOUT_CURENCY: unknown variable; did you mean NORTH_CHECKOUT_CURRENCY?'])
  })
})

describe('a misspelt variable', () => {
  it.each([
    ['CHECKOUT_GATWAY_TOKEN', 'CHECKOUT_GATEWAY_TOKEN'],
    ['CHECKOUT_CURENCY', 'CHECKOUT_CURRENCY'],
    ['CHECKOUT_SECRET_FIEL', 'CHECKOUT_SECRET_FILE'],
    ['CHECKOUT_CURRENCY_FILE', 'CHECKOUT_CURRENCY'],
    ['CHECKOUT_LOOKS_AT_SECS_FILE', 'CHECKOUT_SWEEP_LOOKS_AT_SECS'],
  ])('is a warning, not an error: %s', (name, meant) => {
    const warning = `${name}: unknown variable; did you mean ${meant}?`

    expect(readOptions(options(), { [name]: 'hunter2' }).warnings).toEqual([warning])
    expect(lines(options({ language: 'EN' }), { [name]: 'hunter2' }).at(-1)).toBe(warning)
  })

  it.each([
    ['CHECKOUT_BANNER_TEXT_OF_THE_WEEK', 'x'],
    ['SHOP_CHECKOUT_SECRET', 'x'],
    ['CHECKOUT_SECRT', ''],
    ['CHECKOUT_SECRET_FILE', '/x'],
    ['CHECKOUT_CURRENCY', 'EUR'],
  ])("is not suspected in the store's own variables, in ours, or in an empty one: %s=%s", (name, value) => {
    expect(readOptions(options(), { [name]: value }).warnings).toEqual([])
  })
})
