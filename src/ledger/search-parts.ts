import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { handOverStatuses, orderStatuses } from '../order.ts'
import type { HandOverStatus, OrderStatus } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import type { OrderQuery } from './order-query.ts'
import { isOwn } from './own-shop.ts'
import type { OwnShop } from './own-shop.ts'
import type { ListOrder } from './page-cursor.ts'

/** A condition on a row of the orders, by its bare column names. */
export type Condition = RawBuilder<unknown>

/** What is looked for, with all that it takes to write it in SQL. */
export interface SearchTerms {
  readonly query: OrderQuery
  /** The shop whose orders are looked for; undefined: every order. */
  readonly own: OwnShop | undefined
  /** What the `id` of the query may be as a reference: itself, and what stands in its place once it is forgotten. */
  readonly references: readonly string[]
  readonly dialect: LedgerDialect
}

/** The column of a row by which a list is ordered. */
export const timeColumns = {
  opened: sql.ref('created_at'),
  paid: sql.ref('paid_at'),
} as const satisfies Record<ListOrder, RawBuilder<unknown>>

/** From when to when a list goes, by the column that orders it. */
export interface Period {
  readonly since: Date
  readonly until: Date | undefined
}

export function periodOf({ since, until, paidSince, paidUntil }: OrderQuery, by: ListOrder): Period {
  const [from, to] = by === 'paid' ? [paidSince, paidUntil] : [since, until]
  return { since: from ?? new Date(0), until: to }
}

/** The ends of a list as conditions. The older one is always there: some branches have no other condition. */
export function endsOf({ since, until }: Period, by: ListOrder) {
  return {
    older: sql`${timeColumns[by]} >= ${since.toISOString()}`,
    newer: until && sql`${timeColumns[by]} < ${until.toISOString()}`,
  }
}

/** Which orders a list holds, by the column that orders it. */
function rangeOf(query: OrderQuery, by: ListOrder): readonly Condition[] {
  const { older, newer } = endsOf(periodOf(query, by), by)
  return newer ? [older, newer] : [older]
}

/** How each part of a query is written as a condition on any row; undefined if the query does not have it. */
const conditionOf = {
  shop: ({ own }) => own && isOwn(own),
  status: ({ query }) => ifGiven(query.status, (status) => isOneOf('status', listOf(status))),
  handOver: ({ query }) => ifGiven(query.handOver, (handOver) => sql`hand_over = ${handOver}`),
  needsPerson: ({ query }) => query.needsPerson && sql`(status = 'review' or hand_over = 'stuck')`,
  sku: ({ query }) => ifGiven(query.sku, (sku) => sql`sku = ${sku}`),
  reference: ({ query }) => ifGiven(query.reference, (reference) => sql`reference = ${reference}`),
  id: (terms) => ifGiven(terms.query.id, (id) => isAnyId(listOf(id), terms.references)),
  linkNumber: ({ query }) => ifGiven(query.linkNumber, (linkNumber) => sql`link_number = ${linkNumber}`),
  email: ({ query }) => ifGiven(query.email, (email) => sql.join(emailForms(email).map(isEmail), sql` or `)),
  cardEnd: ({ query, dialect: { words } }) =>
    ifGiven(query.cardEnd, (end) => sql`${sql.raw(words.cardEndOfRow)} = ${end}`),
  amountMinor: ({ query }) => ifGiven(query.amountMinor, (amountMinor) => sql`amount_minor = ${amountMinor}`),
  currency: ({ query }) => ifGiven(query.currency, (currency) => isOneOf('currency', listOf(currency))),
  declined: ({ query, dialect: { words } }) =>
    ifGiven(query.declined, (why) => sql`${sql.raw(words.declineOfRow)} = ${why}`),
  opened: ({ query }) => ifGiven(query.since ?? query.until, () => sql.join(rangeOf(query, 'opened'), sql` and `)),
  paid: ({ query }) => ifGiven(query.paidSince ?? query.paidUntil, () => sql.join(rangeOf(query, 'paid'), sql` and `)),
} as const satisfies Readonly<Record<string, (terms: SearchTerms) => Condition | undefined>>

/** The parts of a query; `shop` is whose orders it is about. */
export type Part = keyof typeof conditionOf

const partNames = Object.keys(conditionOf) as readonly Part[]

/** The parts that a query has, with their conditions. */
export function partsOf(terms: SearchTerms): readonly (readonly [Part, Condition])[] {
  return partNames.flatMap((part) => {
    const condition = conditionOf[part](terms)
    return condition ? [[part, sql`(${condition})`] as const] : []
  })
}

/** Whether it asks for nothing: an empty list. In SQL that would be an error. */
export function isForNothing({ status, id, currency }: OrderQuery): boolean {
  return [status, id, currency].some((value) => Array.isArray(value) && value.length === 0)
}

/** The statuses of order and hand-over that a query leaves possible. */
export function pairsOf({
  status,
  handOver,
  needsPerson,
}: OrderQuery): readonly (readonly [OrderStatus, HandOverStatus])[] {
  const statuses = status === undefined ? orderStatuses : listOf(status)
  const handOvers = handOver === undefined ? handOverStatuses : [handOver]
  return statuses
    .flatMap((one) => handOvers.map((other) => [one, other] as const))
    .filter(([one, other]) => needsPerson !== true || one === 'review' || other === 'stuck')
}

/**
 * How a database may write an address in small letters: some know the letters of ASCII alone. One form, if it has no
 * other letters.
 */
export function emailForms(email: string): readonly string[] {
  return /^[\x20-\x7e]*$/.test(email) ? [email] : [...new Set([email, email.toLowerCase(), email.toUpperCase()])]
}

export function isEmail(form: string): Condition {
  // The index holds only these.
  return sql`email is not null and lower(email) = lower(${form})`
}

/** Refunds of one key that are looked at, the newest: a key that more of them share names no order. Chosen by feel. */
const maxRefunds = 1_000

/** The orders of refunds with this key. */
export function isOfRefundKey(key: string): Condition {
  return sql`order_number in (select order_number from (
    select order_number from checkout_refunds where key = ${key} order by asked_at desc limit ${sql.lit(maxRefunds)}
  ) as refunds)`
}

/** The order of the refund that the gateway knows by one of these. */
export function isOfRefundIds(ids: readonly string[]): Condition {
  return sql`order_number in (
    select order_number from checkout_refunds where external_refund_id in (${sql.join(ids)}))`
}

function isAnyId(ids: readonly string[], references: readonly string[]): Condition {
  const conditions = [
    isOneOf('order_number', ids),
    isOneOf('gateway_order_id', ids),
    isOneOf('reference', references),
    isOneOf('link_number', ids),
    isOfRefundIds(ids),
    ...ids.map(isOfRefundKey),
  ]
  return sql.join(conditions, sql` or `)
}

export function isOneOf(column: string, values: readonly unknown[]): Condition {
  return sql`${sql.ref(column)} in (${sql.join(values)})`
}

/** One or several values as a list, each once. */
export function listOf<Value extends string>(value: Value | readonly Value[]): readonly Value[] {
  return [...new Set([value].flat())] as readonly Value[]
}

function ifGiven<Value>(value: Value | undefined, write: (value: Value) => Condition): Condition | undefined {
  return value === undefined ? undefined : write(value)
}
