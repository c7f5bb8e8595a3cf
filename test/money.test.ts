import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { findCurrency, findCurrencyByNumber } from '../src/iso-4217.ts'
import { formatMoney, isAmountMinor, maxAmountMinor, toMajorUnits, toMinorUnits } from '../src/money.ts'

/**
 * List one as ISO's agency published it on 2024-06-25: an oracle that nobody typed in by hand. Later amendments have
 * their own tests.
 */
const listOne = [
  ...new Map(
    readFileSync(require.resolve('currency-codes/iso-4217-list-one.xml'), 'utf8')
      .split('<CcyNtry>')
      .map((entry) => /<Ccy>(.+)<\/Ccy>\s*<CcyNbr>(.+)<\/CcyNbr>\s*<CcyMnrUnts>(.+)<\/CcyMnrUnts>/.exec(entry))
      .filter((match) => match !== null)
      .map(([, alphabetic, numeric, minorUnit]) => [
        alphabetic!,
        { alphabetic: alphabetic!, numeric: numeric!, minorUnit: minorUnit! },
      ]),
  ).values(),
]
const chargeable = listOne.filter(({ alphabetic, minorUnit }) => minorUnit !== 'N.A.' && alphabetic !== 'ANG')
const anyCurrency = fc.constantFrom(...chargeable)
const anyAmount = fc.integer({ min: 1, max: maxAmountMinor })

describe('a currency', () => {
  it('matches ISO 4217, by letters and by digits', () => {
    expect(chargeable.length).toBeGreaterThan(150)
    for (const { alphabetic, numeric, minorUnit } of chargeable) {
      const currency = { alphabetic, numeric, exponent: Number(minorUnit) }
      expect(findCurrency(alphabetic)).toEqual(currency)
      expect(findCurrencyByNumber(numeric)).toEqual(currency)
    }
  })

  it.each([
    ['EUR', '978', 2],
    ['JPY', '392', 0],
    ['KWD', '414', 3],
    ['CLF', '990', 4],
    ['AMD', '051', 2],
    ['DZD', '012', 2],
  ])('%s has the number %s and %i decimal digits', (alphabetic, numeric, exponent) => {
    expect(findCurrency(alphabetic)).toEqual({ alphabetic, numeric, exponent })
  })

  it('does not exist without a minor unit: nothing can be priced in gold', () => {
    const units = listOne.filter(({ minorUnit }) => minorUnit === 'N.A.')

    expect(units.map(({ alphabetic }) => alphabetic)).toEqual(expect.arrayContaining(['XAU', 'XTS', 'XXX']))
    for (const { alphabetic, numeric } of units) {
      expect(findCurrency(alphabetic)).toBeUndefined()
      expect(findCurrencyByNumber(numeric)).toBeUndefined()
    }
  })

  it('XCG has replaced ANG and taken its number', () => {
    expect(findCurrency('XCG')).toEqual({ alphabetic: 'XCG', numeric: '532', exponent: 2 })
    expect(findCurrencyByNumber('532')).toEqual(findCurrency('XCG'))
    expect(findCurrency('ANG')).toBeUndefined()
  })

  it.each([
    ['XAD', '396', 2],
    ['ZWG', '924', 2],
  ])('%s is on the list of 2026', (alphabetic, numeric, exponent) => {
    expect(findCurrency(alphabetic)).toEqual({ alphabetic, numeric, exponent })
  })

  it.each(['BGN', 'CUC'])('%s has left the list, but its orders are still recorded and refunded', (alphabetic) => {
    expect(findCurrency(alphabetic)).toMatchObject({ alphabetic, exponent: 2 })
    expect(toMajorUnits(1999, alphabetic)).toBe('19.99')
  })

  it('has a number of its own', () => {
    const numbers = [...chargeable.map(({ numeric }) => numeric), '396']

    expect(new Set(numbers.map((numeric) => findCurrencyByNumber(numeric)?.alphabetic)).size).toBe(numbers.length)
  })

  it.each(['eur', 'EURO', 'EU', '', 'constructor', '__proto__', '978 '])(
    'is not %j by letters or by number',
    (code) => {
      expect(findCurrency(code)).toBeUndefined()
      expect(findCurrencyByNumber(code)).toBeUndefined()
    },
  )

  it('is required to write an amount: it says where the point goes', () => {
    expect(() => toMajorUnits(1999, 'ZZZ')).toThrow('Wanted an ISO 4217 currency, got "ZZZ"')
    expect(() => formatMoney(1999, 'ZZZ', 'en')).toThrow(RangeError)
  })

  it.each(['eur', 'EU', 'EURO', 'ZZZ', '978', '', ' EUR', 'EUR\n', 'constructor', '__proto__'])('is not %j', (code) => {
    expect(findCurrency(code)).toBeUndefined()
  })

  it.each(['12', '0978', 'EUR', '000', '810', '', '978\n', '٩٧٨'])('does not have the number %j', (number) => {
    expect(findCurrencyByNumber(number)).toBeUndefined()
  })
})

describe('an amount', () => {
  it.each([1, 1999, maxAmountMinor])('is %d', (value) => {
    expect(isAmountMinor(value)).toBe(true)
  })

  it.each([
    0,
    -0,
    -1,
    0.1,
    19.99,
    maxAmountMinor + 1,
    2 ** 53,
    NaN,
    Infinity,
    '1999',
    1999n,
    null,
    undefined,
    [1],
    {},
    true,
  ])('is not %p', (value) => {
    expect(isAmountMinor(value)).toBe(false)
  })

  it('has twelve digits at most, all of them exact in JavaScript', () => {
    expect(String(maxAmountMinor)).toBe('9'.repeat(12))
    expect(Number.isSafeInteger(maxAmountMinor)).toBe(true)
    fc.assert(fc.property(anyAmount, (amountMinor) => isAmountMinor(amountMinor) && String(amountMinor).length <= 12))
    fc.assert(
      fc.property(
        fc.double().filter((value) => !Number.isInteger(value)),
        (value) => !isAmountMinor(value),
      ),
    )
  })
})

