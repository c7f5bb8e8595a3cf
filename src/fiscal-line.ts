import { CatalogItemError } from './errors.ts'
import { isJsonObject } from './json.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { amountAt } from './line-parts.ts'
import { maxAmountMinor } from './money.ts'
import { isLine, plainLine } from './plain-text.ts'
import { showValue } from './show-value.ts'

/** One line of a cart, as it is to stand on a receipt. */
export interface FiscalLine {
  /** What is sold. Cut to 255 characters, and cleaned of what the bank would refuse. */
  readonly name: string
  /**
   * How many, or how much: positive, with up to three decimals.
   *
   * @defaultValue 1
   */
  readonly quantity?: number | undefined
  /**
   * Unit of the quantity, 1 to 20 characters; some banks want a code here.
   *
   * @defaultValue 'pcs'
   */
  readonly measure?: string | undefined
  /** Price of one unit, tax included, in integer minor units of the cart's currency: 1999 is EUR 19.99, JPY 1999. */
  readonly unitPriceMinor: number
  /** What the whole line costs less, in integer minor units. */
  readonly discountMinor?: number | undefined
  /** The store's own code of the goods, 1 to 100 characters. Sent as `itemCode`, which some banks demand. */
  readonly code?: string | undefined
  /** 1 to 12 characters, unique in the cart. Numbers are made for lines without one. */
  readonly positionId?: string | undefined
  /**
   * The tax as the bank of your country wants it, sent verbatim. If one line becomes several, a whole number `taxSum`
   * is shared out among them.
   */
  readonly tax?: JsonObject | undefined
  /** Further attributes as the bank of your country wants them, sent verbatim. */
  readonly itemAttributes?: JsonObject | undefined
  /** Further fields of the line by their wire names, sent verbatim. */
  readonly extra?: JsonObject | undefined
}

/** A line that can be sent. */
export interface ReadLine extends Pick<FiscalLine, 'code' | 'positionId' | 'tax' | 'itemAttributes' | 'extra'> {
  readonly name: string
  readonly measure: string
  readonly thousandths: number
  readonly priceMinor: number
  /** Integer minor units before any discount. */
  readonly fullMinor: number
  /** Integer minor units. */
  readonly discountMinor: number
}

interface FieldRule {
  /** Completes the sentence "wanted …". */
  readonly wanted: string
  readonly isRight: (value: unknown) => boolean
}

/** Longest name, in characters (BPC: extra data). */
const maxNameLength = 255

/** The limits of the gateway (BPC: extra data). */
const rules: { readonly [Name in keyof Required<FiscalLine>]: FieldRule } = {
  name: {
    wanted: 'a text that is not empty',
    isRight: (value) => typeof value === 'string' && plainLine(value, maxNameLength).line !== '',
  },
  quantity: optional('a positive number with up to 3 decimals', (value) => thousandthsOf(value) !== undefined),
  measure: optional('1 to 20 characters on one line', isText(20)),
  unitPriceMinor: { wanted: `a whole number of minor units, 0 to ${maxAmountMinor}`, isRight: isMinor },
  discountMinor: optional(`a whole number of minor units, 0 to ${maxAmountMinor}`, isMinor),
  code: optional('1 to 100 characters on one line', isText(100)),
  positionId: optional('1 to 12 characters on one line', isText(12)),
  tax: optional('a JSON object', isObject),
  itemAttributes: optional('a JSON object', isObject),
  extra: optional('a JSON object', isObject),
}

/** Set by us from other fields of a line. */
const ownNames = ['positionId', 'name', 'quantity', 'itemAmount', 'itemPrice', 'itemCode', 'tax', 'itemAttributes']

/** @throws CatalogItemError naming the line by its place, the field, what was wanted and what came. */
export function readLine(line: FiscalLine, index: number): ReadLine {
  const problem = problemOf(line)
  if (problem !== undefined) throw new CatalogItemError(`Line ${index + 1} of the cart cannot be sent: ${problem}.`)
  const { name, quantity = 1, measure = 'pcs', unitPriceMinor, discountMinor = 0, ...others } = line
  const thousandths = thousandthsOf(quantity) ?? 0
  return {
    ...others,
    name: plainLine(name, maxNameLength).line,
    measure,
    thousandths,
    priceMinor: unitPriceMinor,
    fullMinor: amountAt(unitPriceMinor, thousandths),
    discountMinor,
  }
}

function problemOf(line: unknown): string | undefined {
  if (typeof line !== 'object' || line === null) return `wanted an object, got ${showValue(line)}`
  const unknown = Object.keys(line).find((name) => !Object.hasOwn(rules, name))
  if (unknown !== undefined) return `unknown name ${JSON.stringify(unknown)}; known: ${Object.keys(rules).join(', ')}`
  for (const [name, { wanted, isRight }] of Object.entries(rules)) {
    const value: unknown = Reflect.get(line, name)
    if (!isRight(value)) return `${name}: wanted ${wanted}, got ${showValue(value)}`
  }
  const own = ownNames.find((name) => Object.hasOwn((line as FiscalLine).extra ?? {}, name))
  return own === undefined ? undefined : `extra: ${own} is made from the other fields`
}

/** From text: 0.29 * 1000 is 290.00000000000006. */
function thousandthsOf(quantity: unknown): number | undefined {
  if (typeof quantity !== 'number') return undefined
  const [, whole = '', decimals = ''] = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(String(quantity)) ?? []
  const thousandths = Number(whole + decimals.padEnd(3, '0'))
  return whole !== '' && thousandths > 0 ? thousandths : undefined
}

function isMinor(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= maxAmountMinor
}

function isText(maxLength: number): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && value !== '' && value.length <= maxLength && isLine(value)
}

function isObject(value: unknown): boolean {
  return isJsonObject(value as JsonValue | undefined)
}

function optional(wanted: string, isRight: (value: unknown) => boolean): FieldRule {
  return { wanted, isRight: (value) => value === undefined || isRight(value) }
}
