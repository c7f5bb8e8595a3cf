import { DatabaseSync } from 'node:sqlite'

/** Who has bought what. */
export interface Purchases {
  /** Calling it again changes nothing. */
  remember(buyer: string, orderNumber: string): void
  /** Order numbers, the latest first. */
  of(buyer: string): readonly string[]
}

/**
 * Keeps them in the shop's own table, one row each. A list in the session would lose one of two payments that end at
 * the same moment in two tabs: each answer saves the session as it was when its request began.
 */
export function openPurchases(file: string): Purchases {
  const database = new DatabaseSync(file)
  database.exec(`create table if not exists purchases (
    buyer text not null, order_number text not null, primary key (buyer, order_number)) strict`)
  const add = database.prepare('insert into purchases values (?, ?) on conflict do nothing')
  const read = database.prepare('select order_number from purchases where buyer = ? order by rowid desc')
  return {
    remember: (buyer, orderNumber) => void add.run(buyer, orderNumber),
    of: (buyer) => read.all(buyer).map(({ order_number }) => String(order_number)),
  }
}
