/** Rows by the order they belong to, in the sequence they came in. */
export function byOrder<Row>(
  rows: readonly Row[],
  orderNumberOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const orderNumber = orderNumberOf(row)
    const ofOrder = found.get(orderNumber)
    if (ofOrder) ofOrder.push(row)
    else found.set(orderNumber, [row])
  }
  return found
}
