import { InvalidRequestError, QueryError } from '../errors.ts'
import { findCurrency } from '../iso-4217.ts'
import type { OrderQuery, PageTerms } from '../ledger/order-query.ts'
import { isAmountMinor } from '../money.ts'
import { aDate, anything, argumentProblem, aText, oneOf, someOf } from './named-arguments.ts'
import type { ArgumentRules } from './named-arguments.ts'
import { declineCategories, handOverStatuses, orderStatuses } from '../order.ts'
import { showKind } from '../show-value.ts'

/** So many may be asked for at once. Chosen by feel: what a person typed has a few readings. */
const maxIds = 20

const isCurrency = (value: unknown): boolean => typeof value === 'string' && findCurrency(value) !== undefined

const orderQueryRules: ArgumentRules<OrderQuery> = {
  status: someOf(orderStatuses),
  handOver: oneOf(handOverStatuses),
  needsPerson: { wanted: 'true', isRight: (value) => value === true },
  sku: aText,
  reference: aText,
  id: {
    wanted: `a string, or a list of at most ${maxIds}`,
    isRight: (value) =>
      Array.isArray(value) ? value.length <= maxIds && value.every(aText.isRight) : aText.isRight(value),
  },
  linkNumber: aText,
  email: aText,
  cardEnd: {
    wanted: 'the last four digits of a card',
    isRight: (value) => typeof value === 'string' && /^[0-9]{4}$/.test(value),
  },
  amountMinor: {
    wanted: 'a whole number of minor units above 0',
    isRight: isAmountMinor,
  },
  currency: {
    wanted: 'a currency of ISO 4217 such as EUR, or a list of them',
    isRight: (value) => (Array.isArray(value) ? value.every(isCurrency) : isCurrency(value)),
  },
  declined: oneOf(declineCategories),
  since: aDate,
  until: aDate,
  paidSince: aDate,
  paidUntil: aDate,
  shop: aText,
  limit: {
    wanted: 'a whole number from 0, or Infinity',
    isRight: (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0),
  },
}

/** @throws QueryError naming what is unknown or of the wrong type: a misread query finds the wrong orders. */
export function requireOrderQuery(where: string, query: unknown): asserts query is OrderQuery {
  const problem = argumentProblem(where, query, orderQueryRules) ?? amountProblem(where, query as OrderQuery)
  if (problem !== undefined) throw new QueryError(problem)
}

/** The same number is another amount in another currency. */
function amountProblem(where: string, { amountMinor, currency }: OrderQuery): string | undefined {
  return amountMinor !== undefined && currency === undefined
    ? `${where}: amountMinor: wanted a currency with it, got none.`
    : undefined
}

/** Orders on a page. A row of the back office has about 1 kB. */
export const maxPageLimit = 200

/** The longest cursor that a page gives. */
const maxCursorLength = 300

const aCursor = {
  wanted: 'the cursor of a page',
  isRight: (value: unknown) => typeof value === 'string' && value.length <= maxCursorLength,
}

const pageRules: ArgumentRules<PageTerms> = {
  query: anything,
  before: aCursor,
  after: aCursor,
  limit: {
    wanted: `a whole number from 1 to ${maxPageLimit}`,
    isRight: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maxPageLimit,
  },
}

/** @throws QueryError as {@link requireOrderQuery} does, and for two cursors at once. */
export function requirePageTerms(where: string, terms: unknown): asserts terms is PageTerms {
  const problem = argumentProblem(where, terms, pageRules)
  if (problem !== undefined) throw new QueryError(problem)
  const { query, before, after, limit } = terms as Partial<PageTerms>
  if (limit === undefined) throw new QueryError(`${where}: limit: wanted ${pageRules.limit.wanted}, got nothing.`)
  if (query !== undefined) requireOrderQuery(where, query)
  if (before === undefined || after === undefined) return
  throw new QueryError(`${where}: wanted a page before or after a cursor, got both.`)
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
