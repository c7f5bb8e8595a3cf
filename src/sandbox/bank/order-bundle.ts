import type { BankRefusal } from './bank-order.ts'

type Json = Readonly<Record<string, unknown>>

/** Parses a cart, or the lines of a capture or refund. Undefined if it is not a JSON object (BPC: extra data). */
export function parseOrderBundle(json: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Why the lines of a cart are refused, under the name of their parameter: the amount of one is not its price times its
 * quantity (BPC: extra data), or they do not add up to the amount of the call (BPC: capture and reversal). Of a broken
 * quantity either way of rounding is right. What has no amount and no price is not checked: not every bank wants it.
 */
export function refusalOfLines(name: string, items: unknown, amount: number): BankRefusal | undefined {
  const lines = Array.isArray(items) ? items.filter(isObject) : []
  const wrong = lines.findIndex((line) => !isPriceTimesQuantity(line))
  if (wrong >= 0) return refuse(`[${name}] item ${wrong + 1}: itemAmount is not itemPrice times quantity`)
  if (lines.some(({ itemAmount, itemPrice }) => itemAmount === undefined && itemPrice === undefined)) return undefined
  const sum = lines.reduce((total, line) => total + amountOf(line), 0)
  if (lines.length === 0 || sum === amount) return undefined
  return refuse(`[${name}] the items add up to ${sum}, the amount is ${amount}`)
}

/** The same for `depositItems` and `refundItems` as they were sent; undefined also if they were not. */
export function refusalOfItems(name: string, json: string | undefined, amount: number): BankRefusal | undefined {
  if (json === undefined) return undefined
  const sent = parseOrderBundle(json)
  return sent ? refusalOfLines(name, sent.items, amount) : refuse(`[${name}] is invalid`)
}

function refuse(errorMessage: string): BankRefusal {
  return { errorCode: '5', errorMessage }
}

function isPriceTimesQuantity({ itemAmount, itemPrice, quantity }: Json): boolean {
  if (itemAmount === undefined || itemPrice === undefined) return true
  const count = isObject(quantity) ? Number(quantity.value ?? 1) : 1
  return Math.abs(Number(itemAmount) - Number(itemPrice) * count) < 1
}

/**
 * The cart as the status answer echoes it: complete, plus the fields banks add to each line (BPC: recorded answers).
 * The answer is therefore larger than the call.
 */
export function repeatedBundle(
  bundle: Json,
  { currency, isDeposited }: { currency: string; isDeposited: boolean },
): Json {
  const { cartItems } = bundle
  const lines = linesOf(bundle)
  if (!isObject(cartItems) || !lines) return bundle
  const items = lines.map((item) => {
    if (!isObject(item)) return item
    const depositedItemAmount = isDeposited ? String(amountOf(item)) : '0'
    return { itemCurrency: currency, tax: { taxType: 0, taxSum: 0 }, ...item, depositedItemAmount }
  })
  return { ...bundle, cartItems: { ...cartItems, items } }
}

/** The lines of a cart; undefined if it has none. */
export function linesOf(bundle: Json | undefined): readonly unknown[] | undefined {
  const cartItems = bundle?.cartItems
  return isObject(cartItems) && Array.isArray(cartItems.items) ? cartItems.items : undefined
}

/** A line as a person reads it. What the merchant left out is missing. */
export interface CartLine {
  readonly name: string
  readonly count: string
  /** Integer minor units. */
  readonly amount: number
}

/** The lines of a cart for a person to read: none of a cart that has another shape than the manual's. */
export function readableLines(bundle: Json | undefined): readonly CartLine[] {
  return (linesOf(bundle) ?? []).filter(isObject).flatMap((line): CartLine[] => {
    const { name, quantity } = line
    const { value = 1, measure = '' } = isObject(quantity) ? quantity : {}
    const amount = amountOf(line)
    const count = `${String(value)} ${String(measure)}`.trim()
    const isPriced = line.itemAmount !== undefined || line.itemPrice !== undefined
    return typeof name === 'string' && isPriced && Number.isSafeInteger(amount) ? [{ name, count, amount }] : []
  })
}

/** `itemAmount` is `itemPrice` times `quantity` (BPC: extra data). Either may be missing. */
function amountOf({ itemAmount, itemPrice, quantity }: Json): number {
  if (itemAmount !== undefined) return Number(itemAmount)
  const count = isObject(quantity) ? Number(quantity.value ?? 1) : 1
  return Math.round(Number(itemPrice ?? 0) * count)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
