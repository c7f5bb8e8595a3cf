import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import type { Order } from '../order.ts'
import { placeOf } from './page-cursor.ts'
import type { ListOrder, Place } from './page-cursor.ts'
import { toOrder } from './rows.ts'
import type { OrderTable, Schema } from './schema.ts'
import type { Lead } from './search-leads.ts'
import { endsOf, periodOf, timeColumns } from './search-parts.ts'
import type { Condition, Period, SearchTerms } from './search-parts.ts'

/** Which way a list is read: from the newest on, or back to it. */
export type Direction = 'older' | 'newer'

/** Where one statement reads. */
export interface ReadTerms {
  readonly by: ListOrder
  readonly direction: Direction
  /** Only what lies beyond it; undefined: from the end of the list. */
  readonly from: Place | undefined
  /** Maximum number of orders. */
  readonly limit: number
  /** Maximum number of orders to look at, if the lead does not answer the whole query. */
  readonly lookAt: number
}

/** What one statement has read. */
export interface Piece<Found> {
  readonly found: Found
  /** Where the list goes on; undefined if it ends here. */
  readonly next: Place | undefined
  /** Orders looked at, those that did not match included. */
  readonly lookedAt: number
}

/** The orders of a lead that answers the whole query, in the order of its index. */
export async function readWhole(
  db: Kysely<Schema>,
  terms: SearchTerms,
  lead: Lead,
  read: ReadTerms,
): Promise<Piece<readonly Order[]>> {
  const { by, direction, limit } = read
  const { rows } = await sql<Selectable<OrderTable>>`
    with found as (${foundInOrder(terms, lead, read, limit)})
    select o.* from ${terms.dialect.ordersOf('found')}
    ${inOrder(direction, sql`o.${timeColumns[by]}`, sql.ref('o.order_number'))}`.execute(db)
  const orders = rows.map(toOrder)
  const last = orders.at(-1)
  return { found: orders, next: last && orders.length === limit ? placeOf(last, by) : undefined, lookedAt: rows.length }
}

/** What one statement looks through. */
export interface LookTerms extends ReadTerms {
  /** What the lead does not answer: at least one condition. */
  readonly rest: readonly Condition[]
  /** Whether the lead is known to hold few orders: then all of them are looked at, whatever their order. */
  readonly isNarrow: boolean
}

/** Looks at some orders of a lead, and takes those that match the rest of the query. */
export async function lookThrough(
  db: Kysely<Schema>,
  terms: SearchTerms,
  lead: Lead,
  look: LookTerms,
): Promise<Piece<readonly Order[]>> {
  const { by, direction, limit } = look
  const { rows } = await sql<Edge & NullableOrder>`
    with ${lookedAndFitting(terms, lead, look)}
    select edge.*, fitting.* from ${edgeOf(direction)} as edge left join fitting on 1 = 1
    ${inOrder(direction, sql`fitting.${timeColumns[by]}`, sql.ref('fitting.order_number'))}`.execute(db)
  const orders = rows.filter((row): row is Edge & Selectable<OrderTable> => row.order_number !== null).map(toOrder)
  const last = orders.at(-1)
  const next = last && orders.length === limit ? placeOf(last, by) : nextOf(rows[0], look)
  return { found: orders, next, lookedAt: Number(rows[0]?.looked_count ?? 0) }
}

/** The same, but only counts them. */
export async function countThrough(
  db: Kysely<Schema>,
  terms: SearchTerms,
  lead: Lead,
  look: LookTerms,
): Promise<Piece<number>> {
  const { rows } = await sql<Edge & { readonly fitting_count: number | string }>`
    with ${lookedAndFitting(terms, lead, look)}
    select edge.*, (select count(*) from fitting) as fitting_count from ${edgeOf(look.direction)} as edge`.execute(db)
  const found = Number(rows[0]?.fitting_count ?? 0)
  return { found, next: nextOf(rows[0], look), lookedAt: Number(rows[0]?.looked_count ?? 0) }
}

