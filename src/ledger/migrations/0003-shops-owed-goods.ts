import type { Migration } from './migration.ts'

/** Orders of 0.1.0 have none. */
const shop = `(coalesce(shop, ''))`

const open = `('registering', 'unknown', 'registered', 'held')`
const watched = `('paid', 'partially_refunded', 'declined', 'expired')`

export const shopsOwedGoods: Migration = {
  number: 3,
  name: 'shops, owed goods, buyers, fences of instructions',
  // Version 0.1.0 knows neither shops nor `readable_from`, and cannot start on it.
  readableFrom: 3,
  statements: ({ time, tableEnd, addColumn }) => [
    // Null in orders of 0.1.0, which belong to the first shop that starts alone.
    ...addColumn('checkout_orders', 'shop', 'text', `shop <> ''`),
    // Null in orders of 0.1.0: whoever settles such an order says whether goods are owed, as 0.1.0 did.
    ...addColumn('checkout_orders', 'hands_over', 'integer', 'hands_over in (0, 1)'),
    // 1: the reference is a label, and pays for nothing else.
    ...addColumn('checkout_orders', 'is_repeatable', 'integer not null default 0', 'is_repeatable in (0, 1)'),
    // What was for sale, as a digest: the very same item has the same one.
    ...addColumn('checkout_orders', 'item_digest', 'text', `item_digest <> ''`),
    // Which browser opened it, as a digest: undefined where nothing told.
    ...addColumn('checkout_orders', 'started_by', 'text', `started_by <> ''`),
    `alter table checkout_orders add column email text`,
    `alter table checkout_orders add column client_id text`,
    `alter table checkout_orders add column binding_id text`,
    `alter table checkout_orders add column approval_code text`,
    // Grows with every right to instruct the bank: whoever has an older one has lost it.
    ...addColumn('checkout_orders', 'instruction_fence', 'integer not null default 0', 'instruction_fence >= 0'),
    // When the address by which a browser was last sent on to the bank was issued: an older one, or the same, is used
    // up.
    `alter table checkout_orders add column sent_on_at ${time}`,

    `create table checkout_shops (
      shop text not null primary key check (shop <> ''),
      owner text not null check (owner <> ''),
      used_at ${time} not null,
      has_unnamed integer not null default 0 check (has_unnamed in (0, 1))
    ) ${tableEnd}`,

    // The lowest number that a version must know to read what this migration made; null in rows of 0.1.0: its own.
    `alter table checkout_migrations add column readable_from integer`,
  ],
  indexes: [
    // Lists, newest first. `search.ts` names every value of what a query leaves open. A shop is never looked for among
    // others' orders.
    { name: 'checkout_orders_shop', on: () => `checkout_orders (${shop}, created_at, order_number)` },
    {
      name: 'checkout_orders_shop_status',
      on: () => `checkout_orders (${shop}, status, hand_over, created_at, order_number)`,
    },
    {
      name: 'checkout_orders_shop_sku',
      on: () => `checkout_orders (${shop}, sku, status, hand_over, created_at, order_number)`,
    },
    // A reference that is a mere label may have any number of orders, and one that is paid once has few.
    {
      name: 'checkout_orders_reference_created_at',
      on: () => 'checkout_orders (reference, is_repeatable, created_at, order_number) where reference is not null',
    },
    // What one idempotency key has opened.
    { name: 'checkout_orders_started_by', on: () => 'checkout_orders (started_by) where started_by is not null' },
    // An open order is never looked for among the paid ones that are due for their daily look, nor among those of
    // another bank.
    {
      name: 'checkout_orders_open_next_check_at',
      on: ({ gatewayOfRow }) =>
        `checkout_orders (${shop}, (${gatewayOfRow}), next_check_at) where next_check_at is not null and status ` +
        `in ${open}`,
    },
    {
      name: 'checkout_orders_watched_next_check_at',
      on: ({ gatewayOfRow }) =>
        `checkout_orders (${shop}, (${gatewayOfRow}), next_check_at) where next_check_at is not null and status ` +
        `in ${watched}`,
    },
    // Goods that were promised and that nobody has made due yet: none, as a rule.
    {
      name: 'checkout_orders_owed',
      on: () =>
        "checkout_orders (order_number) where hands_over = 1 and hand_over = 'none' and status in ('paid', " +
        "'partially_refunded')",
    },
    // What was written since: `verify({ since })`.
    { name: 'checkout_entries_at', on: () => 'checkout_entries (at, entry_number)' },
  ],
}
