import type { Migration } from './migration.ts'

export const shopsArrive: Migration = {
  number: 8,
  name: 'when a shop came beside another',
  readableFrom: 3,
  // Null for a shop that was the first, or was there before this migration.
  statements: ({ time }) => [`alter table checkout_shops add column arrived_at ${time}`],
}
