import { CatalogItemError } from './errors.ts'
import { readLine } from './fiscal-line.ts'
import type { FiscalLine, ReadLine } from './fiscal-line.ts'
import type { JsonObject } from './json.ts'
import { findCurrency } from './iso-4217.ts'
import { partsFor, shareOut } from './line-parts.ts'
import type { LinePart } from './line-parts.ts'
import { isAmountMinor, maxAmountMinor, moneyText } from './money.ts'
import { showValue } from './show-value.ts'

/** The lines of a cart, and what they must add up to. */
export interface FiscalCart {
  readonly lines: readonly FiscalLine[]
  /** What the lines, less all discounts, must add up to: the item's `amountMinor`, or that of a capture or refund. */
  readonly amountMinor: number
  /** ISO 4217 alphabetic code. */
  readonly currency: string
  /** What the whole cart costs less, in integer minor units: a voucher, say. It is shared out over the lines. */
  readonly discountMinor?: number | undefined
}

/**
 * An `orderBundle` as the gateway reads it. `cartItems` is also what `capture` and `refund` take as `depositItems` and
 * `refundItems`.
 */
export interface OrderBundle extends JsonObject {
  readonly cartItems: CartItems
}

/** Lines as the gateway reads them. */
export interface CartItems extends JsonObject {
  readonly items: readonly JsonObject[]
}

/**
 * The `orderBundle` of a cart, for an item of the catalog, of `begin` or of `link`. Its lines add up to `amountMinor`,
 * and the amount of each is its price times its quantity, to the minor unit; the bank refuses any other (BPC: extra
 * data). Only where a broken quantity gives no whole minor unit is a line's amount the nearest, half-way up.
 *
 * A line with a discount gets the price that it has left. If no one price is right, it becomes two lines, or three for
 * a broken quantity: of three mugs for EUR 1.00, one costs 0.34 and two cost 0.33.
 *
 * @throws CatalogItemError if the lines add up to something else, naming both sums; or for a line or an amount that is
 *   wrong, naming it. Nothing is sent, no money moves.
 */
export function toOrderBundle({ lines, amountMinor, currency, discountMinor = 0 }: FiscalCart): OrderBundle {
  requireAmounts(currency, amountMinor, discountMinor)
  const read = Array.from(lines, readLine)
  const netMinor = read.map((line, index) => lessDiscount(line, index, currency))
  const leftMinor = lessVoucher(netMinor, discountMinor, currency)
  requireSum(leftMinor, amountMinor, currency)
  const nextId = makeIds(read)
  const items = read.flatMap((line, index) => {
    const parts = partsOf(line, leftMinor[index] ?? 0)
    const taxes = taxesOf(line, parts)
    return parts.map((part, place) =>
      wireLine(line, part, { positionId: (place === 0 ? line.positionId : undefined) ?? nextId(), tax: taxes[place] }),
    )
  })
  return { cartItems: { items } }
}

function requireAmounts(currency: string, amountMinor: number, discountMinor: number): void {
  if (!findCurrency(currency)) throw wrong(`currency: wanted an ISO 4217 code, got ${showValue(currency)}`)
  if (!isAmountMinor(amountMinor)) {
    throw wrong(`amountMinor: wanted a positive whole number of minor units, got ${showValue(amountMinor)}`)
  }
  if (discountMinor !== 0 && !isAmountMinor(discountMinor)) {
    throw wrong(`discountMinor: wanted a whole number of minor units, got ${showValue(discountMinor)}`)
  }
}

function lessDiscount({ fullMinor, discountMinor }: ReadLine, index: number, currency: string): number {
  if (fullMinor > maxAmountMinor)
    throw wrong(`line ${index + 1} costs more than ${moneyText(maxAmountMinor, currency)}`)
  if (discountMinor <= fullMinor) return fullMinor - discountMinor
  const [less, full] = [moneyText(discountMinor, currency), moneyText(fullMinor, currency)]
  throw wrong(`line ${index + 1} costs ${full}, and its discount is ${less}`)
}

function lessVoucher(netMinor: readonly number[], discountMinor: number, currency: string): readonly number[] {
  const sum = sumOf(netMinor)
  if (discountMinor > sum) {
    throw wrong(
      `its lines add up to ${moneyText(sum, currency)}, its discount is ${moneyText(discountMinor, currency)}`,
    )
  }
  const shares = shareOut(discountMinor, netMinor)
  return netMinor.map((minor, index) => minor - (shares[index] ?? 0))
}

function requireSum(leftMinor: readonly number[], amountMinor: number, currency: string): void {
  const sum = sumOf(leftMinor)
  if (sum === amountMinor) return
  throw wrong(
    `its lines add up to ${moneyText(sum, currency)}, and amountMinor is ${moneyText(amountMinor, currency)} ` +
      `(${sum} and ${amountMinor} minor units)`,
  )
}

function wrong(problem: string): CatalogItemError {
  return new CatalogItemError(`The cart cannot be sent: ${problem}.`)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** @throws CatalogItemError for an id that is given twice. */
function makeIds(lines: readonly ReadLine[]): () => string {
  const given = lines.flatMap(({ positionId }) => (positionId === undefined ? [] : [positionId]))
  const used = new Set(given)
  if (used.size < given.length) {
    const twice = given.find((id, index) => given.indexOf(id) !== index)
    throw wrong(`positionId: ${showValue(twice)} is given twice`)
  }
  let last = 0
  return () => {
    do last += 1
    while (used.has(String(last)))
    return String(last)
  }
}

function partsOf({ thousandths, priceMinor, fullMinor }: ReadLine, leftMinor: number): readonly LinePart[] {
  const isWhole = leftMinor === fullMinor
  return isWhole ? [{ thousandths, priceMinor, amountMinor: fullMinor }] : partsFor(leftMinor, thousandths)
}

/** The tax of each part. A sum of tax stands once in the cart, not once for each part. */
function taxesOf({ tax }: ReadLine, parts: readonly LinePart[]): readonly (JsonObject | undefined)[] {
  const taxSum = tax?.taxSum
  if (parts.length === 1 || !isAmountMinor(taxSum)) return parts.map(() => tax)
  const amounts = parts.map(({ amountMinor }) => amountMinor)
  return shareOut(taxSum, amounts).map((share) => ({ ...tax, taxSum: share }))
}

function wireLine(
  { name, measure, code, itemAttributes, extra }: ReadLine,
  { thousandths, priceMinor, amountMinor }: LinePart,
  { positionId, tax }: { readonly positionId: string; readonly tax: JsonObject | undefined },
): JsonObject {
  return {
    ...extra,
    positionId,
    name,
    quantity: { value: thousandths / 1000, measure },
    itemAmount: amountMinor,
    itemPrice: priceMinor,
    ...(code !== undefined && { itemCode: code }),
    ...(tax && { tax }),
    ...(itemAttributes && { itemAttributes }),
  }
}
