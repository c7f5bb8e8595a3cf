type Json = Readonly<Record<string, unknown>>

/** Parses the cart of a registration. Undefined if it is not a JSON object (BPC: extra data). */
export function parseOrderBundle(json: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
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
  if (!isObject(cartItems) || !Array.isArray(cartItems.items)) return bundle
  const items = cartItems.items.map((item: unknown) => {
    if (!isObject(item)) return item
    const depositedItemAmount = isDeposited ? String(amountOf(item)) : '0'
    return { itemCurrency: currency, tax: { taxType: 0, taxSum: 0 }, ...item, depositedItemAmount }
  })
  return { ...bundle, cartItems: { ...cartItems, items } }
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
