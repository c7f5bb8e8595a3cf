import { setImmediate } from 'node:timers/promises'
import type { OrderLedger } from '../ledger/order-ledger.ts'
import type { ListQuery, OrderCount, OrderPage, PageTerms } from '../ledger/order-query.ts'
import { maxPageLimit, requireOrderQuery, requirePageTerms } from '../options/order-query.ts'
import type { Order } from '../order.ts'
import { readingsOf, refusalOf } from './search-text.ts'
import type { Reading, SearchRefusal } from './search-text.ts'

/** What a text in the search box has found. */
export type FoundText =
  /** `reading` is the first way to read it that finds an order; `others` are the ways that were not tried any more. */
  | { readonly outcome: 'found'; readonly reading: Reading; readonly others: readonly Reading[] }
  /** No way to read it finds an order; these were tried. */
  | { readonly outcome: 'nothing'; readonly tried: readonly Reading[] }
  /** It was not looked up. */
  | { readonly outcome: 'refused'; readonly refusal: SearchRefusal }

/** The lists of orders that a person reads on a screen. */
export interface OrderSearch extends Pick<OrderLedger, 'currencies'> {
  /** @throws QueryError for a query or a cursor that nobody knows. */
  page(terms: PageTerms): Promise<OrderPage>
  /** @throws QueryError for a query that nobody knows. */
  count(query: ListQuery): Promise<OrderCount>
  /**
   * Every order that matches, page by page: none is kept, and no page is read once the signal is aborted, however many
   * orders are looked at for the next one that matches.
   *
   * @throws QueryError for a query that nobody knows, and the signal's reason once it is aborted.
   */
  all(query: ListQuery, signal: AbortSignal): AsyncIterable<Order>
  /**
   * The orders that a text from the one search box means, whatever kind of text it is. What it says goes before the
   * same name of `within`: the query of the reading is whole, ready for `page` and `count`.
   *
   * @throws QueryError for a `within` that nobody knows; never because of the text.
   */
  find(text: string, within?: ListQuery): Promise<FoundText>
}

export function makeOrderSearch(ledger: Pick<OrderLedger, 'currencies' | 'searchCount' | 'searchPage'>): OrderSearch {
  return {
    async page(terms) {
      requirePageTerms('page', terms)
      return ledger.searchPage(terms)
    },
    async count(query) {
      requireOrderQuery('count', query)
      return ledger.searchCount(query)
    },
    async *all(query, signal) {
      requireOrderQuery('all', query)
      let before: string | undefined
      do {
        signal.throwIfAborted()
        const { orders, older } = await ledger.searchPage({ query, before, limit: maxPageLimit })
        yield* orders
        before = older
        // SQLite answers at once: others are to have their turn between two pages.
        await setImmediate()
      } while (before !== undefined)
    },
    async currencies(shop) {
      requireOrderQuery('currencies', { shop })
      return ledger.currencies(shop)
    },
    async find(text, within = {}) {
      requireOrderQuery('find', within)
      // What cannot be looked up asks the ledger nothing.
      const refusal = refusalOf(text)
      if (refusal !== undefined) return { outcome: 'refused', refusal }
      const readings = readingsOf(text, await ledger.currencies(within.shop)).map(({ kind, query }): Reading => ({
        kind,
        query: { ...within, ...query },
      }))
      for (const [index, reading] of readings.entries()) {
        const { orders, older } = await ledger.searchPage({ query: reading.query, limit: 1 })
        // A page may end before it has found any.
        const isFound = orders.length > 0 || older !== undefined
        if (isFound) return { outcome: 'found', reading, others: readings.slice(index + 1) }
      }
      return { outcome: 'nothing', tried: readings }
    },
  }
}
