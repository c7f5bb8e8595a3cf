import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import type { BookPeriod } from './books.ts'
import { ownShopKeys } from './indexed.ts'
import { cohortColumns, moneyColumns } from './migrations/counting.ts'
import type { OwnShop } from './own-shop.ts'
import type { Schema } from './schema.ts'
import type { DaySums, DeclineSum, Sums, SumsPeriod, SumsReach } from './sums-ledger.ts'

const quarterMs = 15 * 60 * 1000
const quartersADay = 96

const columns = [...cohortColumns, ...moneyColumns] as const

/** See `SumsLedger.sums`. */
export async function readSums(db: Kysely<Schema>, own: OwnShop | undefined, period: SumsPeriod): Promise<Sums> {
  // The state first: what is added up meanwhile then only makes more of it whole.
  const reach = await readReach(db)
  const list = (of: (column: Column) => string) => sql.join(columns.map((column) => sql.raw(of(column))))
  // One statement: an entry that is left out now and added up in a moment would otherwise count twice, or not at all.
  const { rows } = await sql<SumRow>`
    select day_number, currency, ${list((column) => `sum(${column}) as ${column}`)}
    from (select ${dayNumber(period)} as day_number, currency, ${list((column) => column)} from checkout_sums
      where ${isWithin(own, period)}) as summed
    group by day_number, currency
    union all
    select entry_number, ${sql.lit(noCurrency)}, ${list(() => '0')} from checkout_sums_aside
    where ${isWithin(own, period)}`.execute(db)
  return {
    days: rows.filter(({ currency }) => currency !== noCurrency).map(toDaySums),
    aside: rows.filter(({ currency }) => currency === noCurrency).map((row) => Number(row.day_number)),
    reach,
  }
}

/** Tells the entries that are left out from days. */
const noCurrency = ''

/** See `SumsLedger.declineSums`. */
export async function readDeclineSums(
  db: Kysely<Schema>,
  own: OwnShop | undefined,
  period: BookPeriod,
): Promise<readonly DeclineSum[]> {
  const { rows } = await sql<{ category: string; tries: number | string }>`
    select category, sum(tries) as tries from checkout_decline_sums where ${isWithin(own, period)}
    group by category order by tries desc, category`.execute(db)
  return rows.map(({ category, tries }) => ({ category, tries: Number(tries) }))
}

/** The number of the quarter of an hour in which a time is. */
export function quarterOf(at: Date): number {
  return Math.floor(at.getTime() / quarterMs)
}

/** Whether a row of the sums, or of what was set aside, is the shop's and of the period. */
export function isWithin(own: OwnShop | undefined, { since, until }: BookPeriod): RawBuilder<boolean> {
  const isOwn = own ? sql`shop in (${sql.join(ownShopKeys(own))})` : sql`1 = 1`
  return sql`${isOwn} and quarter_hour >= ${sql.lit(quarterOf(since))} and quarter_hour < ${sql.lit(quarterOf(until))}`
}

async function readReach(db: Kysely<Schema>): Promise<SumsReach> {
  const row = await db.selectFrom('checkout_sums_state').select(['left_at', 'counted_since']).executeTakeFirst()
  return { since: timeOf(row?.left_at ?? null), returnsSince: timeOf(row?.counted_since ?? null) }
}

function timeOf(column: Date | string | null): Date | undefined {
  return column === null ? undefined : new Date(column)
}

/** The clocks are set forward or back between two of the offsets. */
function dayNumber({ offsets }: SumsPeriod): RawBuilder<number> {
  const [last, ...others] = [...offsets]
    .reverse()
    .map(({ until, offsetMs }) => ({ until, quarters: quartersOf(offsetMs) }))
  const offset = others.reduce(
    (later, { until, quarters }) =>
      sql`case when quarter_hour < ${sql.lit(quarterOf(until))} then ${sql.lit(quarters)} else ${later} end`,
    sql`${sql.lit(last?.quarters ?? 0)}`,
  )
  return sql`(quarter_hour + ${offset}) / ${sql.lit(quartersADay)}`
}

function quartersOf(offsetMs: number): number {
  return Math.round(offsetMs / quarterMs)
}

type Column = (typeof columns)[number]

/** PostgreSQL sums up to types that arrive as text. */
type SumRow = Readonly<Record<Column | 'day_number', number | string>> & { readonly currency: string }

function toDaySums(row: SumRow): DaySums {
  return {
    dayNumber: Number(row.day_number),
    currency: row.currency,
    started: Number(row.started),
    returned: Number(row.returned),
    paid: Number(row.paid),
    handedOver: Number(row.handed_over),
    held: Number(row.held),
    declined: Number(row.declined),
    expired: Number(row.expired),
    reversed: Number(row.reversed),
    inReview: Number(row.in_review),
    givenBack: Number(row.given_back),
    paidCount: Number(row.paid_count),
    paidMinor: Number(row.paid_minor),
    capturedMinor: Number(row.captured_minor),
    refundCount: Number(row.refund_count),
    refundedMinor: Number(row.refunded_minor),
    chargedBackMinor: Number(row.charged_back_minor),
  }
}
