import { InvalidRequestError, QueryError } from '../errors.ts'
import { aDate, argumentProblem, aText, someOf } from '../options/named-arguments.ts'
import type { ArgumentRule, ArgumentRules } from '../options/named-arguments.ts'
import { linkStates } from './payment-link.ts'
import type { LinkOptions, PaymentLinkQuery } from './payment-link.ts'

/** As much as staff read beside a link. In characters. Chosen by feel. */
const maxNoteCharacters = 2_000

/** Who sends a link for longer than this has mistyped the year. In milliseconds: a year. Chosen by feel. */
const maxLifeMs = 366 * 24 * 60 * 60 * 1000

const aNote: ArgumentRule = {
  wanted: `a text of up to ${maxNoteCharacters} characters`,
  // What both databases can store.
  isRight: (value) =>
    typeof value === 'string' && Array.from(value).length <= maxNoteCharacters && !/[\0\p{Cs}]/u.test(value),
}

/** @throws InvalidRequestError naming what is unknown or wrong. Nothing was written. */
export function requireLinkOptions(options: unknown, now: Date): asserts options is LinkOptions {
  const rules: ArgumentRules<LinkOptions> = { expiresAt: aDate, note: aNote }
  const problem = argumentProblem('link', options, rules) ?? expiryProblem(options as LinkOptions, now)
  if (problem !== undefined) throw new InvalidRequestError(problem)
}

function expiryProblem({ expiresAt }: LinkOptions, now: Date): string | undefined {
  if (expiresAt === undefined) return undefined
  const lifeMs = expiresAt.getTime() - now.getTime()
  if (lifeMs > 0 && lifeMs <= maxLifeMs) return undefined
  return `link: expiresAt: wanted a time to come, within a year, got ${expiresAt.toISOString()}.`
}

const queryRules: ArgumentRules<PaymentLinkQuery> = {
  state: someOf(linkStates),
  reference: aText,
  since: aDate,
  until: aDate,
  limit: {
    wanted: 'a whole number from 0, or Infinity',
    isRight: (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0),
  },
}

/** @throws QueryError naming what is unknown or of the wrong type. Nothing was read. */
export function requireLinkQuery(query: unknown): asserts query is PaymentLinkQuery {
  const problem = argumentProblem('links.find', query, queryRules)
  if (problem !== undefined) throw new QueryError(problem)
}
