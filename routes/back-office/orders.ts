import { chipWords } from '../../src/back-office/orders-filter.ts'
import type { Chip } from '../../src/back-office/orders-filter.ts'
import { ordersPage, unreadOrdersPage } from '../../src/back-office/orders-page.ts'
import type { OtherReading, ViewTabs } from '../../src/back-office/orders-page.ts'
import type { Clockwork } from '../../src/back-office/writing.ts'
import { CheckoutError } from '../../src/errors.ts'
import { seeOther } from '../../src/html/see-other.ts'
import type { ListQuery, OrderCount, OrderPage } from '../../src/ledger/order-query.ts'
import { toMajorUnits } from '../../src/money.ts'
import type { OrderSearch } from '../../src/search/order-search.ts'
import { orderViewNames } from '../../src/search/order-views.ts'
import type { OrderView } from '../../src/search/order-views.ts'
import type { Reading } from '../../src/search/search-text.ts'
import { prefersJson } from '../../middleware/scripts.ts'
import { addressOf, filterNames, readOrderAddress, withoutFilters } from './order-address.ts'
import type { Filters, OrderAddress } from './order-address.ts'
import { withoutAddress } from './order.ts'
import type { Show, Shown, Visit } from './visit.ts'

export interface OrdersRouteOptions {
  readonly orderSearch: OrderSearch
  /** ISO 4217 alphabetic code of an amount that names none. */
  readonly currency: string | undefined
}

/** Orders on a page. A row is about 1 kB. */
const pageSize = 40

/** `GET /orders`: all orders, or those that the address asks for; an exact number leads to its order. */
export function showOrders(options: OrdersRouteOptions): Show {
  const { orderSearch } = options
  return async (visit) => {
    const { req, res, base } = visit
    const address = readAddress(visit, options)
    const { filters, before, after } = address
    // What a form sends of its empty fields is no part of a bookmark.
    if (address.hasEmpty && address.problems.length === 0 && !prefersJson(req)) {
      return void seeOther(res, addressOf(`${base}/orders`, filters))
    }
    try {
      const sought = await seek(orderSearch, address)
      if (sought.problems.length > 0) return await showUnread(orderSearch, visit, address, sought.problems)
      const { query } = sought
      const [page, count] = await Promise.all([
        query ? orderSearch.page({ query, before, after, limit: pageSize }) : noPage,
        query ? orderSearch.count(query) : noCount,
      ])
      const exact = exactHit(sought, page, address)
      if (exact !== undefined && !prefersJson(req)) return void seeOther(res, `${base}/orders/${exact}`)
      return await showList(options, visit, { address, sought, page, count })
    } catch (error) {
      if (!isQueryError(error)) throw error
      return showUnread(orderSearch, visit, address, [error.message])
    }
  }
}

const noPage: OrderPage = { orders: [], newer: undefined, older: undefined, lookedTo: undefined }
const noCount: OrderCount = { count: 0, more: 'none' }

/** Reads what an operator's address asks for. */
export function readAddress(
  { req, surroundings }: Pick<Visit, 'req' | 'surroundings'>,
  { currency }: Pick<OrdersRouteOptions, 'currency'>,
): OrderAddress {
  return readOrderAddress(req.originalUrl, { timeZone: surroundings.clock.timeZone, currency })
}

/** What an address asks for, once its text was looked up. */
export interface Sought {
  /** Undefined if nothing can match. */
  readonly query: ListQuery | undefined
  readonly reading?: Reading
  readonly others: readonly Reading[]
  /** Why nothing was looked up. */
  readonly problems: readonly string[]
}

/** Looks up what the text of the search box can mean. */
export async function seek(orderSearch: OrderSearch, { filters, query, problems }: OrderAddress): Promise<Sought> {
  if (problems.length > 0 || filters.q === undefined) return { query, others: [], problems }
  const found = await orderSearch.find(filters.q, query)
  // What cannot be looked up is a problem of the address already.
  if (found.outcome !== 'found') return { query: undefined, others: [], problems }
  return { query: found.reading.query, reading: found.reading, others: found.others, problems }
}

/** Whether somebody asked for what nobody knows: a cursor that no page gave. */
export function isQueryError(error: unknown): error is CheckoutError {
  return error instanceof CheckoutError && error.code === 'CHECKOUT_QUERY'
}

/** The one order of an exact number. */
function exactHit({ reading }: Sought, page: OrderPage, { before, after }: OrderAddress): string | undefined {
  const isWhole = before === undefined && after === undefined && page.older === undefined
  const isAlone = reading?.kind === 'id' && isWhole && page.orders.length === 1
  return isAlone ? page.orders[0]?.orderNumber : undefined
}

