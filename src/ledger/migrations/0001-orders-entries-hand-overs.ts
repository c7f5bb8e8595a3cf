import type { Migration } from './migration.ts'

/** Lists are spelt out, not taken from `order.ts`: a released migration must not change when they do. */
const statuses = `'registering', 'unknown', 'registered', 'held', 'paid', 'partially_refunded', 'refunded', 'reversed',
  'declined', 'expired', 'review'`

export const ordersEntriesHandOvers: Migration = {
  number: 1,
  name: 'orders, entries, hand-overs',
  readableFrom: 1,
  statements: ({ time, amount, ascendingKey, tableEnd, refuseChanges }) => [
    `create table checkout_orders (
      order_number text not null primary key check (order_number <> ''),
      gateway_order_id text check (gateway_order_id <> ''),
      form_url text check (form_url <> ''),
      sku text not null check (sku <> ''),
      reference text,
      description text,
      metadata text,
      amount_minor ${amount} not null check (amount_minor > 0),
      currency text not null check (length(currency) = 3),
      language text,
      capture text not null check (capture in ('automatic', 'manual')),
      gateway_account text not null check (gateway_account <> ''),
      captured_minor ${amount} not null default 0,
      refunded_minor ${amount} not null default 0,
      status text not null check (status in (${statuses})),
      hand_over text not null default 'none' check (hand_over in ('none', 'due', 'done', 'stuck')),
      decline text,
      review_reason text,
      payment_way text,
      card text,
      created_at ${time} not null,
      expires_at ${time} not null,
      paid_at ${time},
      next_check_at ${time},
      reuse_key text check (reuse_key <> ''),
      constraint checkout_orders_captured check (captured_minor between 0 and amount_minor),
      constraint checkout_orders_refunded check (refunded_minor between 0 and captured_minor)
    ) ${tableEnd}`,
    `create unique index checkout_orders_gateway_order_id on checkout_orders (gateway_order_id)`,
    `create unique index checkout_orders_reuse_key on checkout_orders (reuse_key) where reuse_key is not null`,
    `create index checkout_orders_created_at on checkout_orders (created_at, order_number)`,
    `create index checkout_orders_reference on checkout_orders (reference) where reference is not null`,
    `create index checkout_orders_next_check_at on checkout_orders (next_check_at) where next_check_at is not null`,

    `create table checkout_entries (
      entry_number ${ascendingKey},
      order_number text not null references checkout_orders (order_number),
      at ${time} not null,
      kind text not null check (kind <> ''),
      from_status text check (from_status in (${statuses})),
      to_status text not null check (to_status in (${statuses})),
      trigger text not null check (trigger <> ''),
      detail text
    ) ${tableEnd}`,
    `create index checkout_entries_order_number on checkout_entries (order_number, entry_number)`,
    ...refuseChanges('checkout_entries'),

    `create table checkout_hand_overs (
      order_number text not null primary key references checkout_orders (order_number),
      due_at ${time} not null,
      next_try_at ${time},
      lease_until ${time},
      fence integer not null default 0 check (fence >= 0),
      try_count integer not null default 0 check (try_count >= 0)
    ) ${tableEnd}`,
    `create index checkout_hand_overs_next_try_at on checkout_hand_overs (next_try_at) where next_try_at is not null`,
  ],
}
