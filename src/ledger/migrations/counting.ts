import type { SchemaWords } from './migration.ts'

/**
 * How orders and money are counted, in SQL. The triggers of migration 0010 count each entry as it is written; the same
 * text counts those that were there before. Released with that migration: a change wants new triggers.
 */

/** Orders, by when they were opened. But for the first four, an order counts where it stands if it was never paid. */
export const cohortColumns = [
  'started',
  'returned',
  'paid',
  'handed_over',
  'held',
  'declined',
  'expired',
  'reversed',
  'in_review',
  'given_back',
] as const

/** Money and how often it moved, by when it did. */
export const moneyColumns = [
  'paid_count',
  'paid_minor',
  'captured_minor',
  'refund_count',
  'refunded_minor',
  'charged_back_minor',
] as const

type Column = (typeof cohortColumns)[number] | (typeof moneyColumns)[number]

/** The entry that a trigger is run for. */
export const newEntry: Entries = { name: 'new', which: 'o.order_number = new.order_number' }

/** Which entries are counted. */
export interface Entries {
  readonly name: 'new' | 'e'
  readonly which: string
}

/** Those of them that are so; a trigger has looked before. */
const only = ({ name, which }: Entries, condition: string): string =>
  name === 'new' ? which : `${which} and (${condition})`

/** Those of the table for which this is so; it calls them `e`. */
export const entriesOf = (which: string): Entries => ({ name: 'e', which })

/** What some entries add to the sums. Where several add to one row, it says so several times. */
export interface Count {
  readonly columns: readonly Column[]
  /** A query of `shop, quarter_hour, currency, slot`, and the columns. */
  readonly query: string
}

const isPaid = `in ('paid', 'partially_refunded')`
const isUnseen = `in ('registering', 'unknown', 'registered')`

/** The column of each status in which an order may stay without ever being paid. */
const unpaid = {
  held: 'held',
  declined: 'declined',
  expired: 'expired',
  reversed: 'reversed',
  in_review: 'review',
  given_back: 'refunded',
} as const

const isUnpaid = `in (${Object.values(unpaid)
  .map((status) => `'${status}'`)
  .join(', ')})`

export const isOpened = ({ name }: Entries): string => `${name}.kind = 'opened' and ${name}.trigger <> 'import'`

export const isHandedOver = ({ name }: Entries): string => `${name}.kind = 'handed-over'`

/** Moves that change how an order counts, as far as the entry itself tells. */
export const changesOrder = ({ name }: Entries): string => `${name}.kind = 'moved' and (${name}.from_status ${isUnpaid}
  or (${name}.from_status ${isUnseen} and (${name}.to_status ${isUnpaid} or ${name}.to_status ${isPaid})))`

/** The entries that the books look at. */
const isBooked = ({ name }: Entries): string => `${name}.kind in ('moved', 'noted', 'refunded')
  and ${name}.to_status in ('paid', 'partially_refunded', 'refunded', 'review', 'declined')`

/** Where an order comes from one of these statuses, nothing is charged back. */
const isPlain = ({ name }: Entries): string => `coalesce(${name}.from_status, ${name}.to_status)
  in ('registering', 'unknown', 'registered', 'paid', 'partially_refunded')`

export const isPlainMoney = (entries: Entries): string => `${isBooked(entries)} and ${isPlain(entries)}`

export const isOtherMoney = (entries: Entries): string => `${isBooked(entries)} and not ${isPlain(entries)}`

const fromOrders = ({ name }: Entries): string =>
  name === 'new'
    ? 'from checkout_orders o'
    : 'from checkout_entries e join checkout_orders o on o.order_number = e.order_number'

/** The entry before, of the same order. */
const joinBefore = ({ name }: Entries): string => `left join checkout_entries p on p.entry_number = (
  select max(b.entry_number) from checkout_entries b
  where b.order_number = ${name}.order_number and b.entry_number < ${name}.entry_number)`

/** Whether an earlier entry of the order is so. */
const hasBefore = ({ name }: Entries, which: string): string => `exists (select 1 from checkout_entries b
  where b.order_number = ${name}.order_number and b.entry_number < ${name}.entry_number and ${which})`

/** An order that was taken over from another program was opened elsewhere. */
const wasOpenedHere = ({ name }: Entries): string => `(select f.trigger from checkout_entries f
  where f.order_number = ${name}.order_number order by f.entry_number limit 1) <> 'import'`

