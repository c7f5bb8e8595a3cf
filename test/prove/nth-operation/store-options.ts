import type { CheckoutOptions } from '../../../src/index.ts'

/** How the store hands over, captures, and treats late money; and what the process that breaks is beside that. */
export type Mode =
  | 'automatic'
  | 'manual'
  | 'in a transaction'
  | 'late money goes back'
  | 'the one that breaks hands nothing over'
  | 'the one that breaks is another shop'

export const price = { amountMinor: 1999, currency: 'EUR' }

/**
 * The same store in the process that breaks and in the one that comes after it. Gateway, secret and ledger come from
 * the environment.
 */
export function storeOptions(
  mode: Mode,
  packed: (orderNumber: string) => void,
  { breaks = false }: { readonly breaks?: boolean } = {},
): CheckoutOptions {
  return {
    // Every sku is for sale, so that each case has one of its own.
    catalog: () => price,
    // Each process has an address of its own; together they are one shop.
    shop: { key: breaks && mode === 'the one that breaks is another shop' ? 'another-shop' : 'shop' },
    capture: mode === 'manual' ? 'manual' : 'automatic',
    latePayment: mode === 'late money goes back' ? 'refund' : 'hand-over',
    checkoutsPerMinute: 0,
    newOrdersPerMinute: 0,
    questionsPerMinute: 0,
    // One fault is no outage, and the next case is another day.
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
