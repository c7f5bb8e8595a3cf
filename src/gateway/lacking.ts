import { moneyText } from '../money.ts'
import type { GatewayDialect } from './dialect.ts'
import { isObject, ownField } from './fields.ts'
import type { Registration } from './gateway.ts'

/**
 * What this bank is known to want of a registration and this one lacks, in words that follow a colon; undefined if
 * nothing. It is told once the bank has refused, and stops no sale: what one merchant must send, another need not.
 */
export function lackingIn(
  registration: Registration,
  { mandatory, smallest }: Pick<GatewayDialect, 'mandatory' | 'smallest'>,
): string | undefined {
  const missing = mandatory.filter((path) => !isGiven(registration, path))
  const { amountMinor, currency } = registration
  const isTooSmall = smallest?.currency === currency && amountMinor < smallest.amountMinor
  const lacks = [
    ...(missing.length > 0 ? [`wants ${missing.join(' and ')}, which this registration lacks`] : []),
    ...(isTooSmall ? [`takes no less than ${moneyText(smallest.amountMinor, currency)}`] : []),
  ]
  return lacks.length === 0 ? undefined : `this bank ${lacks.join('; it ')}`
}

/** A name may hold the dots of the path itself: `{ "IVA.amount": "0" }` as well as `{ "IVA": { "amount": "0" } }`. */
function isGiven(value: unknown, path: string): boolean {
  if (!isObject(value)) return false
  if (isFilled(ownField(value, path))) return true
  const [name = '', ...rest] = path.split('.')
  return rest.length > 0 && isGiven(ownField(value, name), rest.join('.'))
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
