import type { Migration } from './migration.ts'

export const linksForgotten: Migration = {
  number: 9,
  name: 'forgetting payment links',
  readableFrom: 3,
  statements: ({ time }) => [
    // Whose link it is: copies of what its item says, to find it by.
    `alter table checkout_links add column email text`,
    `alter table checkout_links add column client_id text`,
    // When what is personal was blanked.
    `alter table checkout_links add column forgotten_at ${time}`,
    // How far each shop's retention has read the links, by the time at which they ended; null: not yet begun.
    `alter table checkout_retention add column links_read_to ${time}`,
    `alter table checkout_retention add column link_number text`,
  ],
  indexes: [
    {
      name: 'checkout_links_email',
      on: () => 'checkout_links (lower(email), link_number) where email is not null',
    },
    {
      name: 'checkout_links_client_id',
      on: () => 'checkout_links (client_id, link_number) where client_id is not null',
    },
    // In the order in which they end: what is still to be forgotten.
    {
      name: 'checkout_links_end',
      on: () => 'checkout_links (coalesce(withdrawn_at, expires_at), link_number) where forgotten_at is null',
    },
  ],
}
