import { findCurrencyByNumber } from '../iso-4217.ts'
import { maxAmountMinor } from '../money.ts'

/**
 * Parses one wire value; undefined if it is not what it should be.
 *
 * Types vary within one manual: `0`, `"0"` and a missing field all mean the same (BPC: errors and contradictions). So
 * any number may come as text and any text as a number. Nothing else passes: no `true`, no `[2]`, no `"2abc"`.
 */
type Read<T> = (value: unknown) => T | undefined

/** Text of at most `maxLength` characters without control characters; a whole number is read as its digits. */
export function readText(maxLength: number): Read<string> {
  return (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
    if (typeof value !== 'string' || value === '' || value.length > maxLength) return undefined
    return /[\p{Cc}\p{Cs}]/u.test(value) ? undefined : value
  }
}

/**
 * A whole number in its one spelling: `2` and `"2"`, not `"02"`, `" 2"`, `2.5`. JSON itself does not distinguish 2 from
 * 2.0.
 */
export const readInteger: Read<number> = (value) => {
  if (typeof value === 'string') return /^(?:0|-?[1-9]\d{0,8})$/.test(value) ? Number(value) : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/**
 * An amount in minor units of 0 to 12 digits (BPC: order status, `amount`). `550000.0` passes: it is a whole number
 * that went through a floating-point type (BPC: recorded answers). `5500.00` does not: it looks like major units.
 */
export const readAmount: Read<number> = (value) => {
  if (typeof value === 'string') return /^\d{1,12}(?:\.0)?$/.test(value) ? Number(value) : undefined
  const isAmount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxAmountMinor
  return isAmount ? value : undefined
}

/** The rouble until 1998; older gateways still use it for today's (BPC: amounts). */
const oldRouble: ReadonlySet<string> = new Set(['810', 'RUR'])

/**
 * The alphabetic code of a numeric one; the digits themselves if ISO 4217 has none, which match no currency of ours.
 * Letters pass in upper case (BPC: recorded answers, `RUB`): what is not an ISO 4217 code matches none of ours either.
 *
 * A code sent as a number has lost its leading zero: 51 is `051`.
 */
export const readCurrency: Read<string> = (value) => {
  const code = readText(3)(value)?.toUpperCase()
  if (code === undefined || !/^(?:\d{1,3}|[A-Z]{3})$/.test(code)) return undefined
  if (oldRouble.has(code)) return 'RUB'
  // Only digits are ever shorter than three.
  const full = code.padStart(3, '0')
  return findCurrencyByNumber(full)?.alphabetic ?? full
}

/** A code as text with its sign: `000` is `0`, `-2007` stays. New codes may not be numbers, so short words pass too. */
export const readCode: Read<string> = (value) => {
  const code = readText(32)(value)
  if (code === undefined || !/^-?[\w.]+$/.test(code)) return undefined
  return /^-?\d{1,9}$/.test(code) ? String(Number(code)) : code
}

/** An `errorCode`, compared as trimmed text (BPC: errors); `00` is `0` (BPC: recorded answers). */
export const readErrorCode: Read<string> = (value) =>
  readText(32)(typeof value === 'string' ? value.trim() : value)?.replace(/^0+$/, '0')

/** `true` or `"true"` (BPC: errors), or 1 (BPC: recorded answers); likewise for false. */
export const readFlag: Read<boolean> = (value) => {
  const word = readText(5)(typeof value === 'boolean' ? String(value) : value)?.toLowerCase()
  if (word === 'true' || word === '1') return true
  return word === 'false' || word === '0' ? false : undefined
}

/** A word from a list that may grow at any time (BPC: compatibility promise). */
export const readWord: Read<string> = (value) => {
  const word = readText(64)(value)
  return word !== undefined && /^[\w .-]+$/.test(word) ? word : undefined
}

/**
 * The issuer's approval code: six characters in the manual's text, eight in its example (BPC: contradictions). Nothing
 * as long as a card number passes.
 */
export const readApprovalCode: Read<string> = (value) => {
  const code = readWord(value)
  return code !== undefined && code.length <= 10 ? code : undefined
}

/** Times of this century: seconds or microseconds, sent by mistake, fall outside. */
const earliest = Date.UTC(2000, 0, 1)
const latest = Date.UTC(2100, 0, 1)

/** A point in time in milliseconds since 1970 (BPC: order status, `depositedDate`). */
export const readTime: Read<Date> = (value) => {
  const digits = readText(16)(value)
  if (digits === undefined || !/^[1-9]\d{0,15}$/.test(digits)) return undefined
  const timeMs = Number(digits)
  return timeMs >= earliest && timeMs < latest ? new Date(timeMs) : undefined
}
