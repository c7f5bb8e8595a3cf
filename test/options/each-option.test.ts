import { optionVariables, readOptions } from '../../src/options/read-options.ts'
import type { CheckoutSettings } from '../../src/options/settings.ts'
import { showValue } from '../../src/show-value.ts'
import { options, problems } from './store-options.ts'
import type { Problem } from './store-options.ts'
import { required, rows, settingOf, takenFromCode, takenFromEnvironment } from './table.ts'

const secrets = new Set(optionVariables.filter(({ isSecret }) => isSecret).map(({ option }) => option))

/** How a secret is shown: by kind and length. `test/show-value.test.ts` checks the exact words. */
const kinds = /^(?:nothing|null|an? \w+|a list of \d+|\d+(?: and \d+)* characters?)$/

describe.each(rows)('option $option', (row) => {
  const { option, variable, standard, rule } = row
  const given = (value: unknown) => options({ ...rule.beside, [option]: value })
  const settingIn = (settings: CheckoutSettings) => settingOf(row, settings)

  /** Exactly one line is about this option: with its variable, what was wanted, and what came. */
  function expectHelp(all: readonly Problem[], value: unknown, ...shown: readonly string[]): void {
    const own = all.filter((one) => one.options === option)
    expect({ value, own }).toMatchObject({
      value,
      own: [{ variables: variable, wanted: expect.stringMatching(rule.wanted) as string }],
    })
    if (secrets.has(option)) expect(own[0]!.got).toMatch(kinds)
    else expect(shown).toContain(own[0]!.got)
  }

  it('is taken from code', () => {
    for (const [value, setting] of takenFromCode(rule))
      expect({ value, setting: settingIn(readOptions(given(value), {})) }).toEqual({ value, setting })
  })

  it('is refused from code if it breaks its rule', () => {
    for (const value of rule.refuses) expectHelp(problems(given(value)), value, showValue(value))
  })

  it('has its variable, or none', () => {
    expect(optionVariables.find((one) => one.option === option)?.variable).toBe(variable)
  })

  if (standard === required)
    it('is refused if it is missing', () => {
      expect(problems(given(undefined)).filter(({ options }) => options.split(', ').includes(option))).toHaveLength(1)
    })
  else
    it('has its default', () => {
      for (const store of [options(), options({ [option]: undefined })])
        expect(settingIn(readOptions(store, { [variable ?? 'CHECKOUT']: '' }))).toEqual(standard)
    })

  if (variable === undefined) return

  it('is taken from the environment', () => {
    for (const [text, setting] of takenFromEnvironment(rule))
      expect({ text, setting: settingIn(readOptions(given(undefined), { [variable]: text })) }).toEqual({
        text,
        setting,
      })
  })

  it('is refused from the environment if it breaks its rule', () => {
    for (const text of rule.refusesTexts ?? ['\n']) {
      const all = problems(given(undefined), { [variable]: text })
      expect(all).toHaveLength(1)
      // A text that reads as a number is shown as a number.
      expectHelp(all, text, showValue(text.trim()), text)
    }
  })

  it('is taken from code if both are set, whichever breaks the rule', () => {
    const [value, setting] = takenFromCode(rule)[0]!
    const [text] = takenFromEnvironment(rule)[0]!

    for (const one of ['', '\n']) expect(settingIn(readOptions(given(value), { [variable]: one }))).toEqual(setting)
    expectHelp(problems(given(null), { [variable]: text }), null, 'null')
  })
})
