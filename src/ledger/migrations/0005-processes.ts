import type { Migration } from './migration.ts'

export const processes: Migration = {
  number: 5,
  name: 'processes, callbacks seen',
  // Version 0.2.0 does not look at any of it.
  readableFrom: 3,
  statements: ({ time, tableEnd }) => [
    // One row per process that lives on the ledger; written about once a minute, removed when it closes.
    `create table checkout_processes (
      process text not null primary key check (process <> ''),
      shop text not null check (shop <> ''),
      version text not null check (version <> ''),
      node text not null check (node <> ''),
      sweeps integer not null check (sweeps in (0, 1)),
      hands_over integer not null check (hands_over in (0, 1)),
      observed text,
      seen_at ${time} not null
    ) ${tableEnd}`,
    // When any process of the shop last got a callback of each kind.
    `alter table checkout_shops add column callback_signed_at ${time}`,
    `alter table checkout_shops add column callback_unsigned_at ${time}`,
    `alter table checkout_shops add column callback_refused_at ${time}`,
  ],
}
