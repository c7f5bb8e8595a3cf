import { DatabaseSync } from 'node:sqlite'
import { toMajorUnits } from 'express-hosted-checkout'
import type { Order } from 'express-hosted-checkout'

/** Parcels to pack and send. */
export interface Parcels {
  /** Makes the parcel for a paid order. Calling it again changes nothing. */
  pack(order: Order): void
}

/** Keeps the parcels in the shop's own table: one row per paid order. */
export function openParcels(file: string): Parcels {
  const database = new DatabaseSync(file)
  database.exec('create table if not exists parcels (order_number text primary key, sku text not null) strict')
  const add = database.prepare('insert into parcels values (?, ?) on conflict do nothing')
  return {
    pack({ orderNumber, sku, description = sku, currency, amountMinor }) {
      // If this process dies right after this line, the checkout cannot know that the parcel is made, and calls again
      // after the next start. The order number is the key that prevents a second parcel.
      const isNew = add.run(orderNumber, sku).changes === 1
      const price = `${currency} ${toMajorUnits(amountMinor, currency)}`
      if (isNew) console.log(`handed over: order ${orderNumber}, "${description}", ${price}`)
    },
  }
}
