import { showValue } from '../src/show-value.ts'

/**
 * Turns what was thrown into what Express takes for an error. `next(undefined)`, from a promise rejected with nothing,
 * would be no error at all, and `next('route')` an order to go on.
 */
export function asError(thrown: unknown): object {
  if (typeof thrown === 'object' && thrown !== null) return thrown
  if (typeof thrown === 'function') return thrown
  const error = new Error(`The catalog or a page of the store threw ${showValue(thrown)} instead of an error.`)
  return Object.assign(error, { statusCode: 500, expose: false })
}
