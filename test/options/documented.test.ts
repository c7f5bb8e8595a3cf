import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { envExample, optionsPage } from '../../option-docs.ts'
import { optionVariables, readOptions } from '../../src/options/read-options.ts'
import { longSecret, options, problems } from './store-options.ts'
import { required, rows, settingOf } from './table.ts'

const root = resolve(__dirname, '..', '..')

describe('.env.example', () => {
  const text = readFileSync(join(root, '.env.example'), 'utf8')
  const each = text.matchAll(/((?:# .*\n)+)(#?)(CHECKOUT_[A-Z_]+)=(.*)/g)
  const settings = Array.from(each, ([, before, hash, name, value]) => {
    return { name: name!, value: value!, explanation: before!.trim(), isOptional: hash === '#' }
  })

  it('is what npm run docs:options writes, and so is the page of all options', () => {
    expect(text).toBe(envExample())
    expect(readFileSync(join(root, 'docs', 'options.md'), 'utf8')).toBe(optionsPage())
  })

  it('names every variable exactly once, and no other', () => {
    expect(settings.map(({ name }) => name).sort()).toEqual(optionVariables.map(({ variable }) => variable).sort())
  })

  it.each(settings)('explains $name first, and shows its default or a valid value', (one) => {
    const row = rows.find(({ variable }) => variable === one.name)!
    const { isSecret } = optionVariables.find(({ variable }) => variable === one.name)!
    const needsOther = ['gateway.preset', 'gateway.live'].includes(row.option)
    const given = options(needsOther ? row.rule.beside : {})
    const shown = settingOf(row, readOptions(given, { [one.name]: one.value }))
    const isOthers = [
      'gateway.formHosts',
      'gateway.formerUrls',
      'shop.key',
      'shop.formerKeys',
      'allowedOrigins',
    ].includes(row.option)
    const isExample = row.standard === undefined || row.standard === required || isOthers

    expect(one.explanation).toMatch(isSecret ? /^# [^]*\(secret\)\.$/ : /^# (?![^]*\(secret\))[^]*\.$/)
    if (!isExample) expect(shown).toEqual(row.standard)
  })

  it('lets a store start with the real secrets filled in, and not without', () => {
    const given = Object.fromEntries(settings.map(({ name, value, isOptional }) => [name, isOptional ? '' : value]))
    const secrets = { CHECKOUT_SECRET: longSecret, CHECKOUT_GATEWAY_USER: 'u', CHECKOUT_GATEWAY_PASSWORD: 'p' }

    expect(problems({ catalog: {} }, given)).toHaveLength(2)
    readOptions({ catalog: {} }, { ...given, ...secrets })
  })
})

describe('the documentation of the options', () => {
  const source = ['option-groups.ts', 'checkout-options.ts']
    .map((file) => readFileSync(join(root, 'src', 'options', file), 'utf8'))
    .join('\n')
  const groups = {
    Gateway: 'gateway.',
    Callback: 'callback.',
    Sweep: 'sweep.',
    Breaker: 'breaker.',
    Retention: 'retention.',
    Shop: 'shop.',
    Checkout: '',
  }
  /** The comment before each option. */
  const comments = Object.entries(groups).flatMap(([name, group]) => {
    const members = source.split(new RegExp(`export interface ${name}Options(?:<[^>]*>)? {`))[1]!.split('\n}')[0]!
    const each = members.matchAll(/([^]*?)\n {2}readonly (\w+)\??:.*/g)
    return Array.from(each, ([, comment, member]) => ({ option: `${group}${member!}`, comment: comment! }))
  })
  // Hosts, origins, keys, and a silent logger: described in words.
  const inWords = [
    ...[
      'gateway.formHosts',
      'gateway.formerUrls',
      'callback.key',
      'callback.publicKey',
      'shop.key',
      'shop.formerKeys',
      'logger',
    ],
    'allowedOrigins',
    'shop.homeUrl',
  ]

  it('covers every option of the table, and no other', () => {
    const names = comments.map(({ option }) => option).filter((name) => !Object.values(groups).includes(`${name}.`))

    expect(names.sort()).toEqual(rows.map(({ option }) => option).sort())
  })

  it.each(rows)('gives the variable and default of $option', ({ option, variable, standard }) => {
    const { comment } = comments.find((one) => one.option === option)!
    const told = inspect(standard, { numericSeparator: false, compact: true, breakLength: Infinity })
    const isTold = standard !== undefined && standard !== required && !inWords.includes(option)

    expect(comment).toMatch(/^\n {2}\/\*\*/)
    expect(comment.match(/`CHECKOUT_\w+`/g)).toEqual(variable === undefined ? null : [`\`${variable}\``])
    expect(/@defaultValue (.+)/.exec(comment)?.[1]).toBe(isTold ? told : undefined)
  })
})
