import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { optionVariables, readOptions } from '../../src/options/read-options.ts'
import { longSecret, options, problems, refused } from './store-options.ts'
import { rows, settingOf, takenFromEnvironment } from './table.ts'

const secrets = optionVariables.filter(({ isSecret }) => isSecret).map(({ option }) => option)

/** Everything that a log may show of an error. */
function everythingOf(error: Error): string {
  return [error.stack, inspect(error, { depth: 4, showHidden: true }), JSON.stringify(error)].join('\n')
}

describe('a secret', () => {
  it('is any of these options, and no other', () => {
    expect(secrets.join(' ')).toBe(
      'gateway.user gateway.password gateway.token gateway.ca gateway.proxy callback.key callback.publicKey ' +
        'secret databaseUrl',
    )
  })

  it('never shows up in a value or name, whole or as part of a list, even if code overrides it', () => {
    const password = 'p4ss, w0rd-in-many-places'
    const given = options({
      'gateway.password': password,
      'callback.key': ['hunter2', ''],
      secret: 'hunter2,hunter22',
      currency: password,
      language: '!w0rd-in-many-places',
      [password]: 1,
    })
    const error = refused(given, { CHECKOUT_GATEWAY_PASSWORD: 'w0rd-of-old', CHECKOUT_CAPTURE: 'w0rd-of-old' })

    expect(everythingOf(error)).not.toContain('w0rd')
    expect(error.message.match(/got .*|\(a name of .*/g)).toEqual([
      'got 7 and 0 characters.',
      'got 7 and 8 characters.',
      'got 25 characters.',
      'got 20 characters.',
      'got 11 characters.',
      '(a name of 25 characters): unknown option.',
    ])
  })

  it('may appear in a value by chance if it is short', () => {
    for (const [text, got] of Object.entries({ hunter2: '"hunter2"', hunter22: '8 characters' }))
      expect(problems(options({ 'gateway.user': text, language: text }))).toMatchObject([{ got }])
  })

  it('is in no error, and every error is a ConfigurationError, whatever the options', () => {
    const needle = 'hunter2-hunter2-hunter2'
    const garbage = fc.anything({ maxDepth: 3, withBigInt: true, withMap: true, withNullPrototype: true })
    const leaks = fc.constantFrom(needle, `${needle}\n`, [needle], `https://a:${needle}@bank.example/${needle}`)
    const values = fc.oneof(garbage, leaks, fc.constant(undefined))
    const paths = rows.map(({ option }) => option)
    const names = ['gateway', 'callback', 'sweep', 'breaker', ...paths.map((path) => path.replace(/^.*\./, ''))]
    const given = fc.oneof(
      garbage,
      fc.dictionary(fc.constantFrom(...paths), values).map(options),
      fc.dictionary(fc.constantFrom(...names), values),
    )
    const environment = fc.dictionary(
      fc.constantFrom(...optionVariables.flatMap(({ variable }) => [variable, `${variable}_FILE`, `${variable}X`])),
      fc.constantFrom('', needle, `${needle}\n`, '/', '1', 'true'),
    )

    fc.assert(
      fc.property(given, environment, (one, variables) => {
        const error = refused(one, { ...variables, CHECKOUT_DATABASE_URL: needle })
        expect(error.stack).not.toContain(needle)
        expect(error.cause).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })
})

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-options-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const variable = 'CHECKOUT_GATEWAY_PASSWORD_FILE'
  const withoutPassword = options({ 'gateway.password': undefined })

  function file(content: string): string {
    const path = join(folder, 'secret')
    writeFileSync(path, content)
    return path
  }

  it.each(rows.filter(({ option }) => secrets.includes(option)))('is read for $option', (row) => {
    const given = options({ ...row.rule.beside, [row.option]: undefined })
    for (const [text, setting] of takenFromEnvironment(row.rule)) {
      const environment = { [`${row.variable!}_FILE`]: file(text), [row.variable!]: '' }
      expect(settingOf(row, readOptions(given, environment))).toEqual(setting)
    }
  })

  it('loses one line break at its end, and no more', () => {
    const login = (content: string) => readOptions(withoutPassword, { [variable]: file(content) }).gateway.login
    const line = { options: 'gateway.password', variables: variable, got: '5 characters' }

    expect(login(' pass \n')).toEqual({ user: 'shop-api', password: ' pass ' })
    expect(login('pass\r\n')).toEqual({ user: 'shop-api', password: 'pass' })
    expect(problems(withoutPassword, { [variable]: file('pass\n\n') })).toMatchObject([line])
    expect(problems(withoutPassword, { [variable]: file('') })).toMatchObject([{ ...line, got: '0 characters' }])
  })

  it('is refused together with the variable itself', () => {
    const both = { CHECKOUT_SECRET: longSecret, CHECKOUT_SECRET_FILE: file(longSecret) }
    const line = { options: 'secret', variables: 'CHECKOUT_SECRET, CHECKOUT_SECRET_FILE', got: 'both' }

    expect(problems(options({ secret: undefined }), both)).toMatchObject([line])
  })

  it.each([
    ['no-such-file', 'ENOENT'],
    ['.', 'EISDIR'],
    ['a\0b', 'ERR_INVALID_ARG_VALUE'],
  ])('that cannot be read is refused with the reason, but not the path: %j', (name, reason) => {
    const line = { options: 'gateway.password', variables: variable, got: undefined }
    const wanted = `the file it names cannot be read (${reason})`

    expect(problems(withoutPassword, { [variable]: join(folder, name) })).toEqual([{ ...line, wanted }])
  })

  it('is not even opened if code sets the option', () => {
    expect(readOptions(options(), { CHECKOUT_SECRET_FILE: join(folder, 'none') }).secrets).toEqual([longSecret])
  })
})
