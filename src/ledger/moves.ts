import type { RawBuilder, UpdateObject } from 'kysely'
import { sql } from 'kysely'
import { GatewayResponseError } from '../errors.ts'
import { lateRefundKey } from '../order.ts'
import type { Order } from '../order.ts'
import { writeEntry } from './entries.ts'
import { addHandOver } from './hand-overs.ts'
import type { Move, Note } from './order-ledger.ts'
import { addAskedRefund, countRefunds } from './refunds.ts'
import { changedColumns, toOrder } from './rows.ts'
import type { Schema } from './schema.ts'
import { isOwn } from './shops.ts'
import type { LedgerTransaction } from './transaction.ts'

type Seen = Pick<Order, 'orderNumber' | 'status'>
type OrderColumns = UpdateObject<Schema, 'checkout_orders'>

/**
 * Moves an order if it still has the status it was read with.
 *
 * `handOver` makes the goods due once in an order's life: if they already were, it changes nothing.
 *
 * @throws GatewayResponseError if another order already has the gateway's id. One payment must never pay for two
 *   orders, so nothing is written and the buyer must not be sent to the gateway.
 */
export async function moveOrder(transaction: LedgerTransaction, seen: Seen, wanted: Move): Promise<Order | undefined> {
  const { dialect } = transaction
  const move = await moveThatApplies(transaction, seen, wanted)
  const order = await compareAndSet(transaction, seen, {
    ...columnsOf(move),
    status: move.to,
    next_check_at: move.checkInMs === null ? null : dialect.fromNow(move.checkInMs),
    ...(move.handOver && { hand_over: sql<string>`case when hand_over = 'none' then 'due' else hand_over end` }),
  })
  if (!order) return undefined

  if (move.handOver) await addHandOver(transaction, order)
  await writeEntry(transaction, order, { kind: 'moved', from: seen.status, trigger: move.trigger, detail: move.detail })
  if (move.refund) await addAskedRefund(transaction, order, move.refund)
  return order
}

/** The move itself, or its replacement if another order of the same reference is paid. */
async function moveThatApplies(
  { trx, dialect, own }: LedgerTransaction,
  seen: Seen,
  { ifReferenceIsPaid: clause, ...move }: Move,
): Promise<Omit<Move, 'ifReferenceIsPaid'>> {
  if (!clause) return move
  // Locked in a fixed order, this order among them: of two paid at once, one waits and then sees the other.
  const siblings = await trx
    .selectFrom('checkout_orders')
    .select(['order_number', 'status', 'gateway_account'])
    .where('reference', '=', clause.reference)
    .where('is_repeatable', '=', 0)
    .where(isOwn(own))
    .orderBy('order_number')
    .modifyEnd(dialect.rowLock)
    .execute()
  const paid = siblings
    .filter(
      ({ order_number, status, gateway_account }) =>
        order_number !== seen.orderNumber &&
        ['held', 'paid', 'partially_refunded'].includes(status) &&
        gateway_account.startsWith(clause.gateway),
    )
    .map(({ order_number }) => order_number)
  if (paid.length === 0) return move
  // Late money on its way back pays for nothing. Read under the locks: a caller that refunds it holds one of them.
  const goingBack = await countRefunds(trx, paid, lateRefundKey)
  return goingBack < paid.length ? clause.instead : move
}

/** Writes an entry and changes, if the order still has the status it was read with. */
export async function noteOnOrder(transaction: LedgerTransaction, seen: Seen, note: Note): Promise<Order | undefined> {
  const order = await compareAndSet(transaction, seen, { ...columnsOf(note), status: seen.status })
  if (!order) return undefined

  await writeEntry(transaction, order, { kind: 'noted', from: undefined, trigger: note.trigger, detail: note.detail })
  return order
}

function columnsOf({ changes = {}, freesReuseKey = false }: Note): OrderColumns {
  const { refundedMinor } = changes
  return {
    ...changedColumns(changes),
    ...(refundedMinor !== undefined && { refunded_minor: atLeast(refundedMinor) }),
    ...(freesReuseKey && { reuse_key: null }),
  }
}

/** The refunded amount only grows: an answer older than what is known changes nothing. */
function atLeast(refundedMinor: number): RawBuilder<number> {
  return sql`case when refunded_minor > ${refundedMinor} then refunded_minor else ${refundedMinor} end`
}

/** The status in the `where` is the lock: of two racing updates, one matches no row. */
async function compareAndSet(
  { trx, dialect }: LedgerTransaction,
  seen: Seen,
  columns: OrderColumns,
): Promise<Order | undefined> {
  try {
    const row = await trx
      .updateTable('checkout_orders')
      .set(columns)
      .where('order_number', '=', seen.orderNumber)
      .where('status', '=', seen.status)
      .returningAll()
      .executeTakeFirst()
    return row && toOrder(row)
  } catch (error) {
    if (!dialect.isDuplicate(error, 'gateway_order_id')) throw error
    throw new GatewayResponseError(
      `The gateway gave order ${seen.orderNumber} an id that another order already has. Nothing was written.`,
    )
  }
}
