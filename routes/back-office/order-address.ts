import { dayBegin, isDay } from '../../src/days.ts'
import { findCurrency } from '../../src/iso-4217.ts'
import type { ListQuery } from '../../src/ledger/order-query.ts'
import { toMinorUnits } from '../../src/money.ts'
import { declineCategories, handOverStatuses, orderStatuses } from '../../src/order.ts'
import type { OrderStatus } from '../../src/order.ts'
import { isOrderView, orderViewNames, orderViews } from '../../src/search/order-views.ts'
import { maxTextLength, refusalOf } from '../../src/search/search-text.ts'
import type { SearchRefusal } from '../../src/search/search-text.ts'
import { showValue } from '../../src/show-value.ts'

/** What the address of a list may say beside `before` and `after`: the text of the search box, a view, and filters. */
export const filterNames = [
  'q',
  'view',
  'status',
  'goods',
  'since',
  'until',
  'paidSince',
  'paidUntil',
  'amount',
  'currency',
  'email',
  'cardEnd',
  'sku',
  'declined',
] as const
export type FilterName = (typeof filterNames)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

/** The list that an address asks for. */
export interface OrderAddress {
  /** What can be read of it, as it was written. */
  readonly filters: Filters
  /** The same with the filters that cannot be read. */
  readonly written: Filters
  readonly query: ListQuery
  readonly before: string | undefined
  readonly after: string | undefined
  /** What cannot be read, a sentence each: a list by the rest would show the wrong orders. */
  readonly problems: readonly string[]
  /** Whether it has names without a value, as a form sends them. */
  readonly hasEmpty: boolean
}

/** How filters are read. */
export interface FilterTerms {
  readonly timeZone: string
  /** ISO 4217 alphabetic code of an amount that names none. */
  readonly currency: string | undefined
}

/** Reads the address of a list, as far as it can be read. */
export function readOrderAddress(originalUrl: string, terms: FilterTerms): OrderAddress {
  const given = [...new URL(originalUrl, 'http://localhost').searchParams].map(
    ([name, value]) => [name, value.trim()] as const,
  )
  const filled = given.filter(([, value]) => value !== '')
  const known = new Map<string, string>()
  const problems: string[] = []
  for (const [name, value] of filled) {
    const problem = problemOf(name, value, known)
    if (problem === undefined) known.set(name, value)
    else problems.push(problem)
  }
  const [before, after] = [known.get('before'), known.get('after')]
  if (before !== undefined && after !== undefined) problems.push('Wanted the page before or after a place, got both.')
  const written = Object.fromEntries([...known].filter(([name]) => isFilterName(name))) as Filters
  const { query, unread } = queryOf(written, terms)
  const readable = Object.entries(written).filter(([name]) => !unread.some((one) => one.name === name))
  return {
    filters: Object.fromEntries(readable),
    written,
    query,
    before,
    after,
    problems: [...problems, ...unread.map(({ problem }) => problem)],
    hasEmpty: filled.length < given.length,
  }
}

function problemOf(name: string, value: string, known: ReadonlyMap<string, string>): string | undefined {
  if (known.has(name)) return `The filter ${name} is there twice.`
  if (name === 'before' || name === 'after') return undefined
  if (!isFilterName(name)) {
    return `Nobody knows the filter ${showValue(name)}. There are: ${filterNames.join(', ')}.`
  }
  if (name === 'q') {
    const refusal = refusalOf(value)
    return refusal && refusals[refusal]
  }
  return value.length > maxTextLength ? `The filter ${name} is longer than anything that is kept.` : undefined
}

const refusals = {
  empty: 'There is nothing to look for.',
  'too-long': 'No number, e-mail or amount is as long as that.',
  unreadable: 'The text holds characters that no order has.',
} as const satisfies Record<SearchRefusal, string>

function isFilterName(name: string): name is FilterName {
  return (filterNames as readonly string[]).includes(name)
}

/** A part of a query; or, if the text cannot be read, what was wanted instead. */
type Reading = ListQuery | string

