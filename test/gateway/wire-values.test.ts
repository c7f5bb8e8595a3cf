import {
  readAmount,
  readApprovalCode,
  readCode,
  readCurrency,
  readErrorCode,
  readFlag,
  readInteger,
  readText,
  readTime,
  readWord,
} from '../../src/gateway/wire-values.ts'

/** What JSON can hold where a number or a text is wanted. */
const strange = [
  undefined,
  null,
  true,
  false,
  [],
  [2],
  ['2'],
  {},
  { a: 1 },
  NaN,
  Infinity,
  '',
  ' 2',
  '2 ',
  '2abc',
  '\u0000',
]

describe('readAmount', () => {
  it.each<[unknown, number]>([
    [0, 0],
    ['0', 0],
    [1999, 1999],
    ['1999', 1999],
    ['0007', 7],
    [999_999_999_999, 999_999_999_999],
    ['999999999999', 999_999_999_999],
    ['550000.0', 550_000],
  ])('reads %j', (value, amount) => expect(readAmount(value)).toBe(amount))

  it.each([...strange, -1, '-1', 1.5, '1.5', '5500.00', '1.', '.0', '1.0x', '1e3', 1_000_000_000_000, '1000000000000'])(
    'does not read %j',
    (value) => expect(readAmount(value)).toBeUndefined(),
  )
})

describe('readInteger', () => {
  it.each<[unknown, number]>([
    [2, 2],
    ['2', 2],
    [-2007, -2007],
    ['-2007', -2007],
    ['0', 0],
    ['999999999', 999_999_999],
  ])('reads %j', (value, integer) => expect(readInteger(value)).toBe(integer))

  it.each([...strange, '02', '-0', '+2', 2.5, '2.5', '9999999999', 2 ** 53])('does not read %j', (value) =>
    expect(readInteger(value)).toBeUndefined(),
  )
})

describe('readText', () => {
  it('reads text up to a length, and a whole number as its digits', () => {
    expect(['a', 'abc', 7, 'é', ' a'].map(readText(3))).toEqual(['a', 'abc', '7', 'é', ' a'])
  })

  it.each([undefined, null, true, [], ['a'], {}, '', 'abcd', 'a\n', '\ud800', 1.5, 2 ** 53, NaN])(
    'does not read %j',
    (value) => expect(readText(3)(value)).toBeUndefined(),
  )
})

describe('readCurrency', () => {
  it.each<[unknown, string]>([
    ['978', 'EUR'],
    [978, 'EUR'],
    [51, 'AMD'],
    ['051', 'AMD'],
    ['810', 'RUB'],
    ['643', 'RUB'],
    ['000', '000'],
    ['EUR', 'EUR'],
    ['eur', 'EUR'],
    ['RUR', 'RUB'],
    ['XYZ', 'XYZ'],
  ])('reads %j as %s', (value, currency) => expect(readCurrency(value)).toBe(currency))

  it.each([...strange, 'EURO', 'EU', 'E1R', '9780', -51, '9 8'])('does not read %j', (value) =>
    expect(readCurrency(value)).toBeUndefined(),
  )
})

describe('readCode and readErrorCode', () => {
  it.each<[unknown, string]>([
    ['000', '0'],
    [0, '0'],
    ['-2007', '-2007'],
    [-100, '-100'],
    ['S1', 'S1'],
    ['0.0', '0.0'],
    ['1234567890', '1234567890'],
  ])('read the code %j as %s', (value, code) => expect(readCode(value)).toBe(code))

  it.each([undefined, null, true, [2], {}, '', ' 2', '2 ', 'a b', '--2', 'x'.repeat(33)])(
    'do not read the code %j',
    (value) => expect(readCode(value)).toBeUndefined(),
  )

  it('read an error code without surrounding spaces', () => {
    expect([' 5 ', 5, '5'].map(readErrorCode)).toEqual(['5', '5', '5'])
    expect([0, '0', '00', ' 000\n'].map(readErrorCode)).toEqual(['0', '0', '0', '0'])
    expect(['05', '005', '100', '0.0', '-0'].map(readErrorCode)).toEqual(['05', '005', '100', '0.0', '-0'])
    expect([undefined, null, '', '  ', [5], true].map(readErrorCode)).toEqual(Array(6).fill(undefined))
  })
})

describe('readFlag', () => {
  it('reads true and false, as booleans, as text or as 1 and 0, and nothing else', () => {
    expect([true, 'true', 'TRUE', 1, '1'].map(readFlag)).toEqual(Array(5).fill(true))
    expect([false, 'false', 'False', 0, '0'].map(readFlag)).toEqual(Array(5).fill(false))
    expect([undefined, null, 2, -1, '', [true], 'maybe', '01', ' 1'].map(readFlag)).toEqual(Array(9).fill(undefined))
  })
})

describe('readWord', () => {
  it('reads letters, digits and what may separate them', () => {
    expect(['DEPOSITED', 'CARD_BINDING', 'apple pay', 'a.b-c', 7].map(readWord)).toEqual([
      ...['DEPOSITED', 'CARD_BINDING', 'apple pay', 'a.b-c', '7'],
    ])
    expect([undefined, null, '', 'a;b', '<b>', 'x'.repeat(65)].map(readWord)).toEqual(Array(6).fill(undefined))
  })
})

describe('readApprovalCode', () => {
  it('reads a short word, but nothing as long as a card number', () => {
    expect(['123456', 'A1B2C3', 12345678, '1234567890'].map(readApprovalCode)).toEqual([
      ...['123456', 'A1B2C3', '12345678', '1234567890'],
    ])
    expect([undefined, null, '', '<b>', '12345678901', '4111111111111111'].map(readApprovalCode)).toEqual(
      Array(6).fill(undefined),
    )
  })
})

describe('readTime', () => {
  it('reads milliseconds of this century, from its first to its last', () => {
    const first = Date.UTC(2000, 0, 1)
    const last = Date.UTC(2100, 0, 1) - 1
    expect([first, last, String(first)].map(readTime)).toEqual([new Date(first), new Date(last), new Date(first)])
  })

  it.each([
    ...[undefined, null, true, '', [], '1.7e12', '1700000000000x', `0${Date.UTC(2020, 0, 1)}`, -1],
    // Seconds, microseconds, and a millisecond too early or too late.
    ...[1_700_000_000, 1_700_000_000_000_000, Date.UTC(2000, 0, 1) - 1, Date.UTC(2100, 0, 1)],
  ])('does not read %j', (value) => expect(readTime(value)).toBeUndefined())
})
