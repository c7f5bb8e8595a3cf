import { showValue } from '../src/show-value.ts'

/**
 * What was thrown, as Express takes an error for one: `next(undefined)`, which a promise rejected with nothing leads
 * to, would be no error at all, and `next('route')` an order to go on.
 */
export function asError(thrown: unknown): object {
  if (typeof thrown === 'object' && thrown !== null) return thrown
  if (typeof thrown === 'function') return thrown
  const error = new Error(`The catalog or a page of the store failed with ${showValue(thrown)} instead of an error.`)
  return Object.assign(error, { statusCode: 500, expose: false })
}