/** How a filter is read that needs no other. */
const readers = {
  status: (text) => oneOf(orderStatuses, text, (status) => ({ status })),
  goods: (text) => oneOf(handOverStatuses, text, (handOver) => ({ handOver })),
  declined: (text) => oneOf(declineCategories, text, (declined) => ({ declined })),
  since: (text, { timeZone }) => dayIn(text, timeZone, 0, (since) => ({ since })),
  // The last day is included.
  until: (text, { timeZone }) => dayIn(text, timeZone, 1, (until) => ({ until })),
  paidSince: (text, { timeZone }) => dayIn(text, timeZone, 0, (paidSince) => ({ paidSince })),
  paidUntil: (text, { timeZone }) => dayIn(text, timeZone, 1, (paidUntil) => ({ paidUntil })),
  currency: (text) => (findCurrency(text) ? { currency: text } : 'three letters such as EUR'),
  email: (email) => ({ email }),
  cardEnd: (text) => (/^[0-9]{4}$/.test(text) ? { cardEnd: text } : 'the last four digits of a card'),
  sku: (sku) => ({ sku }),
} as const satisfies Partial<Record<FilterName, (text: string, terms: FilterTerms) => Reading>>

interface Unread {
  readonly name: string
  readonly problem: string
}

function queryOf(
  filters: Filters,
  terms: FilterTerms,
): { readonly query: ListQuery; readonly unread: readonly Unread[] } {
  const unread: Unread[] = []
  let query: ListQuery = {}
  const take = (name: FilterName, reading: Reading): void => {
    if (typeof reading === 'string') {
      unread.push({ name, problem: `${name}: wanted ${reading}, got ${showValue(filters[name])}.` })
    } else query = { ...query, ...reading }
  }
  for (const name of Object.keys(readers) as (keyof typeof readers)[]) {
    const text = filters[name]
    if (text !== undefined) take(name, readers[name](text, terms))
  }
  if (filters.amount !== undefined) take('amount', amountIn(filters.amount, filters.currency ?? terms.currency))
  const { view = 'all' } = filters
  if (!isOrderView(view)) take('view', orderViewNames.join(', '))
  return { query: isOrderView(view) ? within(orderViews[view], query) : query, unread }
}

function oneOf<Value extends string>(
  values: readonly Value[],
  text: string,
  queryWith: (value: Value) => ListQuery,
): Reading {
  const value = values.find((one) => one === text)
  return value === undefined ? values.join(', ') : queryWith(value)
}

function dayIn(text: string, timeZone: string, later: 0 | 1, queryWith: (begin: Date) => ListQuery): Reading {
  const day = isDay(text) ? new Date(`${text}T00:00:00Z`) : undefined
  day?.setUTCDate(day.getUTCDate() + later)
  // Not every year that can be typed can be kept.
  if (!day || day.getUTCFullYear() < 1000 || day.getUTCFullYear() > 9998) return 'a day such as 2026-11-27'
  return queryWith(dayBegin(day.toISOString().slice(0, 10), timeZone) ?? day)
}

function amountIn(text: string, currency: string | undefined): Reading {
  if (currency === undefined) return 'its currency as well'
  if (findCurrency(currency) === undefined) return 'an amount of a currency'
  try {
    // As this back office writes them: with gaps.
    const amountMinor = toMinorUnits(text.replaceAll(/\s/g, ''), currency)
    return amountMinor > 0 ? { amountMinor, currency } : 'more than 0'
  } catch (error) {
    if (error instanceof RangeError) return `digits with a point, in ${currency}`
    throw error
  }
}

/** What a filter asks for within a view: what both leave. */
function within(view: ListQuery, query: ListQuery): ListQuery {
  const isElsewhere = view.handOver !== undefined && query.handOver !== undefined && view.handOver !== query.handOver
  return { ...view, ...query, status: isElsewhere ? [] : both(view.status, query.status) }
}

function both(one: ListQuery['status'], other: ListQuery['status']): ListQuery['status'] {
  if (one === undefined || other === undefined) return one ?? other
  const wanted: readonly OrderStatus[] = [other].flat()
  return [one].flat().filter((status) => wanted.includes(status))
}

/** The address of a list. */
export function addressOf(path: string, filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...filters, ...more }).toString()
  return query === '' ? path : `${path}?${query}`
}

/** The filters without some of them. */
export function withoutFilters(filters: Filters, names: readonly FilterName[]): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !names.some((one) => one === name)))
}