const place = ({ quarterHour, slot }: SchemaWords, at: string): string =>
  `coalesce(o.shop, '') as shop, ${quarterHour(at)} as quarter_hour, o.currency, ${slot('o.order_number')} as slot`

const one = (which: string): string => `case when ${which} then 1 else 0 end`

export function countOpened(words: SchemaWords, entries: Entries): Count {
  return {
    columns: ['started'],
    query: `select ${place(words, 'o.created_at')}, 1 as started ${fromOrders(entries)}
      where ${only(entries, isOpened(entries))}`,
  }
}

export function countHandedOver(words: SchemaWords, entries: Entries): Count {
  return {
    columns: ['handed_over'],
    query: `select ${place(words, 'o.created_at')}, 1 as handed_over ${fromOrders(entries)}
      where ${only(entries, isHandedOver(entries))} and not ${hasBefore(entries, `b.kind = 'handed-over'`)}
        and ${wasOpenedHere(entries)}`,
  }
}

/** How orders that were never paid move on, and become paid. */
export function countMoved(words: SchemaWords, entries: Entries): Count {
  const e = entries.name
  const inAndOut = Object.entries(unpaid).map(
    ([column, status]) =>
      `${one(`${e}.to_status = '${status}'`)} - ${one(`${e}.from_status = '${status}'`)} as ${column}`,
  )
  return {
    columns: ['paid', ...(Object.keys(unpaid) as (keyof typeof unpaid)[])],
    query: `select ${place(words, 'o.created_at')}, ${one(`${e}.to_status ${isPaid}`)} as paid, ${inAndOut.join(', ')}
      ${fromOrders(entries)}
      where ${only(entries, changesOrder(entries))}
        and (${e}.from_status ${isUnseen} or not ${hasBefore(entries, `b.to_status ${isPaid}`)})
        and ${wasOpenedHere(entries)}`,
  }
}

/** Entries of version 0.2.0 do not tell their money: what moved then is worked out from the whole history. */
const isPlainTold = ({ name }: Entries): string =>
  `(${name}.captured_minor is not null and (p.entry_number is null or p.captured_minor is not null))`

const isOtherTold = (entries: Entries): string =>
  `(${isPlainTold(entries)} and not ${hasBefore(entries, 'b.captured_minor is null')})`

/** The rules of `src/books/movements.ts`, where nothing was charged back before. */
export function countPlainMoney(words: SchemaWords, entries: Entries): Count {
  const e = entries.name
  const isFirst = `${e}.to_status ${isPaid} and ${e}.from_status ${isUnseen}`
  const captured = `${e}.captured_minor - coalesce(p.captured_minor, 0)`
  const refunded = `${e}.refunded_minor - coalesce(p.refunded_minor, 0)`
  return {
    columns: moneyColumns,
    query: `select ${place(words, `${e}.at`)}, ${one(isFirst)} as paid_count,
        case when ${isFirst} then ${e}.captured_minor else 0 end as paid_minor, ${captured} as captured_minor,
        ${one(`${refunded} > 0`)} as refund_count, ${refunded} as refunded_minor,
        ${e}.charged_back_minor as charged_back_minor
      ${fromOrders(entries)} ${joinBefore(entries)}
      where ${only(entries, isPlainMoney(entries))} and ${isPlainTold(entries)}
        and (${captured} <> 0 or ${refunded} <> 0 or ${e}.charged_back_minor <> 0 or (${isFirst}))`,
  }
}

