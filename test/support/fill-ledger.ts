import type { OpenedLedger } from './ledgers.ts'

export interface FillTerms {
  /** The database: `SQLite` or `PostgreSQL`. */
  readonly name: string
  readonly orders: number
}

/**
 * Fills a ledger in SQL with the orders of a busy shop. Nearly all are paid, handed over and overdue for their daily
 * check. One in a hundred is declined; a few are open, due, stuck or in review. One in ten belongs to another bank and
 * one in ten to another shop. Each has a payment link of its reference, and one in four was opened by it. One in a
 * thousand is in another currency, and the bank refused to refund one in ten. Nothing of it is in the sums yet: a
 * ledger adds it up as it does what was there before them.
 */
export async function fillLedger(opened: Pick<OpenedLedger, 'sql'>, { name, orders }: FillTerms): Promise<void> {
  const dialect = dialects[name]!
  await dialect.withoutTriggers(opened.sql, (sql) => writeOrders(sql, dialect, orders))
  await opened.sql(`update checkout_sums_state set left_to = (select max(entry_number) from checkout_entries),
    left_at = (select max(at) from checkout_entries)`)
  await opened.sql(dialect.analyze)
}

type RunSql = OpenedLedger['sql']

async function writeOrders(sql: RunSql, dialect: FillDialect, orders: number): Promise<void> {
  const status =
    "case when n % 5000 = 1 then 'review' when n % 2000 = 2 then 'registered' when n % 100 = 3 then 'declined' " +
    "else 'paid' end"
  const category = "case when n % 1000 = 103 then 'fraud-limit' else 'insufficient-funds' end"
  const isPaid = `n % 5000 <> 1 and n % 2000 <> 2 and n % 100 <> 3`
  await sql(`
    insert into checkout_orders (order_number, gateway_order_id, sku, reference, amount_minor, currency, capture,
      gateway_account, captured_minor, status, hand_over, review_reason, created_at, expires_at, paid_at, next_check_at,
      shop, hands_over, item_digest, started_by, client_id, email, link_number, closing, card, decline)
    ${dialect.numbers(orders)}
    select 'order-' || n, 'bank-' || n, 'sku-' || (n % 3), 'CART-' || n, 1999,
      case when n % 1000 = 9 then 'USD' else 'EUR' end, 'automatic',
      case when n % 10 = 4 then 'old.example/payment/rest/#login' else 'bank.example/payment/rest/#login' end,
      case when ${isPaid} then 1999 else 0 end, ${status},
      case when not (${isPaid}) then 'none' when n % 3000 = 5 then 'stuck' when n % 1000 = 6 then 'due' else 'done' end,
      case when n % 5000 = 1 then 'amount-differs' end,
      ${dialect.before('n')}, ${dialect.before('0')},
      case when ${isPaid} then ${dialect.before('n')} end, ${dialect.before('n')},
      case when n % 10 = 7 then 'other.example' else 'shop.example' end, 1, 'digest',
      'key-' || n, 'buyer-' || n, 'buyer-' || n || '@example.com', case when n % 4 = 0 then 'LINK' || n end,
      case when n % 100 = 3 then 'done' else 'owed' end,
      case when ${isPaid} then '{"maskedNumber":"411111**' || (1000 + n % 9000) || '","brand":"VISA"}' end,
      case when n % 100 = 3 then '{"actionCode":"-2007","category":"' || ${category} || '","text":"No."}' end
    from numbers`)
  await sql(`
    insert into checkout_refunds (order_number, key, amount_minor, external_refund_id, refunded_before_minor, state,
      asked_at)
    select order_number, 'return-' || substr(order_number, 7), 1, 'refund-' || order_number, 0, 'refused', created_at
      from checkout_orders where substr(order_number, length(order_number)) = '5'`)
  await sql(`
    insert into checkout_entries (order_number, at, kind, from_status, to_status, trigger, captured_minor,
      refunded_minor, charged_back_minor)
    select order_number, created_at, 'opened', null, 'registering', 'checkout', 0, 0, 0 from checkout_orders
    union all select order_number, created_at, 'moved', 'registering', 'registered', 'checkout', 0, 0, 0
      from checkout_orders where status <> 'registering'
    union all select order_number, created_at, 'moved', 'registered', status, 'return', captured_minor, 0, 0
      from checkout_orders where status <> 'registered'`)
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
}

interface FillDialect {
  /** `with numbers (n) as (…)`, from 1. */
  numbers(count: number): string
  /** The time this many seconds ago. */
  before(seconds: string): string
  readonly analyze: string
  /** Runs what writes orders and entries while nobody counts them. */
  withoutTriggers(sql: RunSql, write: (sql: RunSql) => Promise<void>): Promise<void>
}

const dialects: Readonly<Record<string, FillDialect>> = {
  SQLite: {
    numbers: (count) =>
      `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`,
    before: (seconds) => `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (${seconds}) || ' seconds')`,
    withoutTriggers: async (sql, write) => {
      const triggers = await sql(`select name, sql from sqlite_master
        where type = 'trigger' and name like 'checkout_entries_count_%'`)
      for (const { name } of triggers) await sql(`drop trigger ${String(name)}`)
      await write(sql)
      for (const { sql: definition } of triggers) await sql(String(definition))
    },
    // In a shop, Node's SQLite has no statistics either.
    analyze: 'select 1',
  },
  PostgreSQL: {
    numbers: (count) => `with numbers (n) as (select generate_series(1, ${count}))`,
    before: (seconds) => `now() - (${seconds}) * interval '1 second'`,
    // The replica role fires no triggers.
    withoutTriggers: (sql, write) =>
      write((statement) => sql(`set local session_replication_role = replica; ${statement}`)),
    analyze: 'analyze',
  },
}