interface Listed {
  readonly address: OrderAddress
  readonly sought: Sought
  readonly page: OrderPage
  readonly count: OrderCount
}

async function showList(
  { orderSearch }: OrdersRouteOptions,
  { base, surroundings }: Visit,
  { address, sought, page, count }: Listed,
): Promise<Shown> {
  const { clock } = surroundings
  const here = `${base}/orders`
  const { filters, query } = address
  const { orders, newer, older, lookedTo } = page
  const { q } = filters
  const shown = {
    ...formOf(address, here, clock),
    currencies: await orderSearch.currencies(),
    orders,
    by: query.paidSince === undefined && query.paidUntil === undefined ? ('opened' as const) : ('paid' as const),
    count,
    newerUrl: newer && addressOf(here, filters, { after: newer }),
    olderUrl: older && addressOf(here, filters, { before: older }),
    lookedTo,
    csvUrl: addressOf(`${here}.csv`, filters),
    reading: sought.reading && readingOf(sought.reading, sought.others, { here, filters }),
    elsewhereUrl: q !== undefined && Object.keys(filters).length > 1 ? addressOf(here, { q }) : undefined,
  }
  return {
    page: ordersPage(shown, base, clock),
    json: { orders: orders.map(withoutAddress), count, newer, older, lookedTo },
  }
}

async function showUnread(
  orderSearch: OrderSearch,
  { base, surroundings }: Visit,
  address: OrderAddress,
  problems: readonly string[],
): Promise<Shown> {
  const here = `${base}/orders`
  const shown = {
    ...formOf(address, here, surroundings.clock),
    currencies: await orderSearch.currencies(),
    problems,
    restUrl: addressOf(here, withoutFilters(address.filters, ['q'])),
  }
  return {
    page: unreadOrdersPage(shown, base),
    json: { code: 'CHECKOUT_QUERY', message: problems.join(' ') },
  }
}

function formOf({ filters, written }: OrderAddress, here: string, clock: Clockwork) {
  return { filters, written, chips: chipsOf(filters, here, clock), views: viewsOf(filters, here) }
}

const viewWords = {
  all: 'All',
  open: 'Open',
  held: 'Held',
  paid: 'Paid',
  'goods-due': 'Goods due',
  'given-back': 'Given back',
  'not-paid': 'Not paid',
  'needs-a-person': 'Needs a person',
} as const satisfies Record<OrderView, string>

function viewsOf({ view = 'all' }: Filters, here: string): ViewTabs {
  return orderViewNames.map((name) => ({
    text: viewWords[name],
    href: addressOf(here, name === 'all' ? {} : { view: name }),
    isHere: name === view,
  }))
}

function chipsOf(filters: Filters, here: string, clock: Clockwork): readonly Chip[] {
  return filterNames.flatMap((name) => {
    const [value, words] = [filters[name], chipWords[name]]
    if (value === undefined || !words) return []
    return [{ text: words(value, clock), without: addressOf(here, withoutFilters(filters, [name])) }]
  })
}

const readingWords = {
  id: 'an exact number',
  email: 'an e-mail address',
  'card-end': 'the end of a card',
  amount: 'an amount',
} as const satisfies Record<Reading['kind'], string>

function readingOf(
  { kind, query }: Reading,
  others: readonly Reading[],
  { here, filters }: { readonly here: string; readonly filters: Filters },
): { readonly text: string; readonly others: readonly OtherReading[] } {
  const currencies =
    kind === 'amount' && query.currency !== undefined ? ` of ${[query.currency].flat().join(', ')}` : ''
  const rest = withoutFilters(filters, ['q'])
  const links = others.flatMap((one) =>
    asFilters(one).map(({ text, set }) => ({ text, href: addressOf(here, { ...rest, ...set }) })),
  )
  return { text: readingWords[kind] + currencies, others: links }
}

/** A reading that was not tried, as filters: in the search box it would be read the same way again. */
function asFilters({ kind, query }: Reading): readonly { readonly text: string; readonly set: Filters }[] {
  const { email, cardEnd, amountMinor } = query
  if (kind === 'email' && email !== undefined) return [{ text: readingWords.email, set: { email } }]
  if (kind === 'card-end' && cardEnd !== undefined) return [{ text: readingWords['card-end'], set: { cardEnd } }]
  if (kind !== 'amount' || amountMinor === undefined) return []
  return [query.currency ?? []].flat().map((currency) => {
    const amount = toMajorUnits(amountMinor, currency)
    return { text: `${amount} ${currency}`, set: { amount, currency } }
  })
}
