import Joi from 'joi'
import { findCurrencyByNumber } from '../iso-4217.ts'
import { maxAmountMinor } from '../money.ts'

/**
 * Reads one value off the wire into ours; undefined where it is not what it should be.
 *
 * Types vary inside one documentation: `0`, `"0"` and nothing at all mean the same (protocol 3 and 24). So every number
 * may come as text and every text as a number, and nothing else passes: no `true`, no `[2]`, no `"2abc"`.
 */
type Read<T> = (value: unknown) => T | undefined

/** A rule for a field that may be left out (`null` is left out too) and must be readable where it is told. */
export function told<T>(read: Read<T>): Joi.AnySchema {
  return Joi.any()
    .empty(null)
    .custom((value: unknown, helpers) => read(value) ?? helpers.error('any.invalid'))
}

/** As {@link told}, for text: nothing between the quotes is nothing told (recorded: `"Pan": ""`). */
export function toldText<T>(read: Read<T>): Joi.AnySchema {
  return told(read).empty(Joi.valid(null, ''))
}

/** A rule for a field that only decorates: what cannot be read counts as not told, because no money hangs on it. */
export function decorative<T>(read: Read<T>): Joi.AnySchema {
  return Joi.any().custom((value: unknown) => read(value))
}

/** Text of at most `maxLength` characters without control characters; a whole number is read as its digits. */
export function readText(maxLength: number): Read<string> {
  return (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
    if (typeof value !== 'string' || value === '' || value.length > maxLength) return undefined
    return /[\p{Cc}\p{Cs}]/u.test(value) ? undefined : value
  }
}

/** A whole number in its one spelling: `2` and `"2"`, not `"02"`, `" 2"`, `2.5`. JSON itself makes no difference between 2 and 2.0. */
export const readInteger: Read<number> = (value) => {
  if (typeof value === 'string') return /^(?:0|-?[1-9]\d{0,8})$/.test(value) ? Number(value) : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** An amount in minor units of 0 to 12 digits (protocol 7, `amount`). */
export const readAmount: Read<number> = (value) => {
  if (typeof value === 'string') return /^\d{1,12}$/.test(value) ? Number(value) : undefined
  const isAmount = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxAmountMinor
  return isAmount ? value : undefined
}

/** 810 was the rouble until 1998; older gateways still say it for 643 (protocol 16). */
const oldRouble = '810'

/**
 * The alphabetic code of a numeric one; the digits themselves where ISO 4217 has none, so that they equal nothing of ours.
 *
 * A code told as a number has lost its leading zero: 51 is `051`.
 */
export const readCurrency: Read<string> = (value) => {
  const digits = readText(3)(value)
  if (digits === undefined || !/^\d{1,3}$/.test(digits)) return undefined
  const numeric = digits.padStart(3, '0')
  return numeric === oldRouble ? 'RUB' : (findCurrencyByNumber(numeric)?.alphabetic ?? numeric)
}

/** A code as text with its sign: `000` is `0`, `-2007` stays. New codes need not be numbers, so that short words pass. */
export const readCode: Read<string> = (value) => {
  const code = readText(32)(value)
  if (code === undefined || !/^-?[\w.]+$/.test(code)) return undefined
  return /^-?\d{1,9}$/.test(code) ? String(Number(code)) : code
}

/** An `errorCode`, compared as trimmed text (protocol 3). */
export const readErrorCode: Read<string> = (value) => readText(32)(typeof value === 'string' ? value.trim() : value)

/** `true` and `"true"` (protocol 3). */
export const readFlag: Read<boolean> = (value) => {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** A word of a closed list that may grow at any time (protocol 2, compatibility promise). */
export const readWord: Read<string> = (value) => {
  const word = readText(64)(value)
  return word !== undefined && /^[\w .-]+$/.test(word) ? word : undefined
}

/** Times of this century: seconds or microseconds, told by mistake, land outside. */
const earliest = Date.UTC(2000, 0, 1)
const latest = Date.UTC(2100, 0, 1)

/** A point in time told in milliseconds since 1970 (protocol 7, `depositedDate`). */
export const readTime: Read<Date> = (value) => {
  const digits = readText(16)(value)
  if (digits === undefined || !/^[1-9]\d{0,15}$/.test(digits)) return undefined
  const timeMs = Number(digits)
  return timeMs >= earliest && timeMs < latest ? new Date(timeMs) : undefined
}