describe('an amount in major units', () => {
  it.each([
    [1999, 'EUR', '19.99'],
    [1999, 'JPY', '1999'],
    [1999, 'KWD', '1.999'],
    [1999, 'CLF', '0.1999'],
    [5, 'EUR', '0.05'],
    [100, 'EUR', '1.00'],
    [0, 'EUR', '0.00'],
    [-5, 'EUR', '-0.05'],
    [-1999, 'JPY', '-1999'],
    [999_999_999_999, 'EUR', '9999999999.99'],
  ])('%d of %s is %s', (amountMinor, currency, text) => {
    expect(toMajorUnits(amountMinor, currency)).toBe(text)
  })

  it('has exactly the digits of its currency, and converts back to the amount', () => {
    fc.assert(
      fc.property(anyAmount, anyCurrency, fc.boolean(), (amount, { alphabetic, minorUnit }, isNegative) => {
        const amountMinor = isNegative ? -amount : amount
        const exponent = Number(minorUnit)
        const text = toMajorUnits(amountMinor, alphabetic)

        expect(text).toMatch(exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${String(exponent)}}$`))
        expect(text).not.toMatch(/^-?0\d/)
        expect(BigInt(text.replace('.', ''))).toBe(BigInt(amountMinor))
      }),
    )
  })
})

describe('an amount for a reader', () => {
  it.each([
    [1999, 'EUR', 'en', '€19.99'],
    [1999, 'EUR', 'de', '19,99 €'],
    [1999, 'JPY', 'en', '¥1,999'],
    [1999, 'KWD', 'en', 'KWD 1.999'],
    [1999, 'ISK', 'en', 'ISK 1,999'],
    [150_000, 'HUF', 'en', 'HUF 1,500.00'],
    [999_999_999_999, 'USD', 'en', '$9,999,999,999.99'],
  ])('%d of %s reads in %s as %s', (amountMinor, currency, locale, text) => {
    expect(formatMoney(amountMinor, currency, locale).replaceAll('\u00a0', ' ')).toBe(text)
  })

  it('is written even for gateway languages that are not language tags', () => {
    for (const language of ['kh', 'cn', 'xx']) expect(formatMoney(1999, 'EUR', language)).toContain('19')
  })

  it('loses no digit and rounds nothing', () => {
    fc.assert(
      fc.property(
        anyAmount,
        anyCurrency,
        fc.constantFrom('en', 'de', 'fr', 'ru', 'kk'),
        (amountMinor, { alphabetic }, locale) => {
          expect(formatMoney(amountMinor, alphabetic, locale).replace(/\D/g, '').replace(/^0+/, '')).toBe(
            String(amountMinor),
          )
        },
      ),
    )
  })
})

describe('an amount as a person types it', () => {
  it.each([
    ['19.99', 'EUR', 1999],
    ['19.9', 'EUR', 1990],
    ['19', 'EUR', 1900],
    ['0.01', 'EUR', 1],
    ['007', 'EUR', 700],
    ['1999', 'JPY', 1999],
    ['1.999', 'KWD', 1999],
    ['9999999999.99', 'EUR', 999_999_999_999],
  ])('%s %s is %d minor units', (text, currency, amountMinor) => {
    expect(toMinorUnits(text, currency)).toBe(amountMinor)
  })

  it.each([
    ['19,99', 'EUR'],
    ['1,999.00', 'EUR'],
    ['19.999', 'EUR'],
    ['19.', 'EUR'],
    ['.99', 'EUR'],
    ['-1.00', 'EUR'],
    ['+1.00', 'EUR'],
    ['1e3', 'EUR'],
    ['0x10', 'EUR'],
    [' 1.00', 'EUR'],
    ['1.00\n', 'EUR'],
    ['\u0661.00', 'EUR'],
    ['', 'EUR'],
    ['1.0', 'JPY'],
    ['1.9999', 'KWD'],
  ])('%j of %s is refused, with an example', (text, currency) => {
    expect(() => toMinorUnits(text, currency)).toThrow(
      `Wanted an amount of ${currency} such as ${toMajorUnits(1999, currency)}, got ${JSON.stringify(text)}.`,
    )
  })

  it('is refused above what the bank takes, and in a currency that ISO does not know', () => {
    expect(() => toMinorUnits('10000000000.00', 'EUR')).toThrow('Wanted at most 9999999999.99 EUR')
    expect(() => toMinorUnits('999999999999999', 'KWD')).toThrow('Wanted at most 999999999.999 KWD')
    expect(() => toMinorUnits('1', 'ZZZ')).toThrow('Wanted an ISO 4217 currency, got "ZZZ"')
  })

  it('is the way back from minor units, for every currency and amount', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...listOne),
        fc.integer({ min: 0, max: maxAmountMinor }),
        ({ alphabetic }, amountMinor) => {
          if (findCurrency(alphabetic) === undefined) return
          expect(toMinorUnits(toMajorUnits(amountMinor, alphabetic), alphabetic)).toBe(amountMinor)
        },
      ),
    )
  })
})
