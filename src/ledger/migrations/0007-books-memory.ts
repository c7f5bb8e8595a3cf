import type { Migration } from './migration.ts'

/** Every column of an entry but `detail`. */
const lastingOfEntry = [
  'entry_number',
  'order_number',
  'at',
  'kind',
  'from_status',
  'to_status',
  'trigger',
  'captured_minor',
  'refunded_minor',
  'charged_back_minor',
]

export const booksMemory: Migration = {
  number: 7,
  name: 'money in entries, forgetting',
  // Version 0.2.0 writes entries without these totals, which the books then work out, and forgets nothing.
  readableFrom: 3,
  statements: ({ time, amount, tableEnd, addColumn, letChange }) => [
    // The money of the order as the entry leaves it, in minor units; null in entries of 0.2.0 and before.
    ...addColumn('checkout_entries', 'captured_minor', amount, 'captured_minor >= 0'),
    ...addColumn('checkout_entries', 'refunded_minor', amount, 'refunded_minor >= 0'),
    ...addColumn('checkout_entries', 'charged_back_minor', amount, 'charged_back_minor >= 0'),

    // When what is personal was last blanked.
    `alter table checkout_orders add column forgotten_at ${time}`,

    // Empty except within the transaction that forgets an order: while it is named here, the details of its entries may
    // be blanked.
    `create table checkout_forgetting (
      order_number text not null primary key references checkout_orders (order_number)
    ) ${tableEnd}`,
    ...letChange({ table: 'checkout_entries', others: lastingOfEntry, namedIn: 'checkout_forgetting' }),

    // The keys under which forgotten references are still recognised, each sealed by the secrets that may open it.
    `create table checkout_reference_keys (
      key_number integer not null check (key_number > 0),
      secret_mark text not null check (secret_mark <> ''),
      sealed text not null check (sealed <> ''),
      primary key (key_number, secret_mark)
    ) ${tableEnd}`,

    // How far each shop's retention has read the entries: those before are done.
    `create table checkout_retention (
      shop text not null primary key,
      read_to ${time} not null,
      entry_number ${amount} not null
    ) ${tableEnd}`,
  ],
  indexes: [
    // Whose orders are to be forgotten.
    {
      name: 'checkout_orders_client_id',
      on: () => 'checkout_orders (client_id, order_number) where client_id is not null',
    },
    {
      name: 'checkout_orders_email',
      on: () => 'checkout_orders (lower(email), order_number) where email is not null',
    },
  ],
}
