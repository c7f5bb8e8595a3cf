import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import { nextTurn } from './next-turn.ts'
import type { ListQuery, OrderCount, OrderPage, PageTerms } from './order-query.ts'
import { cursorOf, listOrderOf, placeAt, placeOf } from './page-cursor.ts'
import type { ListOrder, Place } from './page-cursor.ts'
import type { Schema } from './schema.ts'
import { findWay, firstLookAt, inSearch, lookAlong, nextLookAt, readAlong } from './search.ts'
import type { SearchAccess, Way } from './search.ts'
import type { SearchTerms } from './search-parts.ts'
import { countLead, countThrough } from './search-statements.ts'
import type { Direction, ReadTerms } from './search-statements.ts'

/**
 * Orders looked at for one page or count, if no index answers the whole query. Chosen by feel: well below a second,
 * even where the server is far away.
 */
const maxLookedAt = 10_000

/** Nobody needs a more exact count. Chosen by feel. */
const maxCounted = 1_000

/** See `OrderLedger.searchPage`. */
export async function readOrderPage(access: SearchAccess, terms: PageTerms): Promise<OrderPage> {
  const { query = {}, before, after, limit } = terms
  const by = listOrderOf(query)
  const cursor = before ?? after
  const from = cursor === undefined ? undefined : placeAt(cursor, by)
  const page = await inSearch(access, query, async (db, searched) => {
    const list = { db, by, terms: searched, way: await findWay(db, searched) }
    return after === undefined ? olderPage(list, from, limit) : newerPage(list, from, limit)
  })
  return page ?? { orders: [], newer: undefined, older: undefined, lookedTo: undefined }
}

/** A list that is being read. */
interface List {
  readonly db: Kysely<Schema>
  readonly terms: SearchTerms
  readonly way: Way
  readonly by: ListOrder
}

async function olderPage(list: List, from: Place | undefined, limit: number): Promise<OrderPage> {
  const { orders, ahead, lookedTo } = await readSide(list, 'older', from, limit)
  return { orders, newer: await behind(list, 'newer', from, orders[0]), older: ahead, lookedTo }
}

async function newerPage(list: List, from: Place | undefined, limit: number): Promise<OrderPage> {
  const { orders, ahead, lookedTo } = await readSide(list, 'newer', from, limit)
  return { orders: orders.toReversed(), newer: ahead, older: await behind(list, 'older', from, orders[0]), lookedTo }
}

/** A page, the order nearest to its beginning first, and the cursor of the page after it. */
async function readSide(list: List, direction: Direction, from: Place | undefined, limit: number) {
  // One more than is wanted tells whether there are others.
  const { orders: read, stoppedAt } = await readOn(list, direction, from, limit + 1)
  const orders = read.slice(0, limit)
  const last = orders.at(-1)
  const goesOnAt = last && read.length > limit ? placeOf(last, list.by) : stoppedAt
  const lookedTo = orders.length < limit ? stoppedAt?.at : undefined
  return { orders, ahead: goesOnAt && cursorOf(goesOnAt, list.by), lookedTo }
}

/** The cursor of the page that lies behind the first order of this one; undefined if nothing matches there. */
async function behind(
  list: List,
  direction: Direction,
  from: Place | undefined,
  first: Order | undefined,
): Promise<string | undefined> {
  // On the first page of all nothing is newer.
  if (!from) return undefined
  const place = first ? placeOf(first, list.by) : including(from, direction)
  const { orders, stoppedAt } = await readOn(list, direction, place, 1)
  return orders.length > 0 || stoppedAt ? cursorOf(place, list.by) : undefined
}

/** The place before which an order stands, so that it is read again. */
function including({ at }: Place, direction: Direction): Place {
  return { at: direction === 'newer' ? at : new Date(at.getTime() + 1), orderNumber: '' }
}

/** So many orders, or fewer: because the list ends, or because so many were looked at (`stoppedAt`). */
async function readOn(
  { db, terms, way, by }: List,
  direction: Direction,
  from: Place | undefined,
  limit: number,
): Promise<{ readonly orders: readonly Order[]; readonly stoppedAt: Place | undefined }> {
  const orders: Order[] = []
  let [lookAt, lookedAt] = [firstLookAt(limit), 0]
  for (let place = from; ;) {
    const left = { limit: limit - orders.length, lookAt: Math.min(lookAt, maxLookedAt - lookedAt) }
    const piece = await readAlong(db, terms, way, { by, direction, from: place, ...left })
    orders.push(...piece.found)
    lookedAt += piece.lookedAt
    lookAt = nextLookAt(lookAt, piece.found.length)
    place = piece.next
    if (!place || orders.length === limit) return { orders, stoppedAt: undefined }
    if (lookedAt >= maxLookedAt) return { orders, stoppedAt: place }
    await nextTurn()
  }
}

/** See `OrderLedger.searchCount`. */
export async function countOrders(access: SearchAccess, query: ListQuery): Promise<OrderCount> {
  const counted = await inSearch(access, query, async (db, terms) => countAlong(db, terms, await findWay(db, terms)))
  return counted ?? { count: 0, more: 'none' }
}

async function countAlong(db: Kysely<Schema>, terms: SearchTerms, way: Way): Promise<OrderCount> {
  let [count, lookedAt] = [0, 0]
  let from: Place | undefined
  do {
    const limit = maxCounted + 1 - count
    const by = listOrderOf(terms.query)
    const read: ReadTerms = { by, direction: 'older', from, limit, lookAt: firstLookAt(limit) }
    const { lead, look } = lookAlong(terms, way, read)
    if (lead.branches.length === 0) break
    if (look.rest.length === 0) return counted(await countLead(db, terms, lead, limit))
    const piece = await countThrough(db, terms, lead, look)
    count += piece.found
    lookedAt += piece.lookedAt
    from = piece.next
    if (from && count <= maxCounted && lookedAt >= maxLookedAt) return { count, more: 'perhaps' }
    await nextTurn()
  } while (from && count <= maxCounted)
  return counted(count)
}

function counted(count: number): OrderCount {
  return count > maxCounted ? { count: maxCounted, more: 'more' } : { count, more: 'none' }
}
