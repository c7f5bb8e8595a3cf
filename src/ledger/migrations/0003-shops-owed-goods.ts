import type { Migration } from './migration.ts'

export const shopsOwedGoods: Migration = {
  number: 3,
  name: 'shops, owed goods, buyers, fences of instructions',
  statements: ({ time, tableEnd }) => [
    // Null in orders of 0.1.0, which belong to the first shop that starts alone.
    `alter table checkout_orders add column shop text check (shop <> '')`,
    // Null in orders of 0.1.0: whoever settles such an order says whether goods are owed, as 0.1.0 did.
    `alter table checkout_orders add column hands_over integer check (hands_over in (0, 1))`,
    // 1: the reference is a label, and pays for nothing else.
    `alter table checkout_orders add column is_repeatable integer not null default 0 check (is_repeatable in (0, 1))`,
    // What was for sale, as a digest: the very same item has the same one.
    `alter table checkout_orders add column item_digest text check (item_digest <> '')`,
    // Which browser opened it, as a digest: undefined where nothing told.
    `alter table checkout_orders add column started_by text check (started_by <> '')`,
    `alter table checkout_orders add column email text`,
    `alter table checkout_orders add column client_id text`,
    `alter table checkout_orders add column binding_id text`,
    `alter table checkout_orders add column approval_code text`,
    // Grows with every right to instruct the bank: whoever has an older one has lost it.
    `alter table checkout_orders add column instruction_fence integer not null default 0 check (instruction_fence >= 0)`,
    // When the address by which a browser was last sent on to the bank was issued: an older one, or the same, is used up.
    `alter table checkout_orders add column sent_on_at ${time}`,

    `create table checkout_shops (
      shop text not null primary key check (shop <> ''),
      owner text not null check (owner <> ''),
      used_at ${time} not null,
      has_unnamed integer not null default 0 check (has_unnamed in (0, 1))
    ) ${tableEnd}`,
  ],
}
