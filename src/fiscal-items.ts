import { isJsonObject } from './json.ts'
import type { JsonObject, JsonValue } from './json.ts'

/**
 * What the lines of `cartItems`, `depositItems` or `refundItems` add up to, in integer minor units. Undefined if there
 * are none, or not each has an `itemAmount`: how lines look differs from country to country, and only the bank knows.
 */
export function sumOfItems({ items }: JsonObject): number | undefined {
  if (!Array.isArray(items) || items.length === 0) return undefined
  return items
    .map((item: JsonValue) => (isJsonObject(item) ? minorOf(item.itemAmount) : undefined))
    .reduce<number | undefined>((sum, minor) => (sum === undefined || minor === undefined ? undefined : sum + minor), 0)
}

/** A number, or the same as text (BPC: extra data). */
function minorOf(value: JsonValue | undefined): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}
