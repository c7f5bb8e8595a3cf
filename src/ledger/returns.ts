import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { systemClock } from '../clock.ts'
import type { LedgerDialect } from './dialect.ts'
import { runKept } from './kept-query.ts'
import { lockOrder } from './lock-order.ts'
import type { LedgerStatement, LedgerTransaction } from './transaction.ts'

/** How far a time of this process lies in the past, in milliseconds from now: the ledger has a clock of its own. */
export function msFromNow(at: Date): number {
  return Math.min(0, at.getTime() - systemClock.now().getTime())
}

/** When the buyer first came back: this time, unless one is known. */
export function firstReturn(dialect: LedgerDialect, inMs: number): RawBuilder<string> {
  return sql`coalesce(returned_at, ${dialect.fromNow(inMs)})`
}

/** See `OrderLedger.noteReturn`. */
export async function noteReturn(transaction: LedgerTransaction, orderNumber: string, returnedAt: Date): Promise<void> {
  await lockOrder(transaction, orderNumber)
  await tryToNoteReturn(transaction, orderNumber, returnedAt)
}

/** The same in one statement; undefined if one is known already, or another caller has locked the order. */
export async function tryToNoteReturn(
  statement: LedgerStatement,
  orderNumber: string,
  returnedAt: Date,
): Promise<true | undefined> {
  const { db, dialect } = statement
  const [row] = await runKept(statement, {
    name: 'note return',
    values: { orderNumber, inMs: msFromNow(returnedAt) },
    build: (given) =>
      db
        .updateTable('checkout_orders')
        .set({ returned_at: firstReturn(dialect, given.inMs) })
        .where('order_number', 'in', (orders) =>
          orders
            .selectFrom('checkout_orders')
            .select('order_number')
            .where('order_number', '=', given.orderNumber)
            .where('returned_at', 'is', null)
            .modifyEnd(dialect.rowLockOrSkip),
        )
        .returning('order_number'),
  })
  return row && true
}
