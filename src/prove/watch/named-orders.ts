/** What has the form of an order's number, in a text that goes out. */
export function namedOrders(text: string): readonly string[] {
  return [...new Set(text.match(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g))]
}

/** How deep a value is looked into: rows, a document in one of them, and a list of that. Chosen by feel. */
const maxDepth = 5

/** The same in what a statement is given and gives back, whatever its shape: of all else in it nothing is kept. */
export function namedInValues(...values: readonly unknown[]): readonly string[] {
  return namedOrders(textsIn(values, maxDepth).join(' '))
}

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('utf8')]
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.values(value).flatMap((one) => textsIn(one, depth - 1))
}
