import type { Kysely } from 'kysely'
import type { Order } from '../order.ts'
import type { Access } from './access.ts'
import { lookedAtShop } from './looked-at-shop.ts'
import { nextTurn } from './next-turn.ts'
import type { OrderQuery } from './order-query.ts'
import type { OwnShop } from './own-shop.ts'
import { listOrderOf } from './page-cursor.ts'
import type { Place } from './page-cursor.ts'
import type { Schema } from './schema.ts'
import { isWhole, leadsOf, restOf } from './search-leads.ts'
import type { Lead } from './search-leads.ts'
import { isForNothing, listOf } from './search-parts.ts'
import type { SearchTerms } from './search-parts.ts'
import { countLead, lookThrough, readWhole } from './search-statements.ts'
import type { LookTerms, Piece, ReadTerms } from './search-statements.ts'

/** How a search reaches the ledger. */
export type SearchAccess = Pick<Access, 'dialect' | 'namesOf' | 'read'>

/** Orders read at a time. Chosen by feel: about 100 kB. */
const pageSize = 100

/** See `Ledger.search`. An order added meanwhile is newer than every page still to come. */
export async function* searchOrders(access: SearchAccess, query: OrderQuery): AsyncGenerator<Order, void, undefined> {
  for await (const { orders } of searchPages(access, query)) yield* orders
}

/** Some orders of a list, and the shop whose orders they are. */
export interface SearchedPage {
  readonly orders: readonly Order[]
  readonly own: OwnShop | undefined
}

/** The same, page by page. A page may be empty, and others follow: so many orders were looked at for it. */
export async function* searchPages(
  access: SearchAccess,
  query: OrderQuery,
): AsyncGenerator<SearchedPage, void, undefined> {
  let left = query.limit ?? Infinity
  let from: Place | undefined
  let way: Way | undefined
  let lookAt = firstLookAt(pageSize)
  while (left > 0) {
    const [limit, after] = [Math.min(pageSize, left), from]
    const page = await inSearch(access, query, async (db, terms) => {
      // A lead that holds few orders now may hold many later.
      way = way?.isNarrow === false ? way : await findWay(db, terms)
      const read: ReadTerms = { by: listOrderOf(query), direction: 'older', from: after, limit, lookAt }
      return { piece: await readAlong(db, terms, way, read), own: terms.own }
    })
    const { found, next } = page?.piece ?? nothingFound
    yield { orders: found, own: page?.own }
    left -= found.length
    if (!next) return
    from = next
    lookAt = nextLookAt(lookAt, found.length)
    await nextTurn()
  }
}

const nothingFound = { found: [], next: undefined, lookedAt: 0 } as const satisfies Piece<readonly Order[]>

/** Does some of a search; undefined if the query asks for nothing. */
export async function inSearch<Result>(
  { dialect, namesOf, read }: SearchAccess,
  query: OrderQuery,
  work: (db: Kysely<Schema>, terms: SearchTerms) => Promise<Result>,
): Promise<Result | undefined> {
  if (isForNothing(query)) return undefined
  const references = (await Promise.all(listOf(query.id ?? []).map(namesOf))).flat()
  return read(async (db, own) => work(db, { query, own: await lookedAtShop(db, own, query.shop), references, dialect }))
}

/** How the orders of a query are read. */
export interface Way {
  readonly lead: string
  /** Whether the lead holds so few orders that all of them are looked at. */
  readonly isNarrow: boolean
}

/** A lead with no more orders than this is narrow. Chosen by feel: they are looked at within a few milliseconds. */
const maxNarrow = 1_000

/**
 * The lead that answers the whole query; else one that holds few orders. Else the orders of one are looked through, in
 * the order of the list.
 */
export async function findWay(db: Kysely<Schema>, terms: SearchTerms): Promise<Way> {
  const by = listOrderOf(terms.query)
  const leads = leadsOf(terms)
  const inOrder = leads.filter((lead) => lead.by === by)
  const whole = inOrder.find((lead) => isWhole(terms, lead))
  if (whole) return { lead: whole.name, isNarrow: false }
  for (const lead of leads) if (await holdsFew(db, terms, lead)) return { lead: lead.name, isNarrow: true }
  return { lead: inOrder[0]?.name ?? noLead.name, isNarrow: false }
}

async function holdsFew(db: Kysely<Schema>, terms: SearchTerms, lead: Lead): Promise<boolean> {
  return lead.branches.length === 0 || (await countLead(db, terms, lead, maxNarrow + 1)) <= maxNarrow
}

/** Orders looked at by one statement. Chosen by feel: a few milliseconds. */
const [minLookedAt, maxLookedAt] = [100, 1_000] as const

/** How many orders the first statement looks at. */
export function firstLookAt(limit: number): number {
  return Math.min(Math.max(minLookedAt, 2 * limit), maxLookedAt)
}

/** The same for the next one: more of them, where few have matched. */
export function nextLookAt(lookAt: number, found: number): number {
  return 2 * found >= lookAt ? lookAt : Math.min(4 * lookAt, maxLookedAt)
}

/** Reads some orders along a way. */
export async function readAlong(
  db: Kysely<Schema>,
  terms: SearchTerms,
  way: Way,
  read: ReadTerms,
): Promise<Piece<readonly Order[]>> {
  const { lead, look } = lookAlong(terms, way, read)
  if (lead.branches.length === 0) return nothingFound
  return look.rest.length === 0 ? readWhole(db, terms, lead, read) : lookThrough(db, terms, lead, look)
}

/** What one statement looks through along a way. */
export function lookAlong(
  terms: SearchTerms,
  { lead: name, isNarrow }: Way,
  read: ReadTerms,
): { readonly lead: Lead; readonly look: LookTerms } {
  const lead = leadsOf(terms).find((one) => one.name === name) ?? noLead
  return { lead, look: { ...read, rest: restOf(terms, lead), isNarrow } }
}

/** Without branches: it holds no order. */
const noLead: Lead = { name: 'none', by: 'opened', answers: [], branches: [] }
