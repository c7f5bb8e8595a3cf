/** What becomes one line on the wire: so many units at one price. */
export interface LinePart {
  /** Thousandths of a unit: 1000 is one, 333 is 0.333. */
  readonly thousandths: number
  /** Integer minor units for one unit. */
  readonly priceMinor: number
  /** Integer minor units: price times quantity, see {@link amountAt}. */
  readonly amountMinor: number
}

/**
 * Price times quantity in integer minor units, to the nearest, half-way up: 0.333 of 1999 is 666. Nothing finer can be
 * paid. The bank's manual gives the product and no rounding (BPC: extra data); half-way up is how amounts converted
 * into euro are rounded (Regulation (EC) No 1103/97, Article 5).
 */
export function amountAt(priceMinor: number, thousandths: number): number {
  // In BigInt: twelve digits times twelve digits.
  return Number((BigInt(priceMinor) * BigInt(thousandths) + 500n) / 1000n)
}

/**
 * Shares a total out by weight, to the unit: the shares add up to exactly the total, and none is larger than its weight
 * if the total is not larger than all of them (largest remainder).
 *
 * @param weights - whole numbers, none negative.
 */
export function shareOut(total: number, weights: readonly number[]): readonly number[] {
  const all = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (all === 0n) return weights.map((_weight, index) => (index === 0 ? total : 0))
  const products = weights.map((weight) => BigInt(total) * BigInt(weight))
  const shares = products.map((product) => Number(product / all))
  const left = total - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = products
    .map((product, index) => ({ index, remainder: product % all }))
    .sort((one, other) => Number(other.remainder - one.remainder > 0n) - Number(one.remainder - other.remainder > 0n))
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

/**
 * A quantity that is to cost exactly this much, in as few parts as it takes: of three units for 100, one costs 34 and
 * two cost 33. One price for all would make the line wrong by a minor unit, and the bank would refuse it.
 *
 * @returns one to three parts. Their quantities and amounts add up to what was given.
 */
export function partsFor(amountMinor: number, thousandths: number): readonly LinePart[] {
  const nearest = partAt(Math.round((amountMinor * 1000) / thousandths), thousandths)
  if (nearest.amountMinor === amountMinor) return [nearest]
  // Less than one unit is always right: half a minor unit of its price is less than half a minor unit of its amount.
  const broken = thousandths % 1000
  const count = (thousandths - broken) / 1000
  const brokenPart = partAt(nearest.priceMinor, broken)
  const whole = amountMinor - brokenPart.amountMinor
  const dearer = whole % count
  const priceMinor = (whole - dearer) / count
  return [partAt(priceMinor, (count - dearer) * 1000), partAt(priceMinor + 1, dearer * 1000), brokenPart].filter(
    (part) => part.thousandths > 0,
  )
}

function partAt(priceMinor: number, thousandths: number): LinePart {
  return { thousandths, priceMinor, amountMinor: amountAt(priceMinor, thousandths) }
}
