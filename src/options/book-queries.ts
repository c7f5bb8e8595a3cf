import { isDay } from '../days.ts'
import { InvalidRequestError, QueryError } from '../errors.ts'
import type { ForgetTerms } from '../ledger/forget-ledger.ts'
import { showValue } from '../show-value.ts'
import { anything, argumentProblem, aText } from './named-arguments.ts'
import type { ArgumentRule } from './named-arguments.ts'

/** Both databases can store the times around it. */
const aDay: ArgumentRule = {
  wanted: 'a day such as 2026-11-27, from 1971 to 9998',
  isRight: (value) => isDay(value) && value >= '1971' && value < '9999',
}

/** @throws QueryError for anything but two days, the first not after the second. */
export function requireDaySheetQuery(query: unknown): asserts query is { readonly from: string; readonly to: string } {
  const problem = argumentProblem('daySheet', query, { from: aDay, to: aDay })
  if (problem !== undefined) throw new QueryError(problem)
  const { from = '', to = '' } = query as { readonly from?: string; readonly to?: string }
  for (const [name, day] of Object.entries({ from, to })) {
    if (day === '') throw new QueryError(`daySheet: ${name}: wanted ${aDay.wanted}, got nothing.`)
  }
  if (from <= to) return
  throw new QueryError(`daySheet: wanted \`from\` not after \`to\`, got ${showValue(from)} and ${showValue(to)}.`)
}

const whose = ['orderNumber', 'reference', 'clientId', 'email'] as const

const aName: ArgumentRule = {
  wanted: 'a string that is not empty',
  isRight: (value) => aText.isRight(value) && value !== '',
}

/**
 * @throws InvalidRequestError unless it names exactly one order number, reference, client id or e-mail; nothing was
 *   blanked.
 */
export function forgetTermsOf(query: unknown): ForgetTerms {
  const rules = {
    orderNumber: aName,
    reference: aName,
    clientId: aName,
    email: aName,
    dryRun: { wanted: 'true or false', isRight: (value: unknown) => typeof value === 'boolean' },
    by: anything,
  }
  const problem = argumentProblem('forget', query, rules)
  if (problem !== undefined) throw new InvalidRequestError(problem)
  const given = query as Readonly<Partial<Record<(typeof whose)[number], string>>>
  const names = whose.filter((name) => given[name] !== undefined)
  const [name] = names
  if (name === undefined || names.length > 1) {
    const got = names.length === 0 ? 'none' : names.join(' and ')
    throw new InvalidRequestError(`forget: wanted one of ${whose.join(', ')}, got ${got}. Nothing was blanked.`)
  }
  return { [name]: given[name] } as unknown as ForgetTerms
}
