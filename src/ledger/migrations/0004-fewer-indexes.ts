import type { Migration } from './migration.ts'

/** Every index costs each write of an order; those of migration 0003 answer all that these were made for. */
export const fewerIndexes: Migration = {
  number: 4,
  name: 'fewer indexes',
  // Version 0.2.0 does not miss them.
  readableFrom: 3,
  statements: () => [],
  droppedIndexes: ['checkout_orders_created_at', 'checkout_orders_reference', 'checkout_orders_next_check_at'],
}
