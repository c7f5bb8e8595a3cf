import { InvalidRequestError } from './errors.ts'
import type { Order } from './order.ts'

/** How a store keeps the order numbers it has handed over, in its own table. */
export interface KeyTable<Transaction> {
  /** Runs the work in a transaction of the store's own database. Commits if it resolves, rolls back if it rejects. */
  readonly inTransaction: (work: (transaction: Transaction) => Promise<void>) => Promise<unknown>
  /**
   * Inserts a key into a table where it is unique, and resolves to whether it was new:
   * `insert … on conflict do nothing`, and the number of rows inserted. It must wait for another transaction that is
   * inserting the same key, as databases do.
   */
  readonly insertKey: (transaction: Transaction, key: string) => Promise<boolean> | boolean
}

/**
 * Makes an `onPaid` whose effect happens once, even if it is called twice for one order (a process died at the wrong
 * moment): the order number and the effect are one commit in the store's own database.
 *
 * What the handler does outside the transaction can still happen twice. Let it write down what is to be done, and do
 * that later.
 *
 * @typeParam Transaction - The store's own: whatever `inTransaction` gives its work.
 *
 * @example
 * ```ts
 * const onPaid = once<Tx>(
 *   {
 *     inTransaction: (work) => db.transaction(work),
 *     insertKey: async (tx, key) =>
 *       (await tx.query('insert into handed_over (key) values ($1) on conflict do nothing', [key])).rowCount === 1,
 *   },
 *   (order, tx) => tx.query('insert into parcels (sku, order_number) values ($1, $2)', [order.sku, order.orderNumber]),
 * )
 * ```
 */
export function once<Transaction>(
  { inTransaction, insertKey }: KeyTable<Transaction>,
  handler: (order: Order, transaction: Transaction) => unknown,
): (order: Order) => Promise<void> {
  return async (order) => {
    await inTransaction(async (transaction) => {
      const isNew: unknown = await insertKey(transaction, order.orderNumber)
      if (typeof isNew !== 'boolean') {
        throw new InvalidRequestError(`insertKey must resolve to true (new) or false (known), got ${typeof isNew}.`)
      }
      if (isNew) await handler(order, transaction)
    })
  }
}
