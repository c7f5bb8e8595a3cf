import type { Migration } from './migration.ts'

export const refunds: Migration = {
  number: 2,
  name: 'refunds, captures asked for',
  statements: ({ time, amount, tableEnd }) => [
    `alter table checkout_orders add column capturing_minor ${amount} check (capturing_minor > 0)`,

    `create table checkout_refunds (
      order_number text not null references checkout_orders (order_number),
      key text not null check (key <> ''),
      amount_minor ${amount} not null check (amount_minor > 0),
      external_refund_id text not null check (external_refund_id <> ''),
      state text not null check (state in ('asked', 'done', 'refused')),
      asked_at ${time} not null,
      lease_until ${time},
      primary key (order_number, key)
    ) ${tableEnd}`,
    `create unique index checkout_refunds_external_refund_id on checkout_refunds (external_refund_id)`,
    `create unique index checkout_refunds_asked on checkout_refunds (order_number) where state = 'asked'`,
  ],
}
