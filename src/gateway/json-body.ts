import type { Field } from './requests.ts'

/** Fields that hold JSON text in a form, and the value itself in JSON. */
const nested: ReadonlySet<string> = new Set(['orderBundle', 'jsonParams', 'depositItems', 'refundItems'])

const numbers: ReadonlySet<string> = new Set(['amount', 'expectedDepositedAmount', 'sessionTimeoutSecs'])

/**
 * The body of a call as JSON, for a bank that takes no form (BPC: transport). Several values of one name are joined by
 * a semicolon. The fields have passed `unsendableOf`.
 */
export function jsonOf(fields: readonly Field[]): string {
  const values = new Map<string, string>()
  for (const [name, value] of fields) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before};${value}`)
  }
  return JSON.stringify(Object.fromEntries(Array.from(values, ([name, value]) => [name, valueOf(name, value)])))
}

function valueOf(name: string, value: string): unknown {
  if (nested.has(name)) return JSON.parse(value)
  return numbers.has(name) ? Number(value) : value
}
