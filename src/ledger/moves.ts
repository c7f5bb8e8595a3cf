import type { RawBuilder, UpdateObject } from 'kysely'
import { sql } from 'kysely'
import { GatewayResponseError } from '../errors.ts'
import { lateRefundKey } from '../order.ts'
import type { Order, OrderStatus } from '../order.ts'
import type { LedgerDialect } from './dialect.ts'
import { writeEntry } from './entries.ts'
import type { ClaimTerms, DueOrder } from './hand-over-ledger.ts'
import { addHandOver, claimHandOver } from './hand-overs.ts'
import { runKept } from './kept-query.ts'
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
  return (await moveAndClaim(transaction, seen, wanted))?.order
}

/** See `Ledger.moveAndClaim`. */
export async function moveAndClaim(
  transaction: LedgerTransaction,
  seen: Seen,
  wanted: Move,
  terms?: ClaimTerms,
): Promise<DueOrder | undefined> {
  const move = await moveThatApplies(transaction, seen, wanted)
  const { to, checkInMs, handOver, trigger, detail, refund } = move
  const order = await compareAndSet(transaction, seen, { ...columnsOf(move), to, checkInMs, isDue: handOver === 'due' })
  if (!order) return undefined

  const isNewlyDue = handOver !== undefined && (await addHandOver(transaction, order))
  await writeEntry(transaction, order, { kind: 'moved', from: seen.status, trigger, detail })
  if (refund) await addAskedRefund(transaction, order, refund)
  // By the rules of every claim: a refund of everything may be under way. What has just become due is not yet late.
  const mayClaim = isNewlyDue && terms !== undefined
  const claim = mayClaim ? await claimHandOver(transaction, order.orderNumber, { ...terms, isEarly: true }) : undefined
  return { order, claim }
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
  const order = await compareAndSet(transaction, seen, { ...columnsOf(note), to: seen.status })
  if (!order) return undefined

  await writeEntry(transaction, order, { kind: 'noted', from: undefined, trigger: note.trigger, detail: note.detail })
  return order
}

/** What one update writes. Columns that are not named stay as they are. */
interface Written {
  readonly columns: OrderColumns
  readonly to: OrderStatus
  /** Refunded in all, in minor units. */
  readonly refundedMinor?: number | undefined
  /** Undefined leaves the next check as it is. */
  readonly checkInMs?: number | null | undefined
  /** Whether the goods become due, if they never were. */
  readonly isDue?: boolean
}

function columnsOf({ changes = {}, freesReuseKey = false }: Note): Pick<Written, 'columns' | 'refundedMinor'> {
  const columns = changedColumns(changes)
  if (freesReuseKey) columns.reuse_key = null
  return { columns, refundedMinor: changes.refundedMinor }
}

/** The refunded amount only grows: an answer older than what is known changes nothing. */
function atLeast(refundedMinor: number | undefined): RawBuilder<number> {
  return sql`case when refunded_minor > ${refundedMinor} then refunded_minor else ${refundedMinor} end`
}

/** The status in the `where` is the lock: of two racing updates, one matches no row. */
async function compareAndSet(
  transaction: LedgerTransaction,
  { orderNumber, status }: Seen,
  written: Written,
): Promise<Order | undefined> {
  try {
    const { columns, to, refundedMinor, checkInMs } = written
    const [row] = await runKept(transaction, {
      name: `move order, ${shapeOf(written)}`,
      values: { ...columns, to, orderNumber, seen: status, refundedMinor, checkInMs },
      build: (given) =>
        transaction.trx
          .updateTable('checkout_orders')
          .set(setOf(transaction.dialect, written, given))
          .where('order_number', '=', given.orderNumber)
          .where('status', '=', given.seen)
          .returningAll(),
    })
    return row && toOrder(row)
  } catch (error) {
    if (!transaction.dialect.isDuplicate(error, 'gateway_order_id')) throw error
    throw new GatewayResponseError(
      `The gateway gave order ${orderNumber} an id that another order already has. Nothing was written.`,
    )
  }
}

/** The same for updates of one text. */
function shapeOf({ columns, refundedMinor, checkInMs, isDue = false }: Written): string {
  const check = checkInMs === null ? 'never' : typeof checkInMs
  return [Object.keys(columns).join(' '), typeof refundedMinor, check, isDue].join(', ')
}

type Given = OrderColumns & Omit<Written, 'columns'>

function setOf(
  dialect: LedgerDialect,
  { columns, refundedMinor, checkInMs, isDue }: Written,
  given: Given,
): OrderColumns {
  const names = Object.keys(columns) as (keyof OrderColumns)[]
  return {
    ...Object.fromEntries(names.map((name) => [name, given[name]])),
    status: given.to,
    ...(refundedMinor !== undefined && { refunded_minor: atLeast(given.refundedMinor) }),
    ...(checkInMs === null && { next_check_at: null }),
    ...(typeof checkInMs === 'number' && { next_check_at: dialect.fromNow(given.checkInMs ?? 0) }),
    ...(isDue && { hand_over: sql<string>`case when hand_over = 'none' then 'due' else hand_over end` }),
  }
}
