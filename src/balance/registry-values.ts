import { readCurrency } from '../gateway/wire-values.ts'
import { findCurrency } from '../iso-4217.ts'
import { maxAmountMinor } from '../money.ts'

/** Signs that stand for one currency only. */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '₽': 'RUB',
  '₸': 'KZT',
  '₴': 'UAH',
  '₺': 'TRY',
  '£': 'GBP',
}

/** `EUR`, `978`, `€`, `руб.`; undefined if it is none that we know. */
export function currencyOf(text: string): string | undefined {
  const word = text.trim()
  if (/^руб(\.|ль|лей)?$/i.test(word)) return 'RUB'
  const code = signs[word] ?? readCurrency(word)
  return code !== undefined && findCurrency(code) ? code : undefined
}

/** Blanks of every width, and apostrophes: what stands between thousands beside points and commas. */
const blanks = /[\s\u00a0\u2007\u2009\u202f'’]/g

/**
 * An amount in major units as banks and spreadsheets write it, in minor units of its currency: `1 234,56`, `1,234.56`,
 * `−5.00`, `(5.00)`, `1234.5`, `19,99 EUR`. Of one mark, the last decides: with three digits after it, it parts
 * thousands, unless the currency has three decimals. Undefined if it is none, or has more decimals than the currency.
 */
export function amountOf(text: string, currency: string): number | undefined {
  const exponent = findCurrency(currency)?.exponent
  if (exponent === undefined) return undefined
  const [, before = '', inner = '', after = ''] =
    /^(\p{L}+|\p{Sc})?\s*(.*?)\s*(\p{L}+\.?|\p{Sc})?$/u.exec(text.trim()) ?? []
  // Whatever stands beside the digits must be this currency.
  if ([before, after].some((word) => word !== '' && currencyOf(word) !== currency)) return undefined
  const bare = inner.replaceAll(blanks, '').replaceAll('−', '-')
  const [, number = ''] = /^\+?([\d.,]+)$/.exec(bare) ?? []
  const [, minus = '', trailing = '', bracketed = ''] = /^(?:-([\d.,]+)|([\d.,]+)-|\(([\d.,]+)\))$/.exec(bare) ?? []
  const negative = minus + trailing + bracketed
  const whole = wholeNumber(number + negative, exponent)
  if (whole === undefined || whole > maxAmountMinor) return undefined
  return negative !== '' && whole !== 0 ? -whole : whole
}

function wholeNumber(number: string, exponent: number): number | undefined {
  const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','))
  const decimals = last === -1 ? '' : number.slice(last + 1)
  const mark = number[last]
  const isOnce = mark !== undefined && number.indexOf(mark) === last
  const isGrouping = decimals.length === 3 && exponent !== 3 && (last <= 3 || !isOnce)
  const isWhole = last === -1 || isGrouping
  const [integer, rest] = isWhole ? [number, ''] : [number.slice(0, last), decimals]
  // Grouping is only believed where it parts threes.
  if (!/^(\d+|[1-9]\d{0,2}([.,]\d{3})+)$/.test(integer) || !/^\d*$/.test(rest)) return undefined
  const digits = rest.padEnd(exponent, '0')
  if (/[^0]/.test(digits.slice(exponent))) return undefined
  return Number(integer.replaceAll(/[.,]/g, '') + digits.slice(0, exponent))
}
