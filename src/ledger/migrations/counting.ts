import type { SchemaWords } from './migration.ts'

/**
 * How orders and money are counted, in SQL: the triggers of migration 0010 count each entry as it is written, and the
 * same statements count what was there before. Released with that migration: a change wants new views and triggers.
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

const isPaid = `in ('paid', 'partially_refunded')`

/** The column of each status in which an order may stay without ever being paid. */
const unpaidStatuses = {
  held: 'held',
  declined: 'declined',
  expired: 'expired',
  reversed: 'reversed',
  in_review: 'review',
  given_back: 'refunded',
} as const

const isUnpaid = `in (${Object.values(unpaidStatuses)
  .map((status) => `'${status}'`)
  .join(', ')})`

/** Whether an earlier entry of the same order is so. */
const hasBefore = (which: string): string => `exists (select 1 from checkout_entries b
  where b.order_number = e.order_number and b.entry_number < e.entry_number and ${which})`

/** 1 for a move into the status, -1 for one out of it. */
const inAndOut = (status: string): string => `case when e.kind <> 'moved' then 0
  else case when e.to_status = '${status}' then 1 else 0 end - case when e.from_status = '${status}' then 1 else 0 end
  end`

/** An order that was taken over from another program was opened elsewhere. */
const wasOpenedHere = `(select f.trigger from checkout_entries f
  where f.order_number = e.order_number order by f.entry_number limit 1) <> 'import'`

const place = ({ quarterHour, slot }: SchemaWords, at: string): string =>
  `coalesce(o.shop, '') as shop, ${quarterHour(at)} as quarter_hour, o.currency, ${slot('o.order_number')} as slot`

/** The entry before, of the same order. */
const joinBefore = `left join checkout_entries p on p.entry_number = (select max(b.entry_number)
  from checkout_entries b where b.order_number = e.order_number and b.entry_number < e.entry_number)`

const isBooked = `e.kind in ('moved', 'noted', 'refunded')
  and e.to_status in ('paid', 'partially_refunded', 'refunded', 'review', 'declined')`

/** No chargeback has come before these. */
const isPlainBefore = `p.to_status in ('registering', 'unknown', 'registered', 'paid', 'partially_refunded')`

/** Entries of version 0.2.0 do not tell their money: what moved then is worked out from the whole history. */
const isTold = `(e.captured_minor is not null and (p.entry_number is null or (p.captured_minor is not null
  and (${isPlainBefore} or not ${hasBefore('b.captured_minor is null')}))))`

/** What stood as charged back before the entry: the first chargeback since the order was last paid. */
const chargedBefore = `case when p.entry_number is null or ${isPlainBefore} then 0 else coalesce((
    select c.charged_back_minor from checkout_entries c
    where c.order_number = e.order_number and c.entry_number < e.entry_number and c.charged_back_minor > 0
      and c.entry_number > coalesce((select max(q.entry_number) from checkout_entries q
        where q.order_number = e.order_number and q.entry_number < e.entry_number and q.to_status ${isPaid}), 0)
    order by c.entry_number limit 1), 0) end`

/**
 * Three views: what an entry changes of the orders counted where they were opened, what money it tells of, and whether
 * it is one whose money must be worked out.
 */