/** How many orders a lead holds, up to a limit. No more than that are read. */
export async function countLead(db: Kysely<Schema>, terms: SearchTerms, lead: Lead, limit: number): Promise<number> {
  const { rows } = await sql<{ readonly count: number | string }>`
    select count(*) as count from (
      select order_number from (${foundOf(terms, lead, firstOf(lead, limit))}) as found limit ${limit}
    ) as counted`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

type NullableOrder = { readonly [Name in keyof Selectable<OrderTable>]: Selectable<OrderTable>[Name] | null }

/** How far a statement has looked. */
interface Edge {
  readonly looked_count: number | string
  readonly edge_at: Date | string | null
  readonly edge_number: string | null
}

function nextOf(edge: Edge | undefined, { isNarrow, lookAt }: LookTerms): Place | undefined {
  const { looked_count = 0, edge_at = null, edge_number = null } = edge ?? {}
  if (isNarrow || Number(looked_count) < lookAt || edge_at === null || edge_number === null) return undefined
  return { at: new Date(edge_at), orderNumber: edge_number }
}

/**
 * Two tables: `looked`, which a limit keeps from growing with the ledger, and `fitting`, those of its orders that
 * match. The limit of `seen` is never reached: it keeps a planner from looking for the matching orders by another
 * index, which may hold any number of them.
 */
function lookedAndFitting(terms: SearchTerms, lead: Lead, look: LookTerms): RawBuilder<unknown> {
  const { by, direction, from, isNarrow, limit, lookAt, rest } = look
  const looked = isNarrow ? foundOf(terms, lead, firstOf(lead, maxOfNarrow)) : foundInOrder(terms, lead, look, lookAt)
  const conditions = sql.join([...rest, ...beyond(from, by, direction)], sql` and `)
  return sql`looked as (${looked}), fitting as (
    select * from (
      select o.* from ${terms.dialect.ordersOf('looked')}
      limit ${sql.lit(noLimit)}
    ) as seen where ${conditions}
    ${inOrder(direction, timeColumns[by], sql.ref('order_number'))} limit ${limit})`
}

/** The newest orders of a lead. */
function firstOf({ by }: Lead, limit: number): ReadTerms {
  return { by, direction: 'older', from: undefined, limit, lookAt: limit }
}

/** A lead was found to hold few orders, and may hold a few more by the time it is read. */
const maxOfNarrow = 2_000

/** More than any statement looks at: a lead has fewer branches than this, divided by what is read of each. */
const noLimit = 1_000_000

function edgeOf(direction: Direction): RawBuilder<unknown> {
  // The last one in the order of reading is the first one of the opposite.
  const last = inOrder(direction === 'older' ? 'newer' : 'older', sql.ref('list_at'), sql.ref('order_number'))
  return sql`(select
    (select count(*) from looked) as looked_count,
    (select list_at from looked ${last} limit 1) as edge_at,
    (select order_number from looked ${last} limit 1) as edge_number)`
}

/** The orders of a lead in the order of its index, merged from its branches. */
function foundInOrder(terms: SearchTerms, lead: Lead, read: ReadTerms, limit: number): RawBuilder<unknown> {
  return sql`select * from (${foundOf(terms, lead, { ...read, limit })}) as merged
    ${inOrder(read.direction, sql.ref('list_at'), sql.ref('order_number'))} limit ${limit}`
}

/** The same in no order: the first ones of each branch. Ordered there, so that they are read from the index. */
function foundOf({ query }: SearchTerms, lead: Lead, read: ReadTerms): RawBuilder<unknown> {
  const { by, direction, limit } = read
  const stretch = stretchOf(periodOf(query, by), read)
  const branches = lead.branches.map((conditions, number) => {
    const where = sql.join([...conditions, ...stretch], sql` and `)
    return sql`select * from (select order_number, ${timeColumns[by]} as list_at from checkout_orders where ${where}
      ${inOrder(direction, timeColumns[by], sql.ref('order_number'))} limit ${limit}) as ${sql.ref(`branch_${number}`)}`
  })
  return sql.join(branches, unionOf(lead))
}

/**
 * What of a list is still to be read: the end that lies ahead, and where to begin. That is one condition alone: of two,
 * SQLite may begin at the other one, and would read every page before this one again.
 */
function stretchOf(period: Period, { by, direction, from }: ReadTerms): readonly Condition[] {
  const { older, newer } = endsOf(period, by)
  const [ahead, behind] = direction === 'older' ? [older, newer] : [newer, older]
  const start = from && isInside(from, period, direction) ? beyond(from, by, direction) : [behind]
  return [ahead, ...start].filter((condition) => condition !== undefined)
}

/** Whether a place lies beyond the end at which a list begins: the place of another list may not. */
function isInside({ at }: Place, { since, until }: Period, direction: Direction): boolean {
  return direction === 'older' ? until === undefined || at < until : at >= since
}

function unionOf({ isOverlapping }: Lead): RawBuilder<unknown> {
  return isOverlapping ? sql` union ` : sql` union all `
}

function inOrder(
  direction: Direction,
  time: RawBuilder<unknown>,
  orderNumber: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const word = sql.raw(direction === 'older' ? 'desc' : 'asc')
  return sql`order by ${time} ${word}, ${orderNumber} ${word}`
}

function beyond(from: Place | undefined, by: ListOrder, direction: Direction): readonly Condition[] {
  if (!from) return []
  const sign = sql.raw(direction === 'older' ? '<' : '>')
  return [sql`(${timeColumns[by]}, order_number) ${sign} (${from.at.toISOString()}, ${from.orderNumber})`]
}
