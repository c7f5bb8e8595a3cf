import { DatabaseSync } from 'node:sqlite'
import { toMajorUnits } from 'express-hosted-checkout'
import type { Order } from 'express-hosted-checkout'

/** What is to be packed and sent. */
export interface Parcels {
  /** Makes the parcel of a paid order, once, however often it is asked to. */
  pack(order: Order): void
}

/** Keeps the parcels in a table of the shop's own: one row per paid order. */
export function openParcels(file: string): Parcels {
  const database = new DatabaseSync(file)
  database.exec('create table if not exists parcels (order_number text primary key, sku text not null) strict')
  const add = database.prepare('insert into parcels values (?, ?) on conflict do nothing')
  return {
    pack({ orderNumber, sku, description = sku, currency, amountMinor }) {
      // If this process dies right after this line, the checkout cannot know that the parcel is made, and asks again at
      // the next start. The order number is the key by which the table knows.
      const isNew = add.run(orderNumber, sku).changes === 1
      const price = `${currency} ${toMajorUnits(amountMinor, currency)}`
      if (isNew) console.log(`handed over: order ${orderNumber}, "${description}", ${price}`)
    },
  }
}
