import { anyOrder, insertRows } from '../ledger/some-orders.ts'
import type { SomeOrder } from '../ledger/some-orders.ts'
import type { Office } from './office.ts'

/** The shop whose list it is: an order says so when it is written by hand. */
export const officeShop = 'windowsill.example'

/** Options for a store with that shop. */
export const ofOfficeShop = { shop: { name: 'Windowsill', key: officeShop } } as const

/** Orders that ended long ago, a minute apart, older than any bought one; take them away before the store closes. */
export async function fillList(
  { database }: Pick<Office, 'database'>,
  count: number,
  changes: (number: number) => Partial<SomeOrder> = () => ({}),
): Promise<() => Promise<void>> {
  const orders = Array.from({ length: count }, (_, number) =>
    anyOrder(number, {
      status: 'expired',
      shop: officeShop,
      createdAt: new Date(Date.UTC(2026, 2, 1) + number * 60_000),
      ...changes(number),
    }),
  )
  await insertRows(database, orders)
  return async () => {
    for (const table of ['checkout_refunds', 'checkout_orders']) {
      await database.sql(`delete from ${table} where order_number like 'N0%'`)
    }
  }
}
