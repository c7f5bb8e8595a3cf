import type { Migration } from './migration.ts'

export const refunds: Migration = {
  number: 2,
  name: 'refunds, captures asked for',
  readableFrom: 2,
  statements: ({ time, amount, tableEnd }) => [
    `alter table checkout_orders add column capturing_minor ${amount} check (capturing_minor > 0)`,
    `alter table checkout_orders add column instructed_until ${time}`,

    `create table checkout_refunds (
      order_number text not null references checkout_orders (order_number),
      key text not null check (key <> ''),
      amount_minor ${amount} not null check (amount_minor > 0),
      external_refund_id text not null check (external_refund_id <> ''),
      refunded_before_minor ${amount} not null check (refunded_before_minor >= 0),
      state text not null check (state in ('asked', 'done', 'refused')),
      asked_at ${time} not null,
      next_try_at ${time},
      lease_until ${time},
      try_count integer not null default 0 check (try_count >= 0),
      primary key (order_number, key)
    ) ${tableEnd}`,
    `create unique index checkout_refunds_external_refund_id on checkout_refunds (external_refund_id)`,
    `create unique index checkout_refunds_asked on checkout_refunds (order_number) where state = 'asked'`,
    `create index checkout_refunds_next_try_at on checkout_refunds (next_try_at) where next_try_at is not null`,
  ],
}
