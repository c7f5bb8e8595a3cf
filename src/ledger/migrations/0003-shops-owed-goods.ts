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
    // Null in orders of 0.1.0: the process that settles one says whether goods are owed, as 0.1.0 did.
    ...addColumn('checkout_orders', 'hands_over', 'integer', 'hands_over in (0, 1)'),
    // 1: the reference is a label, and may be paid more than once.
    ...addColumn('checkout_orders', 'is_repeatable', 'integer not null default 0', 'is_repeatable in (0, 1)'),
    // Digest of what was for sale: the very same item has the same one.
    ...addColumn('checkout_orders', 'item_digest', 'text', `item_digest <> ''`),
    // Digest of the browser that opened it; null if it is unknown.
    ...addColumn('checkout_orders', 'started_by', 'text', `started_by <> ''`),
    `alter table checkout_orders add column email text`,
    `alter table checkout_orders add column client_id text`,
    `alter table checkout_orders add column binding_id text`,
    `alter table checkout_orders add column approval_code text`,
    // Grows with every right to instruct the bank: an older right is lost.
    ...addColumn('checkout_orders', 'instruction_fence', 'integer not null default 0', 'instruction_fence >= 0'),
    // When the address that last sent a browser on to the bank was issued: that one and older ones are used up.
    `alter table checkout_orders add column sent_on_at ${time}`,

    `create table checkout_shops (
      shop text not null primary key check (shop <> ''),
      owner text not null check (owner <> ''),
      used_at ${time} not null,
      has_unnamed integer not null default 0 check (has_unnamed in (0, 1))
    ) ${tableEnd}`,

    // The lowest migration number a version must know to read what this migration made; null in rows of 0.1.0: their
    // own number.
    `alter table checkout_migrations add column readable_from integer`,
  ],
  indexes: [
    // Lists, newest first. `search.ts` names every value that a query leaves open. A shop is never searched for among
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
    // A reference that is a mere label may have any number of orders; one that is paid once has few.
    {
      name: 'checkout_orders_reference_created_at',
      on: () => 'checkout_orders (reference, is_repeatable, created_at, order_number) where reference is not null',
    },
    // The orders opened by one idempotency key.
    { name: 'checkout_orders_started_by', on: () => 'checkout_orders (started_by) where started_by is not null' },
    // Open orders are never searched for among paid ones due for their daily check, or among another bank's.
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
    // Goods that were promised but never made due: usually none.
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
