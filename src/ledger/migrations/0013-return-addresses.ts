import type { Migration } from './migration.ts'

export const returnAddresses: Migration = {
  number: 13,
  name: 'where the buyer of one order is sent',
  // An older version opens orders without them, and shows the page that its options say.
  readableFrom: 3,
  statements: () => [
    `alter table checkout_orders add column success_url text`,
    `alter table checkout_orders add column failure_url text`,
  ],
}
