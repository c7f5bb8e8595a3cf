import { findCurrency } from './iso-4217.ts'

/**
 * The largest amount the gateway accepts, in minor units: twelve digits (BPC: registration, `amount`).
 *
 * It is far below 2^53: a JavaScript number holds it exactly.
 */
export const maxAmountMinor = 999_999_999_999

/** Whether a value is an amount the gateway accepts: a positive whole number of minor units. */
export function isAmountMinor(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= maxAmountMinor
}

/**
 * An amount in integer minor units, written in major units without grouping: 1999 of EUR is `19.99`, of JPY `1999`, of
 * KWD `1.999`.
 *
 * Made from text, never by division: no float comes between the ledger and a person.
 */
export function toMajorUnits(amountMinor: number, currency: string): string {
  const exponent = exponentOf(currency)
  if (exponent === 0) return String(amountMinor)
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** The same with its currency: `19.99 EUR`. */
export function moneyText(amountMinor: number, currency: string): string {
  return `${toMajorUnits(amountMinor, currency)} ${currency}`
}

/**
 * An amount in major units, as text, in integer minor units: `19.99` of EUR is 1999, `1999` of JPY 1999, `1.999` of KWD
 * 1999. Digits with a decimal point, no grouping, and no more decimals than the currency has.
 *
 * Made from text, never by multiplication: 19.99 * 100 is 1998.9999999999998.
 *
 * @throws RangeError for anything else, for an unknown currency, and for more than 999,999,999,999 minor units.
 */
export function toMinorUnits(text: string, currency: string): number {
  const exponent = exponentOf(currency)
  const [, whole = '', decimals = ''] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text) ?? []
  if (whole === '' || decimals.length > exponent) {
    const example = toMajorUnits(1999, currency)
    throw new RangeError(`Wanted an amount of ${currency} such as ${example}, got ${JSON.stringify(text)}.`)
  }
  const amountMinor = Number(whole + decimals.padEnd(exponent, '0'))
  if (amountMinor <= maxAmountMinor) return amountMinor
  throw new RangeError(
    `Wanted at most ${toMajorUnits(maxAmountMinor, currency)} ${currency}, got ${JSON.stringify(text)}.`,
  )
}

/** An amount as a buyer of the given locale (BCP 47) expects to read it, e.g. `€19.99` or `19,99 €`. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const digits = exponentOf(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(toMajorUnits(amountMinor, currency) as Intl.StringNumericLiteral)
}

function exponentOf(currency: string): number {
  const found = findCurrency(currency)
  if (!found) throw new RangeError(`Wanted an ISO 4217 currency, got ${JSON.stringify(currency)}.`)
  return found.exponent
}
