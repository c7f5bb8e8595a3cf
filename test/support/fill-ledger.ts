import type { OpenedLedger } from './ledgers.ts'

export interface FillTerms {
  /** The database: `SQLite` or `PostgreSQL`. */
  readonly name: string
  readonly orders: number
}

/**
 * Fills a ledger in SQL with the orders of a busy shop. Nearly all are paid, handed over and overdue for their daily
 * check. One in a hundred is declined; a few are open, due, stuck or in review. One in ten belongs to another bank and
 * one in ten to another shop. Each has a payment link of its reference, and one in four was opened by it.
 */
export async function fillLedger({ sql }: Pick<OpenedLedger, 'sql'>, { name, orders }: FillTerms): Promise<void> {
  const dialect = dialects[name]!
  const status =
    "case when n % 5000 = 1 then 'review' when n % 2000 = 2 then 'registered' when n % 100 = 3 then 'declined' " +
    "else 'paid' end"
  const isPaid = `n % 5000 <> 1 and n % 2000 <> 2 and n % 100 <> 3`
  await sql(`
    insert into checkout_orders (order_number, gateway_order_id, sku, reference, amount_minor, currency, capture,
      gateway_account, captured_minor, status, hand_over, review_reason, created_at, expires_at, paid_at, next_check_at,
      shop, hands_over, item_digest, started_by, client_id, email, link_number, closing)
    ${dialect.numbers(orders)}
    select 'order-' || n, 'bank-' || n, 'sku-' || (n % 3), 'CART-' || n, 1999, 'EUR', 'automatic',
      case when n % 10 = 4 then 'old.example/payment/rest/#login' else 'bank.example/payment/rest/#login' end,
      case when ${isPaid} then 1999 else 0 end, ${status},
      case when not (${isPaid}) then 'none' when n % 3000 = 5 then 'stuck' when n % 1000 = 6 then 'due' else 'done' end,
      case when n % 5000 = 1 then 'amount-differs' end,
      ${dialect.before('n')}, ${dialect.before('0')},
      case when ${isPaid} then ${dialect.before('n')} end, ${dialect.before('n')},
      case when n % 10 = 7 then 'other.example' else 'shop.example' end, 1, 'digest',
      'key-' || n, 'buyer-' || n, 'buyer-' || n || '@example.com', case when n % 4 = 0 then 'LINK' || n end,
      case when n % 100 = 3 then 'done' else 'owed' end
    from numbers`)
  await sql(`
    insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger)
    select order_number, created_at, 'opened', null, 'registering', 'checkout' from checkout_orders
    union all select order_number, created_at, 'moved', 'registering', 'registered', 'checkout' from checkout_orders
      where status <> 'registering'
    union all select order_number, created_at, 'moved', 'registered', status, 'return' from checkout_orders
      where status <> 'registered'`)
  await sql(`
    insert into checkout_hand_overs (order_number, due_at, next_try_at)
    select order_number, created_at, case when hand_over = 'due' then created_at end from checkout_orders
      where hand_over <> 'none'`)
  await sql(`
    insert into checkout_closings (order_number, due_at)
    select order_number, created_at from checkout_orders where closing = 'done'`)
  await sql(`
    insert into checkout_links (link_number, shop, item, reference, email, client_id, created_at, expires_at)
    select 'LINK' || substr(order_number, 7), shop, '{"sku":"a","amountMinor":1,"currency":"EUR"}', reference,
      email, client_id, created_at, created_at from checkout_orders`)
  await sql(dialect.analyze)
}

const dialects: Record<
  string,
  {
    /** `with numbers (n) as (…)`, from 1. */
    numbers(count: number): string
    /** The time this many seconds ago. */
    before(seconds: string): string
    readonly analyze: string
  }
> = {
  SQLite: {
    numbers: (count) =>
      `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`,
    before: (seconds) => `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (${seconds}) || ' seconds')`,
    // In a shop, Node's SQLite has no statistics either.
    analyze: 'select 1',
  },
  PostgreSQL: {
    numbers: (count) => `with numbers (n) as (select generate_series(1, ${count}))`,
    before: (seconds) => `now() - (${seconds}) * interval '1 second'`,
    analyze: 'analyze',
  },
}