export function sumsViews(words: SchemaWords): readonly string[] {
  return [
    `create view checkout_counted_orders as
      select e.entry_number, o.created_at as at, ${place(words, 'o.created_at')},
        case when e.kind = 'opened' then 1 else 0 end as started,
        0 as returned,
        case when e.kind = 'moved' and e.to_status ${isPaid} then 1 else 0 end as paid,
        case when e.kind = 'handed-over' then 1 else 0 end as handed_over,
        ${Object.entries(unpaidStatuses)
          .map(([column, status]) => `${inAndOut(status)} as ${column}`)
          .join(', ')}
      from checkout_entries e join checkout_orders o on o.order_number = e.order_number
      where (e.kind = 'opened' or (e.kind = 'handed-over' and not ${hasBefore(`b.kind = 'handed-over'`)})
        or (e.kind = 'moved' and (e.to_status ${isPaid} or e.to_status ${isUnpaid} or e.from_status ${isUnpaid})
          and not ${hasBefore(`b.to_status ${isPaid}`)}))
        and ${wasOpenedHere}`,

    // The rules of `src/books/movements.ts`, which `test/books/sums.test.ts` compares it with.
    `create view checkout_counted_money as
      select entry_number, at, shop, quarter_hour, currency, slot, paid_count,
        case when paid_count = 1 then captured_after else 0 end as paid_minor,
        captured_minor, case when refunded_minor > 0 then 1 else 0 end as refund_count, refunded_minor,
        charged_back_minor
      from (
        select entry_number, at, shop, quarter_hour, currency, slot, paid_count, captured_after, captured_minor,
          refunded_minor - case when is_resolved = 0 or charged_before = 0 or refunded_minor <= 0 then 0
            when refunded_minor < charged_before then refunded_minor else charged_before end as refunded_minor,
          case when charged_before > 0 and is_paid = 0 then 0 else charged_after - charged_before end
            as charged_back_minor
        from (
          select e.entry_number, e.at, ${place(words, 'e.at')},
            case when e.to_status ${isPaid} then 1 else 0 end as is_paid,
            case when e.to_status ${isPaid} and not ${hasBefore(`b.to_status ${isPaid}`)} then 1 else 0 end
              as paid_count,
            case when e.trigger = 'resolve' and e.to_status = 'refunded' then 1 else 0 end as is_resolved,
            e.captured_minor as captured_after,
            e.captured_minor - coalesce(p.captured_minor, 0) as captured_minor,
            e.refunded_minor - coalesce(p.refunded_minor, 0) as refunded_minor,
            e.charged_back_minor as charged_after,
            ${chargedBefore} as charged_before
          from checkout_entries e join checkout_orders o on o.order_number = e.order_number ${joinBefore}
          where ${isBooked} and ${isTold}) as told) as moved
      where captured_minor <> 0 or refunded_minor <> 0 or charged_back_minor <> 0 or paid_count <> 0`,

    `create view checkout_untold_entries as
      select e.entry_number, e.order_number, e.at, ${place(words, 'e.at')}
      from checkout_entries e join checkout_orders o on o.order_number = e.order_number ${joinBefore}
      where ${isBooked} and not ${isTold}`,
  ]
}

/** What entries add to one row of the sums, or to several. */
interface Counted {
  readonly view: 'checkout_counted_orders' | 'checkout_counted_money'
  readonly where: string
}

export const countOrder = (where: string): Counted => ({ view: 'checkout_counted_orders', where })

export const countMoney = (where: string): Counted => ({ view: 'checkout_counted_money', where })

/** Adds to the sums what one entry, picked by its number, tells. */
export function addUp({ view, where }: Counted, columns: readonly string[]): string {
  const names = columns.join(', ')
  return `insert into checkout_sums (shop, quarter_hour, currency, slot, ${names})
    select shop, quarter_hour, currency, slot, ${names} from ${view} where ${where} ${orAdd(columns)}`
}

/** The same of many entries, row by row in the order of time: so do all who add, and nobody waits in a circle. */
export function addUpMany({ view, where }: Counted, columns: readonly string[]): string {
  return `insert into checkout_sums (shop, quarter_hour, currency, slot, ${columns.join(', ')})
    select shop, quarter_hour, currency, slot, ${columns.map((column) => `sum(${column})`).join(', ')}
    from ${view} where ${where} group by shop, quarter_hour, currency, slot
    order by quarter_hour, shop, currency, slot ${orAdd(columns)}`
}

/** Ends an insert into the sums: a row that is there grows. */
export function orAdd(columns: readonly string[]): string {
  const grown = columns.map((column) => `${column} = checkout_sums.${column} + excluded.${column}`).join(', ')
  return `on conflict (shop, quarter_hour, currency, slot) do update set ${grown}`
}

export const setAside = (where: string): string =>
  `insert into checkout_sums_aside (entry_number, order_number, shop, quarter_hour)
    select entry_number, order_number, shop, quarter_hour from checkout_untold_entries where ${where}`

export const countReturn = ({ quarterHour, slot }: SchemaWords): string =>
  `insert into checkout_sums (shop, quarter_hour, currency, slot, returned)
    values (coalesce(new.shop, ''), ${quarterHour('new.created_at')}, new.currency, ${slot('new.order_number')}, 1)
    ${orAdd(['returned'])}`

export const countDecline = ({ quarterHour, slot, now, jsonText }: SchemaWords): string =>
  `insert into checkout_decline_sums (shop, quarter_hour, category, slot, tries)
    values (coalesce(new.shop, ''), ${quarterHour(now)}, coalesce(${jsonText('new.decline', 'category')}, 'unknown'),
      ${slot('new.order_number')}, 1)
    on conflict (shop, quarter_hour, category, slot) do update set tries = checkout_decline_sums.tries + excluded.tries`
