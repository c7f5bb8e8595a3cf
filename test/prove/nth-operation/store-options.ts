import type { CheckoutOptions } from '../../../src/index.ts'

/** How the store hands over, captures and treats late money, and how the process that breaks differs. */
export type Mode =
  | 'automatic'
  | 'manual'
  | 'in a transaction'
  | 'late money is refunded'
  | 'the one that breaks hands nothing over'
  | 'the one that breaks is another shop'

export const price = {
  amountMinor: 1999,
  currency: 'EUR',
  description: 'A mug for Jane Roe',
  email: 'jane@example.com',
  metadata: { to: 'Jane Roe' },
}

/**
 * The same store in the process that breaks and in the one that recovers. Gateway, secret and ledger come from the
 * environment.
 */
export function storeOptions(
  mode: Mode,
  packed: (orderNumber: string) => void,
  { breaks = false }: { readonly breaks?: boolean } = {},
): CheckoutOptions {
  return {
    // Every sku is for sale, so each case has its own.
    catalog: () => price,
    // Each process has its own address. Together they are one shop.
    shop: { key: breaks && mode === 'the one that breaks is another shop' ? 'another-shop' : 'shop' },
    capture: mode === 'manual' ? 'manual' : 'automatic',
    latePayment: mode === 'late money is refunded' ? 'refund' : 'hand-over',
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
    questionsPerMinute: 0,
    // One fault is not an outage, and must not affect the next case.
    breaker: { failures: 0 },
    ...(breaks && mode === 'the one that breaks hands nothing over' ? {} : handlersOf(mode, packed)),
  }
}

function handlersOf(mode: Mode, packed: (orderNumber: string) => void): Partial<CheckoutOptions> {
  if (mode !== 'in a transaction') return { onPaid: ({ orderNumber }) => packed(orderNumber) }
  return {
    onPaidInTransaction: ({ orderNumber }, transaction) =>
      transaction.query('insert into parcels (order_number) values ($1)', [orderNumber]),
  }
}