/** The same where something may have been. What stood before is the first chargeback since the order was last paid. */
export function countOtherMoney(words: SchemaWords, entries: Entries): Count {
  const e = entries.name
  const isOfOrder = (alias: string): string =>
    `${alias}.order_number = ${e}.order_number and ${alias}.entry_number < ${e}.entry_number`
  const chargedBefore = `coalesce((select c.charged_back_minor from checkout_entries c
      where ${isOfOrder('c')} and c.charged_back_minor > 0 and c.entry_number > coalesce((
        select max(q.entry_number) from checkout_entries q where ${isOfOrder('q')} and q.to_status ${isPaid}), 0)
      order by c.entry_number limit 1), 0)`
  const told = `select ${place(words, `${e}.at`)}, ${one(`${e}.to_status ${isPaid}`)} as is_paid,
      ${one(`${e}.to_status ${isPaid} and not ${hasBefore(entries, `b.to_status ${isPaid}`)}`)} as paid_count,
      ${one(`${e}.trigger = 'resolve' and ${e}.to_status = 'refunded'`)} as is_resolved,
      ${e}.captured_minor as captured_after, ${e}.captured_minor - coalesce(p.captured_minor, 0) as captured_minor,
      ${e}.refunded_minor - coalesce(p.refunded_minor, 0) as grown, ${e}.charged_back_minor as charged_after,
      ${chargedBefore} as charged_before
    ${fromOrders(entries)} ${joinBefore(entries)}
    where ${only(entries, isOtherMoney(entries))} and ${isOtherTold(entries)}`
  const moved = `select shop, quarter_hour, currency, slot, paid_count,
      case when paid_count = 1 then captured_after else 0 end as paid_minor, captured_minor,
      grown - case when is_resolved = 0 or charged_before = 0 or grown <= 0 then 0
        when grown < charged_before then grown else charged_before end as refunded_minor,
      case when charged_before > 0 and is_paid = 0 then 0 else charged_after - charged_before end as charged_back_minor
    from (${told}) as told`
  return {
    columns: moneyColumns,
    query: `select shop, quarter_hour, currency, slot, paid_count, paid_minor, captured_minor,
        ${one('refunded_minor > 0')} as refund_count, refunded_minor, charged_back_minor
      from (${moved}) as moved
      where paid_count <> 0 or captured_minor <> 0 or refunded_minor <> 0 or charged_back_minor <> 0`,
  }
}

/** Adds to the sums what one entry tells. */
export function addUp({ columns, query }: Count): string {
  return `insert into checkout_sums (shop, quarter_hour, currency, slot, ${columns.join(', ')})
    ${query} ${orAdd(columns)}`
}

/**
 * The same of many entries, in one statement and row by row in the order of time: so do all who add, and nobody waits
 * in a circle.
 */
export function addUpMany(counts: readonly Count[]): string {
  const all: readonly Column[] = [...cohortColumns, ...moneyColumns]
  const parts = counts.map(({ columns, query }, number) => {
    const figures = all.map((column) => (columns.includes(column) ? column : `0 as ${column}`))
    return `select shop, quarter_hour, currency, slot, ${figures.join(', ')} from (${query}) as part_${number}`
  })
  return `insert into checkout_sums (shop, quarter_hour, currency, slot, ${all.join(', ')})
    select shop, quarter_hour, currency, slot, ${all.map((column) => `sum(${column})`).join(', ')}
    from (${parts.join(' union all ')}) as counted where true group by shop, quarter_hour, currency, slot
    order by quarter_hour, shop, currency, slot ${orAdd(all)}`
}

/** Ends an insert into the sums: a row that is there grows. */
export function orAdd(columns: readonly string[]): string {
  const grown = columns.map((column) => `${column} = checkout_sums.${column} + excluded.${column}`).join(', ')
  return `on conflict (shop, quarter_hour, currency, slot) do update set ${grown}`
}

/** Puts down the entries that are not counted, because they or others before do not tell their money. */
export const setPlainAside = (words: SchemaWords, entries: Entries): string =>
  setAside(words, entries, `${only(entries, isPlainMoney(entries))} and not ${isPlainTold(entries)}`)

export const setOtherAside = (words: SchemaWords, entries: Entries): string =>
  setAside(words, entries, `${only(entries, isOtherMoney(entries))} and not ${isOtherTold(entries)}`)

function setAside(words: SchemaWords, entries: Entries, which: string): string {
  const e = entries.name
  return `insert into checkout_sums_aside (entry_number, order_number, shop, quarter_hour)
    select ${e}.entry_number, o.order_number, coalesce(o.shop, ''), ${words.quarterHour(`${e}.at`)}
    ${fromOrders(entries)} ${joinBefore(entries)} where ${which}`
}

export const countReturn = ({ quarterHour, slot }: SchemaWords): string =>
  `insert into checkout_sums (shop, quarter_hour, currency, slot, returned)
    select coalesce(new.shop, ''), ${quarterHour('new.created_at')}, new.currency, ${slot('new.order_number')}, 1
    where ${wasOpenedHere(newEntry)} ${orAdd(['returned'])}`

export const countDecline = ({ quarterHour, slot, now, jsonText }: SchemaWords): string =>
  `insert into checkout_decline_sums (shop, quarter_hour, category, slot, tries)
    values (coalesce(new.shop, ''), ${quarterHour(now)}, coalesce(${jsonText('new.decline', 'category')}, 'unknown'),
      ${slot('new.order_number')}, 1)
    on conflict (shop, quarter_hour, category, slot)
      do update set tries = checkout_decline_sums.tries + excluded.tries`
