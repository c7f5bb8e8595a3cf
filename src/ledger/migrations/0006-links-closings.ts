import type { Migration } from './migration.ts'

export const linksClosings: Migration = {
  number: 6,
  name: 'payment links, closings, where to try again',
  // Version 0.2.0 goes on beside it: it opens orders without these columns, and nothing is owed for those.
  readableFrom: 3,
  statements: ({ time, tableEnd, addColumn }) => [
    // Where a buyer whose payment failed may start again; null: at the item, or at the link.
    `alter table checkout_orders add column again text`,
    `alter table checkout_orders add column link_number text`,
    // Null: the store is not told if the order ends unpaid.
    ...addColumn('checkout_orders', 'closing', 'text', `closing in ('owed', 'due', 'done', 'stuck')`),

    // Beside the hand-overs, not among them: an order may end unpaid and be paid later, and each has its own claims.
    `create table checkout_closings (
      order_number text not null primary key references checkout_orders (order_number),
      due_at ${time} not null,
      next_try_at ${time},
      lease_until ${time},
      fence integer not null default 0 check (fence >= 0),
      try_count integer not null default 0 check (try_count >= 0)
    ) ${tableEnd}`,
    `create index checkout_closings_next_try_at on checkout_closings (next_try_at, order_number)
      where next_try_at is not null`,

    `create table checkout_links (
      link_number text not null primary key check (link_number <> ''),
      shop text not null check (shop <> ''),
      item text not null,
      reference text not null check (reference <> ''),
      note text,
      created_at ${time} not null,
      expires_at ${time} not null,
      withdrawn_at ${time}
    ) ${tableEnd}`,
    `create index checkout_links_shop on checkout_links (shop, created_at, link_number)`,
    `create index checkout_links_reference on checkout_links (reference, created_at, link_number)`,
  ],
  indexes: [
    { name: 'checkout_orders_link_number', on: () => 'checkout_orders (link_number) where link_number is not null' },
    // Orders that ended unpaid, of which nobody has made the closing due yet: usually none.
    {
      name: 'checkout_orders_owed_closing',
      on: () =>
        "checkout_orders (order_number) where closing = 'owed' and status in ('declined', 'expired', 'reversed')",
    },
  ],
}
