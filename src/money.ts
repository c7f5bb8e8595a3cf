import currencyCodes from 'currency-codes'

/** A currency of ISO 4217. */
export interface Currency {
  /** Three letters, e.g. `EUR`. */
  readonly alphabetic: string
  /** Three digits as text, because a leading zero counts: `051` is AMD, `012` is DZD. */
  readonly numeric: string
  /** How many decimal digits the minor unit has: EUR 2, JPY 0, KWD 3. */
  readonly exponent: number
}

/**
 * The largest amount the gateway can be told, in minor units: twelve digits (protocol 4, `amount`).
 *
 * It is far below 2^53, so a JavaScript number carries it exactly.
 */
export const maxAmountMinor = 999_999_999_999

/**
 * Younger than the list we use (2024-06-25): it replaced ANG on 2025-03-31 and took over its number, so that the number
 * can no longer mean ANG (ISO 4217 amendment 176).
 */
const caribbeanGuilder: Currency = { alphabetic: 'XCG', numeric: '532', exponent: 2 }

/**
 * Nothing can be charged in these: ANG see above; to the others (metals, units of account, the test code, "no
 * currency") ISO 4217 gives no minor unit.
 */
const notChargeable = /^(?:ANG|XAG|XAU|XB[ABCD]|XDR|XPD|XPT|XSU|XTS|XUA|XXX)$/

/** The currency of an ISO 4217 alphabetic code in capitals; undefined where there is none that can be charged. */
export function findCurrency(alphabetic: string): Currency | undefined {
  if (!/^[A-Z]{3}$/.test(alphabetic)) return undefined
  return alphabetic === caribbeanGuilder.alphabetic ? caribbeanGuilder : currencyFrom(currencyCodes.code(alphabetic))
}

/** The currency of an ISO 4217 numeric code, leading zeros included; undefined where there is none that can be charged. */
export function findCurrencyByNumber(numeric: string): Currency | undefined {
  if (!/^[0-9]{3}$/.test(numeric)) return undefined
  return numeric === caribbeanGuilder.numeric ? caribbeanGuilder : currencyFrom(currencyCodes.number(numeric))
}

/** Whether a number is an amount the gateway can be told: a positive whole number of minor units. */
export function isAmountMinor(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= maxAmountMinor
}

/**
 * An amount, given in integer minor units, in major units without grouping, e.g. 1999 of EUR is `19.99`, of JPY `1999`, of KWD `1.999`.
 *
 * Made from text, never by dividing: a float must not stand between the ledger and a person.
 */
export function toMajorUnits(amountMinor: number, currency: string): string {
  const exponent = exponentOf(currency)
  if (exponent === 0) return String(amountMinor)
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
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
  if (!found) throw new RangeError(`Wanted a currency of ISO 4217, got ${JSON.stringify(currency)}.`)
  return found.exponent
}

function currencyFrom(record: { code: string; number: string; digits: number } | undefined): Currency | undefined {
  if (!record || notChargeable.test(record.code)) return undefined
  return { alphabetic: record.code, numeric: record.number, exponent: record.digits }
}
