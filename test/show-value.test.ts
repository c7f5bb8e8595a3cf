import { showKind, showKinds, showValue } from '../src/show-value.ts'

describe('a refused value', () => {
  it.each<[unknown, string, string]>([
    [undefined, 'nothing', 'nothing'],
    [null, 'null', 'null'],
    [NaN, 'NaN', 'a number'],
    [false, 'false', 'a boolean'],
    [10n, 'a bigint', 'a bigint'],
    [{}, 'an object', 'an object'],
    [['a', 'b'], 'a list of 2', 'a list of 2'],
    ['', '""', '0 characters'],
    ['😀', '"\\ud83d\\ude00"', '1 character'],
    ['\u009b31m\u202egnp\u2028\u200b\ufeff', '"\\u009b31m\\u202egnp\\u2028\\u200b\\ufeff"', '11 characters'],
    ['two\nlines', '"two\\nlines"', '9 characters'],
    ['https://api:hunter2@bank.example/', '"…@bank.example/"', '33 characters'],
    ['https://bank.example/?token=hunter2', '"https://bank.example/?…"', '35 characters'],
    ['https://bank.example/#hunter2', '"https://bank.example/#…"', '29 characters'],
    ['https://bank.example/?', '"https://bank.example/?"', '22 characters'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`, '80 characters'],
    ['x'.repeat(81), `"${'x'.repeat(80)}…"`, '81 characters'],
  ])(
    'is short, in visible ASCII, without the login of an address, and a secret shows only its kind: %p',
    (value, shown, kind) => {
      expect([showValue(value), showKind(value)]).toEqual([shown, kind])
    },
  )

  it.each([
    [['x'], '1 character'],
    [['hunter2', 'x'], '7 and 1 characters'],
    [['hunter2', 7], 'a list of 2'],
    [[], 'a list of 0'],
  ])('is shown by its lengths when it is a list of secrets: %j', (values, shown) => {
    expect(showKinds(values)).toBe(shown)
  })
})
