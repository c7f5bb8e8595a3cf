import type { Migration } from './migration.ts'

/** As in migration 0003. */
const shop = `(coalesce(shop, ''))`

/**
 * The same, written so that only the list of all orders can be read by it. PostgreSQL would otherwise read the whole
 * shop by time for any list that it takes for a large part of it, and pass over all that was opened since.
 */
const wholeShop = `(case when shop is null then '' else shop end)`

export const searchOrders: Migration = {
  number: 12,
  name: 'indexes for searching orders',
  // Version 0.2.0 looks for none of it; beside it, it lists all orders more slowly.
  readableFrom: 3,
  statements: () => [],
  indexes: [
    // One for each way into the orders, see `search-leads.ts`. Each ends with the time by which the list is ordered.
    { name: 'checkout_orders_shop_created_at', on: () => `checkout_orders (${wholeShop}, created_at, order_number)` },
    {
      name: 'checkout_orders_shop_email',
      on: () => `checkout_orders (${shop}, lower(email), created_at, order_number) where email is not null`,
    },
    {
      name: 'checkout_orders_shop_card_end',
      on: ({ cardEndOfRow }) =>
        `checkout_orders (${shop}, (${cardEndOfRow}), created_at, order_number) where card is not null`,
    },
    {
      name: 'checkout_orders_shop_declined',
      on: ({ declineOfRow }) =>
        `checkout_orders (${shop}, (${declineOfRow}), created_at, order_number) where decline is not null`,
    },
    {
      name: 'checkout_orders_shop_currency',
      on: () => `checkout_orders (${shop}, currency, created_at, order_number)`,
    },
    {
      name: 'checkout_orders_shop_amount',
      on: () => `checkout_orders (${shop}, currency, amount_minor, created_at, order_number)`,
    },
    {
      name: 'checkout_orders_shop_paid_at',
      on: () => `checkout_orders (${shop}, paid_at, order_number) where paid_at is not null`,
    },
    {
      name: 'checkout_orders_link_number_created_at',
      on: () => 'checkout_orders (link_number, created_at, order_number) where link_number is not null',
    },
    // The newest refunds of a key: a store may give many the same one.
    { name: 'checkout_refunds_key', on: () => 'checkout_refunds (key, asked_at)' },
  ],
  droppedIndexes: ['checkout_orders_shop', 'checkout_orders_email', 'checkout_orders_link_number'],
}
