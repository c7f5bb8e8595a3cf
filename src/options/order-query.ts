import { InvalidRequestError, QueryError } from '../errors.ts'
import type { OrderQuery } from '../ledger/order-ledger.ts'
import { aDate, anything, argumentProblem, aText, oneOf, someOf } from './named-arguments.ts'
import type { ArgumentRules } from './named-arguments.ts'
import { handOverStatuses, orderStatuses } from '../order.ts'
import { showKind } from '../show-value.ts'

const orderQueryRules: ArgumentRules<OrderQuery> = {
  status: someOf(orderStatuses),
  handOver: oneOf(handOverStatuses),
  sku: aText,
  reference: aText,
  since: aDate,
  until: aDate,
  limit: {
    wanted: 'a whole number from 0, or Infinity',
    isRight: (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0),
  },
}

/** @throws QueryError naming what is unknown or of the wrong type: a misread query finds the wrong orders. */
export function requireOrderQuery(where: string, query: unknown): asserts query is OrderQuery {
  const problem = argumentProblem(where, query, orderQueryRules)
  if (problem !== undefined) throw new QueryError(problem)
}

/** @throws QueryError as {@link requireOrderQuery} does. */
export function requireVerifyQuery(query: unknown): asserts query is { readonly since?: Date | undefined } {
  const problem = argumentProblem('verify', query, { since: aDate })
  if (problem !== undefined) throw new QueryError(problem)
}

/** @throws InvalidRequestError for anything but a string. */
export function requireOrderNumber(verb: string, orderNumber: unknown): asserts orderNumber is string {
  if (aText.isRight(orderNumber)) return
  throw new InvalidRequestError(`${verb}: wanted an order number, a string, got ${showKind(orderNumber)}.`)
}

/** The same for a payment link. */
export function requireLinkNumber(verb: string, linkNumber: unknown): asserts linkNumber is string {
  if (aText.isRight(linkNumber)) return
  throw new InvalidRequestError(`${verb}: wanted the number of a link, a string, got ${showKind(linkNumber)}.`)
}

/**
 * @throws InvalidRequestError if it is not an object, or has other names than these. The values are checked where they
 *   are used.
 */
export function requireNames(verb: string, wanted: unknown, names: readonly string[]): void {
  const rules = Object.fromEntries(names.map((name) => [name, anything]))
  const problem = argumentProblem(verb, wanted, rules)
  if (problem !== undefined) throw new InvalidRequestError(problem)
}
